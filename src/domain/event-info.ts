import type { EventType } from './entry.ts';
import { evidenceLabel } from './evidence-words.ts';

export interface EventInfo {
  readonly title: string;
  /** One line: what has happened. */
  readonly meaning: string;
  readonly remedy: string;
  /** What it rests on: the keys of its evidence, in the order in which they are read, and what each is called. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** Keys by the label that they have everywhere; those in `more` by one of this event's own. */
const rests = (keys: string, more: Readonly<Record<string, string>> = {}): EventInfo['evidence'] =>
  Object.fromEntries(keys.split(' ').map((key) => [key, more[key] ?? evidenceLabel(key)]));
const FINDING = 'code on summary seconds';
const HELD = { seconds: 'held for' };
const INCIDENT = {
  targets: 'what fares badly',
  cause: 'cause',
  diagnose: 'to be diagnosed',
  notAsked: 'not diagnosed',
};
const NOTHING = 'Nothing to do.';

/** Every type of event (domain/entry.ts says who tells it): what it means, what to do, what its evidence is called. */
export const EVENT_INFO: Readonly<Record<EventType, EventInfo>> = {
  'service-started': {
    title: 'Started watching',
    meaning: 'plumbline was started. What happened before it, since it last stopped, is a gap: nobody looked.',
    remedy: NOTHING,
    evidence: rests('version'),
  },
  'service-stopped': {
    title: 'Stopped watching',
    meaning: 'plumbline was stopped in good order. A gap begins: nothing is known of what follows.',
    remedy: 'Nothing to do where you stopped it; else see its log and that of what starts it.',
    evidence: rests('version'),
  },
  'state-changed': {
    title: 'Up, degraded or down',
    meaning:
      'A target answers, fares badly or does not answer any more. Down counts from the last good reply, so that it began before it was noticed.',
    remedy:
      'Compare with the gateway and the other targets: if all are silent the line is down, if only this one is, the fault is there.',
    evidence: rests('from to since outageSeconds reason field', { from: 'state before', to: 'state' }),
  },
  'address-changed': {
    title: 'Name leads elsewhere',
    meaning: 'The name of a target has other addresses than before.',
    remedy: 'Nothing to do where it is moved on purpose or balanced among several; else ask who keeps its DNS.',
    evidence: rests('from to using', { from: 'addresses before', to: 'addresses', using: 'the one that is probed' }),
  },
  'egress-changed': {
    title: 'Seen from another address',
    meaning:
      'The world sees a line, or this house, come from another address. Connections that stood over the old one are broken, unless told otherwise.',
    remedy: 'Where names or filters know the old address, they must learn the new one: see its findings, if any.',
    evidence: rests('family from to asn asName how firstHop pathMtu connection', {
      from: 'address before',
      to: 'address',
      connection: 'what became of a connection that stood',
    }),
  },
  'route-changed': {
    title: 'Default route changed',
    meaning: 'The kernel of this machine sends what goes to the internet to another router, or nowhere.',
    remedy: 'Nothing to do where a failover or a VPN did it; else see DHCP and `ip route`.',
    evidence: rests('family from to', { from: 'route before', to: 'route' }),
  },
  'live-changed': {
    title: 'Another line is live',
    meaning: 'Traffic leaves by another line than before, or by none.',
    remedy: 'See the failover, which tells what the change cost, and the findings of the line that was left.',
    evidence: rests('from to since by address believed', {
      from: 'line before',
      to: 'line',
      address: 'address seen',
      believed: 'what is believed',
    }),
  },
  failover: {
    title: 'Failover',
    meaning: 'One line took over from another: how long it was dark, what was lost, what became of connections.',
    remedy:
      'Dark for more than some seconds: let the router ask more often, and of hosts behind the line instead of its gateway.',
    evidence: rests(
      'from to why darkSeconds lastGood firstGood sent lost addressFrom addressTo mtuFrom mtuTo connection',
      {
        from: 'line before',
        to: 'line',
        lost: 'echoes lost',
        addressFrom: 'address before',
        addressTo: 'address',
        connection: 'a connection that stood',
      },
    ),
  },
  'line-finding': {
    title: 'Finding about a line',
    meaning: 'Something is wrong with a line, or no longer. Its code says what.',
    remedy: 'See what the code says.',
    evidence: rests(FINDING, HELD),
  },
  'incident-opened': {
    title: 'Incident began',
    meaning: 'Several things that fare badly at once are one incident, with one place to blame.',
    remedy: 'See the incident: what fares badly, since when, and what its diagnosis found.',
    evidence: rests('id cause of summary targets diagnose notAsked', INCIDENT),
  },
  'incident-changed': {
    title: 'Incident: another cause',
    meaning: 'More is known of an incident: the place to blame is another than was thought.',
    remedy: 'See the incident.',
    evidence: rests('id cause of summary targets diagnose notAsked', INCIDENT),
  },
  'incident-closed': {
    title: 'Incident is over',
    meaning: 'Everything that an incident was about is well again.',
    remedy: 'Nothing to do now. The report of the line has it, for the provider.',
    evidence: rests('id cause of summary targets seconds', { ...INCIDENT, seconds: 'lasted' }),
  },
  'address-finding': {
    title: 'Finding about an address',
    meaning: 'The world sees an address otherwise than it should, or no longer. Its code says what.',
    remedy: 'See what the code says.',
    evidence: rests(FINDING, HELD),
  },
  'site-finding': {
    title: 'Finding about a site',
    meaning: 'A grade, a header, HSTS or the certificate of a site is other than before. Its code says what.',
    remedy: 'See what the code says, and the report of the site.',
    evidence: rests(FINDING, HELD),
  },
  'path-changed': {
    title: 'Path judged otherwise',
    meaning: 'The way to a target has a fault that it had not, has lost one, or carries packets of another size.',
    remedy: 'See what the verdict means; `plumbline diagnose` looks at once and says what to do.',
    evidence: rests('from to summary mtu4From mtu4To mtu6From mtu6To', { from: 'verdict before', to: 'verdict' }),
  },
  'engine-chosen': {
    title: 'How echoes are sent',
    meaning: 'Which way of sending echoes the system allows, and whose clock stamps them.',
    remedy: 'Nothing to do where echoes are sent; else the findings say what to allow.',
    evidence: rests('engine stamps how why', { stamps: 'stamped by', how: 'by' }),
  },
  'check-failed': {
    title: 'A bug in a check',
    meaning: 'A check broke by a fault of plumbline itself. The others go on.',
    remedy: 'Please report it, with what stands here.',
    evidence: rests('message', { message: 'what broke' }),
  },
};

/** Those that carry a finding's code as `code`, or as their verdict. */
export const CODE_EVENTS = [
  'line-finding',
  'address-finding',
  'site-finding',
  'path-changed',
] as const satisfies readonly EventType[];

/** The code of what an event found; undefined where it found none. */
export const codeOfEvent = ({
  type,
  evidence,
}: {
  readonly type: EventType;
  readonly evidence: Readonly<Record<string, unknown>>;
}): string | undefined => {
  const code = type === 'path-changed' ? evidence['to'] : evidence['code'];
  return typeof code === 'string' && code !== '' ? code : undefined;
};
