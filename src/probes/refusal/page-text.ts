/** Of a page's title. */
const LONGEST_TITLE = 120;
/** Of one entity: `&CounterClockwiseContourIntegral;` is the longest there is. */
const LONGEST_ENTITY = 33;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** A body as text: by the charset of its type where that is known here, else UTF-8. */
export const decoded = (body: Uint8Array, contentType = ''): string => {
  const charset = /;\s*charset\s*=\s*"?([\w-]{1,40})/i.exec(contentType.slice(0, 500))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
};

const entity = (name: string): string | undefined => {
  const [, hex, digits] = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? [];
  if (hex === undefined && digits === undefined) return ENTITIES[name.toLowerCase()];
  const point = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
  return point > 0 && point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff)
    ? String.fromCodePoint(point)
    : undefined;
};
const withoutEntities = (text: string): string =>
  text.replace(/&([#\w]{1,33});/g, (whole, name: string) =>
    name.length > LONGEST_ENTITY ? whole : (entity(name) ?? whole),
  );
const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What a reader sees of HTML, roughly: tags fall away and entities are signs. Linear, whatever the text. */
const withoutTags = (html: string): string => {
  let text = '';
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    const close = open === -1 ? -1 : html.indexOf('>', open);
    if (close === -1) return text + html.slice(at);
    text += html.slice(at, open);
    at = close + 1;
  }
  return text;
};

/** The first of the signs that is in the page, as its source has it or as a reader sees it, whatever the case. */
export const signIn = (page: string, signs: readonly string[]): string | undefined => {
  if (signs.length === 0) return undefined;
  const forms = [page, withoutEntities(withoutTags(page))].map((form) => inOneLine(form).toLowerCase());
  return signs.find((sign) => forms.some((form) => form.includes(inOneLine(sign).toLowerCase())));
};

/** What HTML calls itself; undefined where it does not. */
export const titleOf = (page: string): string | undefined => {
  const lower = page.toLowerCase();
  const open = lower.search(/<title[\s>]/);
  const from = open === -1 ? -1 : lower.indexOf('>', open) + 1;
  const to = from < 1 ? -1 : lower.indexOf('</title', from);
  if (to === -1) return undefined;
  // Entities are signs only once the text is cut out; what is said to a terminal is made printable there.
  const title = inOneLine(withoutEntities(page.slice(from, Math.min(to, from + 4 * LONGEST_TITLE))));
  return title === '' ? undefined : title.slice(0, LONGEST_TITLE);
};
