import type { Event } from '../domain/entry.ts';
import { codeOfEvent } from '../domain/event-info.ts';
import { csvText, isoMicros } from './csv.ts';

const HEADER = 'time,type,severity,target,via,vantage,probe,code,summary,evidence\n';
const text = (value: unknown): string => csvText(typeof value === 'string' ? value : '');

/** One event a line (RFC 4180, but with bare line feeds); its evidence as `key=value` with `; ` between. */
const csvLineOf = (e: Event): string => {
  const { at, type, severity, subject, probe, evidence } = e;
  const facts = Object.entries(evidence)
    .filter(([key, what]) => what !== null && key !== 'summary')
    .map(([key, what]) => `${key}=${what}`)
    .join('; ');
  const cells = [subject?.target, subject?.via, subject?.vantage, probe, codeOfEvent(e), evidence['summary']].map(text);
  return `${[isoMicros(at), type, severity, ...cells, csvText(facts)].join(',')}\n`;
};
export const eventsCsv = (events: readonly Event[]): string => HEADER + events.map(csvLineOf).join('');
