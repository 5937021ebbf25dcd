import type { Overview } from '../../../src/api/schema.ts';
import { told } from './sites.ts';
import { codeWords } from './words.ts';

/** What large packets do, for the wall: a number where all is well, and what is wrong where it is not. */
export interface MtuFact {
  readonly text: string;
  readonly look: 'up' | 'degraded' | 'down';
}
const LOOKS = { info: 'up', warn: 'degraded', fail: 'down' } as const;
const NBSP = '\u00a0';
const bytes = (n: number): string => `${n.toLocaleString('en-US')}${NBSP}bytes`;

/** The path MTU: what is wrong on any way, else that of the live line, else of the first way that was looked at. */
export const mtuFact = ({ lines, paths }: Pick<Overview, 'lines' | 'paths'>): MtuFact | undefined => {
  const [worst] = paths ?? [];
  const of = (mtu: number): string => `Path MTU ${bytes(mtu)}`;
  if (worst !== undefined && worst.severity !== 'info') {
    const mtu = worst.mtu4 ?? worst.mtu6;
    const about = `${codeWords(worst.code)} to ${told(worst.label, 28)}`;
    return { text: mtu === undefined ? `Path: ${about}` : `${of(mtu)}: ${about}`, look: LOOKS[worst.severity] };
  }
  const live = lines?.lines.find((l) => l.live);
  if (live?.pathMtu !== undefined) return { text: of(live.pathMtu), look: 'up' };
  const first = paths?.find((p) => p.mtu4 !== undefined || p.mtu6 !== undefined);
  const mtu = first?.mtu4 ?? first?.mtu6;
  return mtu === undefined ? undefined : { text: of(mtu), look: 'up' };
};
