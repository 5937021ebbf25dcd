import type { Write } from '../../src/store/influx/answers.ts';
import type { MarkRead, OtherRead } from '../../src/store/influx/mark.ts';
import type { InfluxServer } from '../../src/store/influx/server.ts';
import { parseLine, type FieldRead } from './line-protocol.ts';

/** An InfluxDB in memory: a point is its series, tags and time, and what is written again takes its place. */
export class FakeInflux implements InfluxServer {
  /** By series and time. */
  points = new Map<string, Readonly<Record<string, FieldRead>>>();
  /** The lines of each request. */
  requests: (readonly string[])[] = [];
  closed = false;
  /** What a request meets; taken as asked where this says nothing. */
  meet: (lines: readonly string[]) => Write | undefined = () => undefined;
  /** What a question for marks meets. */
  meetQuestion: () => MarkRead | undefined = () => undefined;
  questions = 0;

  write(lines: readonly string[]): Promise<Write> {
    this.requests.push(lines);
    const met = this.meet(lines);
    if (met !== undefined && met.did !== 'written') return Promise.resolve(met);
    for (const text of lines) {
      const { measurement, tags, fields, at } = parseLine(text);
      const key = JSON.stringify([measurement, Object.entries(tags), at]);
      this.points.set(key, { ...this.points.get(key), ...fields });
    }
    return Promise.resolve(met ?? { did: 'written', tooOld: 0 });
  }
  highestMark({ journal, since = 0 }: { readonly journal: string; readonly since?: number }): Promise<MarkRead> {
    this.questions += 1;
    const met = this.meetQuestion();
    if (met !== undefined) return Promise.resolve(met);
    const cursors = [...this.points].flatMap(([key, fields]) => {
      const [measurement, , at] = JSON.parse(key) as [string, unknown, number];
      const { cursor } = fields;
      const isIt = measurement === 'plumbline_export' && fields.journal === journal && at >= since / 1_000;
      return isIt && typeof cursor === 'object' ? [cursor.integer] : [];
    });
    return Promise.resolve(cursors.length === 0 ? { ok: true } : { ok: true, cursor: Math.max(...cursors) });
  }
  lastOther({ vantage, journal }: { readonly vantage: string; readonly journal: string }): Promise<OtherRead> {
    const stamps = [...this.points].flatMap(([key, fields]) => {
      const [measurement, tags, at] = JSON.parse(key) as [string, readonly (readonly [string, string])[], number];
      const isOurs = tags.some(([name, value]) => name === 'vantage' && value === vantage);
      return measurement === 'plumbline_export' && isOurs && !['', journal].includes(fields.journal as string)
        ? [at * 1_000]
        : [];
    });
    return Promise.resolve(stamps.length === 0 ? { ok: true } : { ok: true, at: Math.max(...stamps) });
  }
  close(): void {
    this.closed = true;
  }
  /** The points that are no marks and no rollups. */
  get data(): readonly string[] {
    return [...this.points.keys()].filter((key) => !/^\["plumbline_(export|[a-z]+_(minutes|hours))"/.test(key));
  }
}
