/** How metrics are told: Prometheus' text format 0.0.4, or OpenMetrics 1.0.0. */
export type Format = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** The weight of a media type in an Accept header (RFC 9110, 12.5.1); 0 where it is not named. */
const weightOf = (accept: string, type: string): number => {
  let weight = 0;
  for (const range of accept.toLowerCase().split(',')) {
    const [name, ...parameters] = range.split(';').map((p) => p.trim());
    if (name !== type) continue;
    const q = Number(parameters.find((p) => p.startsWith('q='))?.slice(2) ?? 1);
    weight = Math.max(weight, Number.isNaN(q) ? 0 : q);
  }
  return weight;
};

/** OpenMetrics where it is asked for and liked better than plain text. */
export const formatFor = (accept: string | undefined): Format =>
  weightOf(accept ?? '', 'application/openmetrics-text') > weightOf(accept ?? '', 'text/plain')
    ? 'openmetrics'
    : 'text';

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' };

/** `name="value",…` in the order given. An empty value says the same as no label, so it is left out. */
export const labelText = (labels: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(labels)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}="${(value ?? '').replace(/[\\\n"]/g, (c) => ESCAPES[c] ?? c)}"`)
    .join(',');

const numberText = (value: number): string => {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : `${value < 0 ? '-' : '+'}Inf`;
};

const encoder = new TextEncoder();

/** One sample of a family: its value, its labels as text. */
export type Put = (value: number, labels?: string) => void;
/** One histogram of a family: how many in each bucket (not those below it), the sum of all, its labels as text. */
export type PutHistogram = (buckets: readonly number[], sum: number, labels: string) => void;

const headOf = (family: string, type: string, help: string): string =>
  `# HELP ${family} ${help}\n# TYPE ${family} ${type}\n`;

/** Lines are gathered to about this many characters before they become bytes. */
const GATHERED = 16 * 1024;

/**
 * Writes families one after the other. Names, types and label texts are the caller's to get right. Straight into bytes:
 * tens of thousands of lines kept as strings would cost more to collect again than to write.
 */
export class Exposition {
  readonly #format: Format;
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #gathered = '';

  /** `room`: how many bytes it is likely to take. */
  constructor(format: Format, room = 4 * GATHERED) {
    this.#format = format;
    this.#bytes = new Uint8Array(room);
  }
  /** A family with what `tell` puts into it; nothing at all where that is nothing. A counter's name ends in `_total`. */
  family(name: string, type: 'counter' | 'gauge', help: string, tell: (put: Put) => void): void {
    // OpenMetrics names a family of counters without the suffix of its samples.
    const family = this.#format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
    let head = headOf(family, type, help);
    tell((value, labels = '') => {
      this.#gather(`${head}${name}${labels === '' ? '' : `{${labels}}`} ${numberText(value)}\n`);
      head = '';
    });
  }
  /** A family of histograms. `bounds`: of all buckets but the last, ascending, as they are to be written. */
  histograms(name: string, help: string, bounds: readonly string[], tell: (put: PutHistogram) => void): void {
    let head = headOf(name, 'histogram', help);
    const les = [...bounds, '+Inf'].map((bound) => `,le="${bound}"} `);
    tell((buckets, sum, labels) => {
      let text = head;
      let upTo = 0;
      for (const [i, le] of les.entries()) {
        upTo += buckets[i] ?? 0;
        text += `${name}_bucket{${labels}${le}${upTo}\n`;
      }
      this.#gather(`${text}${name}_sum{${labels}} ${numberText(sum)}\n${name}_count{${labels}} ${upTo}\n`);
      head = '';
    });
  }
  /** Everything told; nothing can be added after. */
  end(): Uint8Array<ArrayBuffer> {
    if (this.#format === 'openmetrics') this.#gathered += '# EOF\n';
    this.#write();
    return this.#bytes.subarray(0, this.#length);
  }
  #gather(text: string): void {
    this.#gathered += text;
    if (this.#gathered.length > GATHERED) this.#write();
  }
  #write(): void {
    const most = this.#length + this.#gathered.length * 3; // no UTF-16 unit takes more bytes in UTF-8
    if (most > this.#bytes.length) {
      const larger = new Uint8Array(2 * most);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#length += encoder.encodeInto(this.#gathered, this.#bytes.subarray(this.#length)).written;
    this.#gathered = '';
  }
}
