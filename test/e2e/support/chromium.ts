import { existsSync } from 'node:fs';

import { chromium, type Browser } from 'playwright-core';

/** Debian's and Ubuntu's places for it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'];
const found = PLACES.find((p) => existsSync(p));

/** Why there is no browser to test with; undefined when there is one. */
export const NO_BROWSER = found === undefined ? 'no chromium here (npm run test:setup installs it)' : undefined;

/** A browser that asks nothing of the world by itself. `args`, `env`: what it gets besides. */
export const openBrowser = ({
  args = [],
  env = {},
}: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {}): Promise<Browser> =>
  chromium.launch({
    ...(found === undefined ? {} : { executablePath: found }),
    env: { ...process.env, ...env },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  });
