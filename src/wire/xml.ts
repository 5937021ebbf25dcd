import { parseXml, XmlCdata, XmlElement, XmlText } from '@rgrove/parse-xml';

/** An element, by its local name: prefixes are passed over. */
export interface Xml {
  readonly name: string;
  /** Its own, without that of elements within, trimmed. */
  readonly text: string;
  readonly children: readonly Xml[];
}

/** So that reading a hostile one takes no longer than a tenth of a second. */
export const MOST_XML_BYTES = 32_768;
/** Elements within elements; what is deeper is left out. */
const MOST_DEEP = 32;
const SPACE = 0x20;

/**
 * A document (XML 1.0, UTF-8); undefined where it is none, or too large. Entities that it declares itself are not
 * resolved: one that uses them is none. White space before it and NULs after it, which devices send, are passed over.
 */
export const readXml = (bytes: Uint8Array): Xml | undefined => {
  if (bytes.length > MOST_XML_BYTES) return undefined;
  const end = bytes.findLastIndex((byte) => byte > SPACE) + 1;
  const text = new TextDecoder().decode(bytes.subarray(0, end)).trimStart();
  try {
    const { root } = parseXml(text);
    return root === null ? undefined : xmlOf(root, 1);
  } catch {
    // No XML, or elements within elements until the stack is full.
    return undefined;
  }
};
const xmlOf = (element: XmlElement, deep: number): Xml => ({
  name: element.name.replace(/^.*:/, ''),
  text: element.children
    .map((child) => (child instanceof XmlText || child instanceof XmlCdata ? child.text : ''))
    .join('')
    .trim(),
  children: element.children.flatMap((child) =>
    child instanceof XmlElement && deep < MOST_DEEP ? [xmlOf(child, deep + 1)] : [],
  ),
});

/** The text of its first child of that name. */
export const textIn = ({ children }: Xml, name: string): string | undefined =>
  children.find((child) => child.name === name)?.text;
/** The first element of that name, itself or within it at any depth. */
export const findXml = (xml: Xml, name: string): Xml | undefined => {
  if (xml.name === name) return xml;
  for (const child of xml.children) {
    const found = findXml(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
};
