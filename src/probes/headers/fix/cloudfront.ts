import { commented, type Plan } from './change.ts';

/** A CloudFront Function for viewer responses: ECMAScript 5.1, which every runtime takes. */
export const cloudfront = ({ url, changes, cookies, notes, promises, needsRedirect }: Plan): string => {
  const say = (text: string, indent = ''): readonly string[] => commented(text, '//', indent);
  const set = (header: string, value: string): string => `headers['${header.toLowerCase()}'] = { value: "${value}" };`;
  const lines = [
    ...say(`CloudFront Function (runtime cloudfront-js-2.0) for ${url}`),
    ...say(
      'CloudFront console, Functions: create, paste, publish; then in the behaviour of the distribution, Function associations, Viewer response.',
    ),
    ...promises.flatMap((p) => say(p)),
    ...say(
      'CloudFront runs no such function where the origin answers with an error (400 and above): give the behaviour a response headers policy with the same headers for those.',
    ),
    ...notes.flatMap((n) => say(n)),
    ...(needsRedirect ? say('http: set the viewer protocol policy of the behaviour to "Redirect HTTP to HTTPS".') : []),
    'function handler(event) {',
    '  var headers = event.response.headers;',
    ...changes.flatMap(({ header, value, why, later }) => [
      ...say(why, '  '),
      value === undefined ? `  delete headers['${header.toLowerCase()}'];` : `  ${set(header, value)}`,
      ...(later === undefined
        ? []
        : [
            ...say(`Later, in place of the line above, ${later.when}:`, '  '),
            `  // ${set(later.header, later.value)}`,
          ]),
    ]),
    ...(cookies.length === 0
      ? []
      : [
          ...say('Cookies; better where they are set.', '  '),
          '  var cookies = event.response.cookies || {};',
          '  var protect = function (name, add) {',
          '    if (!cookies[name]) return;',
          '    [cookies[name]].concat(cookies[name].multiValue || []).forEach(function (cookie) {',
          "      cookie.attributes = (cookie.attributes ? cookie.attributes + '; ' : '') + add;",
          '    });',
          '  };',
          ...cookies.map(({ name, add }) => `  protect('${name}', '${add.join('; ')}');`),
        ]),
    '  return event.response;',
    '}',
  ];
  return `${lines.join('\n')}\n`;
};
