import { commented, type Plan } from './change.ts';

/** For a `server` block. `add_header` adds: what a server behind this one sends already is hidden first. */
export const nginx = ({ url, changes, cookies, notes, promises, needsRedirect }: Plan): string => {
  const say = (text: string): readonly string[] => commented(text, '#');
  const hide = (header: string): readonly string[] => [
    `proxy_hide_header ${header};`,
    `fastcgi_hide_header ${header};`,
  ];
  const lines = [
    ...say(`For the server block of ${url} in nginx, or a file that it includes.`),
    ...promises.flatMap(say),
    ...say('A location with an add_header of its own takes none of these over: include them there as well.'),
    ...say('Where your config sets one of them already, delete that line: nginx would send both.'),
    ...notes.flatMap(say),
    ...changes.flatMap(({ header, value, why, replaces, later }) => [
      '',
      ...say(why),
      ...(replaces ? hide(header) : []),
      ...(value === undefined ? [] : [`add_header ${header} "${value}" always;`]),
      ...(later === undefined
        ? []
        : [
            ...say(`Later, in place of the line above, ${later.when}:`),
            ...(later.replaces ? hide(later.header).map((line) => `# ${line}`) : []),
            `# add_header ${later.header} "${later.value}" always;`,
          ]),
    ]),
    ...(cookies.length === 0
      ? []
      : ['', ...say('Cookies that come from a server behind this one; better where they are set.')]),
    ...cookies.map(({ name, add }) => `proxy_cookie_flags ${name} ${add.join(' ').toLowerCase()};`),
    ...(needsRedirect
      ? [
          '',
          ...say('In the server block that listens on port 80, and nothing else there:'),
          '# return 301 https://$host$request_uri;',
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
};
