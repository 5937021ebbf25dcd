/** Text that is HTML already. */
export interface Markup {
  readonly html: string;
}
type Part = string | number | Markup | readonly Markup[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (c) => ESCAPES[c] ?? c);
const isMarkup = (part: string | number | Markup | readonly Markup[]): part is Markup =>
  typeof part === 'object' && 'html' in part;

/** A template of HTML: what is put into it is escaped, unless it is markup itself. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => {
  const texts = parts.map((part) => {
    if (isMarkup(part)) return part.html;
    return typeof part === 'object' ? part.map((p) => p.html).join('') : escaped(String(part));
  });
  return { html: strings.map((s, i) => s + (texts[i] ?? '')).join('') };
};
export const NOTHING: Markup = { html: '' };
