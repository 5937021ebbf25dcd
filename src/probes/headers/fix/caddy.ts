import { commented, type Change, type Plan } from './change.ts';

const TAB = '\t';
const replaces = (change: Change): boolean => change.replaces || change.later?.replaces === true;
/**
 * For a site block. What is sent already by whatever stands behind is replaced as the answer leaves (`defer`); what is
 * new is set at once, so that error pages have it too.
 */
export const caddy = ({ url, changes, cookies, notes, promises, needsRedirect }: Plan): string => {
  const say = (text: string, indent = ''): readonly string[] => commented(text, '#', indent);
  const within = ({ header, value, why, later }: Change): readonly string[] => [
    ...say(why, TAB),
    value === undefined ? `${TAB}-${header}` : `${TAB}${header} "${value}"`,
    ...(later === undefined
      ? []
      : [...say(`Later, in place of the line above, ${later.when}:`, TAB), `${TAB}# ${later.header} "${later.value}"`]),
  ];
  const block = (of: readonly Change[], first: readonly string[]): readonly string[] =>
    of.length === 0 ? [] : ['header {', ...first, ...of.flatMap(within), '}'];
  const lines = [
    ...say(`For the site block of ${url} in a Caddyfile.`),
    ...promises.flatMap((p) => say(p)),
    ...say('Where the block sets one of these headers already, delete that line.'),
    ...notes.flatMap((n) => say(n)),
    ...block(
      changes.filter((c) => !replaces(c)),
      [],
    ),
    ...block(changes.filter(replaces), [
      ...say('Sent already, and replaced as the answer leaves.', TAB),
      `${TAB}defer`,
    ]),
    ...(cookies.length === 0 ? [] : ['header {', ...say('Cookies; better where they are set.', TAB), `${TAB}defer`]),
    ...cookies.map(
      ({ name, add }) => `${TAB}Set-Cookie "^(${name.replaceAll('.', '[.]')}=.*)$" "$1; ${add.join('; ')}"`,
    ),
    ...(cookies.length === 0 ? [] : ['}']),
    ...(needsRedirect
      ? say('http leads nowhere: name the site without http:// and a port, and Caddy redirects by itself.')
      : []),
  ];
  return `${lines.join('\n')}\n`;
};
