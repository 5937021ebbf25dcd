import type { AddressReport } from '../../probes/address/report.ts';
import type { AddressFinding, AddressPlace } from './schema.ts';

type Nat = NonNullable<AddressPlace['nat']>;

/** What stands between this machine and the world by IPv4, in words, out of a report and what was found in it. */
export const natOf = (
  { addresses, router }: AddressReport,
  findings: readonly Pick<AddressFinding, 'code' | 'evidence' | 'summary'>[],
): Nat | undefined => {
  const seen = addresses.find((a) => a.family === 4);
  if (seen === undefined) return undefined;
  const world = `the world sees ${seen.address}`;
  const told = router.views.find((v) => v.address !== undefined);
  const found = (code: string) => findings.find((f) => f.code === code);
  // What is told by other signs than the router's word has a sentence of its own.
  const worded = (name: string, summary: string): string => {
    const has = told?.address === undefined || told.address === seen.address ? undefined : told.address;
    return has === undefined
      ? `${name}: ${summary === '' ? world : summary}`
      : `${name}: the router has ${has}, ${world}.`;
  };
  const shared = found('cgnat');
  // By an address on the way alone it may be, and no more.
  const certain = shared?.evidence['certain'] !== false;
  if (shared !== undefined && certain) return { kind: 'cgnat', words: worded('CGNAT', shared.summary) };
  const twice = found('double-nat');
  const perhaps = shared === undefined ? '' : ' Perhaps CGNAT, too.';
  if (twice !== undefined) return { kind: 'double-nat', words: `${worded('Double NAT', twice.summary)}${perhaps}` };
  if (shared !== undefined) return { kind: 'cgnat', words: `Perhaps CGNAT: ${shared.summary}` };
  if (seen.local === seen.address)
    return { kind: 'none', words: 'No NAT: this machine has the public address itself.' };
  if (told?.address === seen.address)
    return { kind: 'nat', words: `One NAT, the router’s: it has ${seen.address}, as the world sees it.` };
  if (told?.address !== undefined) return { kind: 'unknown', words: `The router has ${told.address}, ${world}.` };
  const why = router.why ?? router.views.map((v) => `${v.by}: ${v.why ?? 'no answer'}`).join(', ');
  return {
    kind: 'unknown',
    words: `The router does not tell its outer address${why === '' ? '' : ` (${why})`}; ${world}.`,
  };
};
