import type { InfluxExport } from '../../../src/api/schema.ts';
import { formatCount, formatDuration, plural } from './format.ts';

/** How what is measured gets into InfluxDB, in a line; whether that needs somebody's eye. */
export const influxLine = (i: InfluxExport): { readonly text: string; readonly alarming: boolean } => {
  const behind =
    i.behindSeconds > 0 && i.state !== 'up to date' ? `${formatDuration(i.behindSeconds * 1_000)} behind` : '';
  const left = i.state !== 'up to date' && i.backlog > 0 ? `${plural(i.backlog, 'entry', 'entries')} to go` : '';
  const why = i.lastError === undefined ? '' : ` (${i.lastError})`;
  const progress = [behind, left].filter((part) => part !== '').join(', ');
  const state = i.state === 'waiting' && progress === '' ? 'waiting' : progress || 'up to date';
  const aside = i.setAside === 0 ? '' : `; ${formatCount(i.setAside)} points not taken`;
  return { text: `InfluxDB: ${state}${why}${aside}`, alarming: i.state === 'waiting' };
};
