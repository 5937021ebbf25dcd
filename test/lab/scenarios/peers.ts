import type { Certificates } from './certificate.ts';
import { urlOf } from './diagnose.ts';
import { type FaultLab, openFault } from './open.ts';
import type { Families, Scenario } from './scenario.ts';
import { describeSign } from './signs.ts';

/** What a tool that everybody has says of a fault: a few words, as its output has them. */
export interface Peer {
  readonly name: string;
  readonly ask: (fault: FaultLab, url: string) => Promise<string>;
}

const FAMILY = (address: string): string => (address.includes(':') ? '-6' : '-4');
/** Hops of the lab and some more; a tool that hears nothing goes on to its last. */
const HOPS = '4';

const said = async (fault: FaultLab, command: string, args: readonly string[]): Promise<string> =>
  (await fault.lab.exec('home', 'timeout', ['60', command, ...args])).stdout;

const tracepath: Peer = {
  name: 'tracepath',
  ask: async (fault) => {
    const text = await said(fault, 'tracepath', [FAMILY(fault.address), '-n', '-m', HOPS, fault.address]);
    const mtu = /Resume: pmtu (\d+)/.exec(text)?.[1] ?? '?';
    if (text.includes('reached')) return `pmtu ${mtu}`;
    const refusal = /\s(![A-Z])\s*$/m.exec(text)?.[1];
    return refusal === undefined ? `pmtu ${mtu}, no reply` : `pmtu ${mtu}, ${refusal}`;
  },
};

const scamper: Peer = {
  name: 'scamper',
  ask: async (fault) => {
    // Its usual probes (udp-paris) are told apart by their checksum, which a virtual link leaves to hardware it lacks.
    const trace = `trace -M -P udp -w 1 -q 2 -m ${HOPS}`;
    const text = await said(fault, 'scamper', ['-c', trace, '-i', fault.address]);
    const hops = [...text.matchAll(/^\s*\d+\s+(\S+).*?(?:\[\*?mtu: (\d+)\])?$/gm)];
    if (hops.every(([, from]) => from === '*')) return 'no reply';
    const mtu = hops.findLast(([, , told]) => told !== undefined)?.[2];
    const reached = hops.some(([, from]) => from === fault.address) ? '' : ', not reached';
    return `${mtu === undefined ? 'no mtu' : `mtu ${mtu}`}${reached}`;
  },
};

const mtr: Peer = {
  name: 'mtr',
  ask: async (fault) => {
    const options = ['-n', '-r', '-c', '20', '-i', '0.1', '-G', '1', '-m', HOPS];
    const text = await said(fault, 'mtr', [FAMILY(fault.address), ...options, fault.address]);
    const last = text
      .trim()
      .split('\n')
      .map((line) => /\|--\s+(\S+)\s+([\d.]+)%\s+\d+\s+\S+\s+([\d.]+)/.exec(line))
      .at(-1);
    if (last?.[1] !== fault.address) return 'not reached';
    return `${Number(last[2])}% loss, ${Number(last[3])} ms`;
  },
};

const curlOnce = async (fault: FaultLab, args: readonly string[]): Promise<string> => {
  const options = [
    '-s',
    '-k',
    '-m',
    '10',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code} %{time_total} %{exitcode} %{size_download}',
  ];
  const text = await said(fault, 'curl', [...options, ...args]);
  const [status = '', seconds = '', code = ''] = text.split(' ');
  if (code === '0') return Number(seconds) < 1 ? status : `${status} in ${Number(seconds).toFixed(1)} s`;
  return (
    { 6: 'no such name', 7: 'no connection', 28: 'hangs', 35: 'TLS error', 52: 'no answer', 56: 'reset' }[code] ??
    `error ${code}`
  );
};

const download: Peer = { name: 'curl', ask: (fault, url) => curlOnce(fault, [url]) };
const upload: Peer = {
  name: 'curl, 60 kB up',
  ask: (fault, url) => curlOnce(fault, ['-d', 'x'.repeat(60_000), url]),
};

export const PEERS: readonly Peer[] = [tracepath, scamper, mtr, download, upload];
export const PEERS_WANT = ['tracepath', 'scamper', 'mtr', 'curl'];

/** What each of them says of a fault, and which of its signs none of them has met. */
export const askPeers = async (
  scenario: Scenario,
  families: Families,
  certificates: Certificates,
): Promise<{ readonly answers: readonly string[]; readonly unmet: readonly string[] }> => {
  const answers: string[] = [];
  const seen = scenario.fired.map(() => 0);
  for (const peer of PEERS) {
    // A lab for each: what one has taught the kernels, the next would profit from.
    const fault = await openFault(scenario, families, certificates);
    try {
      answers.push(await peer.ask(fault, urlOf(scenario, fault)));
      for (const [i, sign] of (await fault.signs()).entries()) seen[i] = (seen[i] ?? 0) + sign.seen;
    } finally {
      await fault.close();
    }
  }
  return { answers, unmet: scenario.fired.filter((sign, i) => (seen[i] ?? 0) < sign.least).map(describeSign) };
};
