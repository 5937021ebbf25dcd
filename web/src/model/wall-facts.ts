import type { Overview } from '../../../src/api/schema.ts';
import { told } from './sites.ts';
import { glanceWords } from './where.ts';
import { codeWords } from './words.ts';

/** What seldom changes, in a line of the wall. */
export interface Fact {
  readonly name: 'where' | 'mtu';
  readonly text: string;
  readonly look: 'up' | 'degraded' | 'down';
  /** When it was measured (µs), and how often it is (ms); missing where only that it was is told. */
  readonly at?: number;
  readonly every?: number;
}
const LOOKS = { info: 'up', warn: 'degraded', fail: 'down' } as const;
const NBSP = '\u00a0';
const bytes = (n: number): string => `${n.toLocaleString('en-US')}${NBSP}bytes`;

/** The path MTU: what is wrong on any way, else that of the live line, else of the first way that was looked at. */
export const mtuFact = ({ lines, paths }: Pick<Overview, 'lines' | 'paths'>): Fact | undefined => {
  const [worst] = paths ?? [];
  const of = (mtu: number): string => `Path MTU ${bytes(mtu)}`;
  if (worst !== undefined && worst.severity !== 'info') {
    const mtu = worst.mtu4 ?? worst.mtu6;
    const about = `${codeWords(worst.code)} to ${told(worst.label, 28)}`;
    const { at, every } = worst;
    const text = mtu === undefined ? `Path: ${about}` : `${of(mtu)}: ${about}`;
    return { name: 'mtu', text, look: LOOKS[worst.severity], at, every };
  }
  const live = lines?.lines.find((l) => l.live);
  if (live?.pathMtu !== undefined) return { name: 'mtu', text: of(live.pathMtu), look: 'up' };
  const first = paths?.find((p) => p.mtu4 !== undefined || p.mtu6 !== undefined);
  const mtu = first?.mtu4 ?? first?.mtu6;
  return mtu === undefined || first === undefined
    ? undefined
    : { name: 'mtu', text: of(mtu), look: 'up', at: first.at, every: first.every };
};

/** All that is known of them. */
export const factsOf = (o: Pick<Overview, 'lines' | 'paths' | 'addresses'>): readonly Fact[] =>
  [o.addresses === undefined ? undefined : glanceWords(o.addresses), mtuFact(o)].filter((f) => f !== undefined);
