import type { ExchangeSeen } from '../domain/ask.ts';
import type { Evidence } from '../domain/finding.ts';
import type { Facts } from './facts.ts';
import { seconds } from './figures.ts';
import type { Claim } from './precedence.ts';
import { STALL_MS } from './trial.ts';

/** What the place itself does, or somebody in its place: refuses, is silent, resets, filters, asks for a login. */
export const claimsOfPlace = (facts: Facts): readonly Claim[] => [
  ...portalOf(facts),
  ...certificateOf(facts),
  ...reachOf(facts),
  ...refusalOf(facts),
];

const portalOf = ({ portal, target }: Facts): readonly Claim[] =>
  portal === undefined
    ? []
    : [
        {
          code: 'captive-portal',
          summary: `A login page answers in place of others: ${portal.answered} gave ${portal.status}${portal.location === undefined ? '' : `, to ${portal.location}`}.`,
          evidence: {
            address: target.address,
            asked: portal.answered,
            status: portal.status,
            location: portal.location ?? null,
          },
        },
      ];

const certificateOf = ({ down, target }: Facts): readonly Claim[] => {
  const tls = down.bigs.find(({ seen }) => seen.tls?.untrusted !== undefined)?.seen.tls;
  if (tls?.untrusted === undefined) return [];
  return [
    {
      code: 'certificate-untrusted',
      summary: `The certificate of ${target.address} is not trusted: ${tls.untrusted}.`,
      evidence: {
        address: target.address,
        why: tls.untrusted,
        subject: tls.subject,
        issuer: tls.issuer,
        fingerprint: tls.fingerprint,
      },
    },
  ];
};

const reachOf = (facts: Facts): readonly Claim[] => {
  const { down, target, loss } = facts;
  if (down.kind !== 'always') return [];
  const { address, port } = target;
  const answersEchoes = loss.lost < loss.sent;
  const seen = down.bigs.find((b) => b.fate === down.fate)?.seen;
  const evidence: Evidence = {
    address,
    port,
    answersEchoes,
    tries: down.bigs.length + down.smalls.length,
    end: seen?.end ?? null,
  };
  const unreachable = (how: string, more: Evidence = {}): readonly Claim[] => [
    { code: 'host-unreachable', summary: how, evidence: { ...evidence, ...more } },
  ];
  if (down.fate === 'refused')
    return unreachable(`${address} is there, and refuses port ${port}: nothing listens, or a filter rejects.`, {
      how: 'refused',
    });
  if (down.fate === 'unreachable')
    return unreachable(whoSaid(address, seen), { how: seen?.end ?? null, saidBy: seen?.icmp?.from ?? null });
  // Lossy enough that no SYN came through in so many tries: what is lost tells more than what was not reached.
  if (down.fate !== 'unheard' || (loss.isLossy && answersEchoes)) return [];
  return answersEchoes
    ? unreachable(`${address} answers echoes, and nothing on port ${port}: a filter drops it there or on the way.`, {
        how: 'port-silent',
      })
    : unreachable(`Nothing answers at ${address}, neither echoes nor port ${port}.`, { how: 'silent' });
};

const whoSaid = (address: string, seen: ExchangeSeen | undefined): string => {
  if (seen?.end === 'no-route') return `This machine has no route to ${address}.`;
  if (seen?.end === 'not-allowed')
    return `This machine does not let this process connect to ${address}: a local firewall.`;
  const { icmp } = seen ?? {};
  return icmp === undefined
    ? `${address} cannot be reached: the next hop does not answer, or says so.`
    : `${address} cannot be reached: ${icmp.from} says so (ICMP type ${icmp.type}, code ${icmp.code}).`;
};

const refusalOf = ({ refusal, target, down, loss }: Facts): readonly Claim[] => {
  const { address, port, goal } = target;
  if (down.kind === 'always' && down.fate === 'slow') {
    const slow = [...down.bigs, ...down.smalls].filter(({ fate }) => fate === 'slow').map(({ seen }) => seen);
    const waitMs = Math.min(...slow.map(({ stallMs }) => stallMs));
    // What waits for the server repeats nothing, and its SYN is answered at once.
    const smooth = slow.filter(
      ({ info, connectMs = Number.POSITIVE_INFINITY }) =>
        info?.retransmits === 0 && info.outOfOrder === 0 && connectMs < 900,
    );
    if (waitMs < STALL_MS || loss.isLossy || smooth.length * 2 <= slow.length) return [];
    return [
      {
        code: 'server-stall',
        summary: `${address} answers each time, and only after ${seconds(waitMs)}, whatever the size of packets.`,
        evidence: {
          address,
          port,
          stallMs: Math.round(waitMs),
          answered: true,
          tries: slow.length,
          smooth: smooth.length,
        },
      },
    ];
  }
  if (refusal === undefined || refusal.kind === 'unsettled') return [];
  const { kind, otherNameAnswers, plainIsAcked, serverTtl, resetBy } = refusal;
  if (loss.isLossy && kind === 'server-stall') return [];
  const tries = [...down.bigs, ...down.smalls];
  const seen = tries[0]?.seen;
  const how = seen?.end === 'reset' ? 'reset' : seen?.end === 'closed' ? 'closed' : 'silence';
  const evidence: Evidence = {
    address,
    port,
    name: goal.host,
    how,
    tries: tries.length,
    otherNameAnswers,
    ...(plainIsAcked === undefined ? {} : { plainIsAcked }),
    ...(serverTtl === undefined ? {} : { serverTtl }),
    ...(resetBy === undefined ? {} : { resetBy }),
    ...(seen?.info === undefined ? {} : { bytesAcked: seen.info.bytesAcked, bytesReceived: seen.info.bytesReceived }),
  };
  const by =
    resetBy === undefined
      ? ''
      : resetBy === 'the-server'
        ? ', with the TTL of the server'
        : ', forged on the way: without such resets it is not';
  const summaries = {
    'name-filtered': `${address} answers other names, and for ${goal.host} there is ${how === 'silence' ? 'silence' : 'a reset'}${by}.`,
    'hello-dropped': `TLS to ${address} port ${port} is never acknowledged, whatever the name; plain bytes are.`,
    'connection-reset': `The connection to ${address} port ${port} is ${how === 'closed' ? 'closed' : 'reset'} once something is said${by}.`,
    'server-stall': `${address} takes the request, and ${seen?.http === undefined ? 'answers nothing' : 'stops in the middle of its answer'}, whatever the size of packets.`,
  } as const;
  return [{ code: kind, summary: summaries[kind], evidence }];
};
