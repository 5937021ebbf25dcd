import type { PreloadEntry } from '../../../../src/probes/site/preload/preloaded.ts';

/** As Chromium writes its list: comments on lines of their own, an entry a line. */
export const chromiumList = (entries: readonly PreloadEntry[]): string =>
  [
    '// Copyright of somebody',
    '// This file contains the list, and says "entries": [] in a comment',
    '{',
    '  // Pins of public keys',
    '  "pinsets": [ { "name": "test", "static_spki_hashes": [ "A", "B" ], "report_uri": "http://log.example/{}[]" } ],',
    '  "entries": [',
    entries
      .map(({ name, mode, policy, includeSubdomains }) => {
        const members = [
          `"name": ${JSON.stringify(name)}`,
          ...(policy === undefined ? [] : [`"policy": ${JSON.stringify(policy)}`]),
          ...(mode === undefined ? [] : [`"mode": ${JSON.stringify(mode)}`]),
          ...(includeSubdomains ? ['"include_subdomains": true'] : []),
        ];
        return `    // ${name}\n    { ${members.join(', ')} }`;
      })
      .join(',\n'),
    '  ]',
    '}',
    '',
  ].join('\n');

export const forced = (name: string, includeSubdomains = true): PreloadEntry => ({
  name,
  mode: 'force-https',
  includeSubdomains,
  policy: 'bulk-1-year',
});
