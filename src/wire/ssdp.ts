/** Who is there (UPnP Device Architecture 1.1, 1.3.3). */
export interface SearchAnswer {
  /** Where it describes itself: an http address, as it was written. */
  readonly location: string;
  /** What was searched for, as it is answered (ST). */
  readonly target: string;
  /** The system, UPnP and the product, as it says. */
  readonly server?: string;
}

export const SSDP_GROUP = '239.255.255.250';
export const SSDP_PORT = 1900;
/** Of what is read. */
const [MOST_LINES, MOST_LOCATION, MOST_TEXT] = [32, 400, 200] as const;

/**
 * Searches for devices of that type (1.3.2). `host`: whom it is sent to. They answer within a second. One with a later
 * version of the type answers, too.
 */
export const searchRequest = (target: string, host = SSDP_GROUP): Uint8Array =>
  new TextEncoder().encode(
    [
      'M-SEARCH * HTTP/1.1',
      `HOST: ${host}:${SSDP_PORT}`,
      'MAN: "ssdp:discover"',
      'MX: 1',
      `ST: ${target}`,
      '',
      '',
    ].join('\r\n'),
  );

/** An answer to it; undefined for anything else, one without a location included. */
export const readSearchAnswer = (bytes: Uint8Array): SearchAnswer | undefined => {
  const [first = '', ...lines] = new TextDecoder().decode(bytes).split(/\r?\n/, MOST_LINES);
  if (!/^HTTP\/1\.[01] 200\b/i.test(first)) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    if (line === '') break;
    const [, name = '', value = ''] = /^([\w.-]{1,40})[ \t]*:(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    if (!headers.has(key)) headers.set(key, value.trim());
  }
  const location = headers.get('location') ?? '';
  if (location.length > MOST_LOCATION || !/^http:\/\/[!-~]+$/i.test(location) || !URL.canParse(location))
    return undefined;
  const server = textOf(headers.get('server') ?? '');
  return { location, target: textOf(headers.get('st') ?? ''), ...(server === '' ? {} : { server }) };
};
const textOf = (text: string): string => text.slice(0, MOST_TEXT).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');
