import type { Listener, Scenario } from './scenario.ts';

const both = (behaviour: string): readonly Listener[] => [
  { on: 'internet', port: 80, behaviour },
  { on: 'internet', port: 443, tls: true, behaviour },
];
const SERVED = [{ served: 443, least: 1 }] as const;

/** The way is right, and the server is what it is. */
export const SERVERS: readonly Scenario[] = [
  {
    name: 'server-stall',
    what: 'the server takes what is said, and says nothing',
    listeners: both('stall'),
    right: ['server-stall'],
    fired: SERVED,
  },
  {
    name: 'server-stall-half',
    what: 'the server stops after a third of the object',
    listeners: both('half'),
    right: ['server-stall'],
    fired: SERVED,
  },
  {
    name: 'reset-by-server',
    what: 'the server itself answers the first words with RST',
    listeners: both('reset'),
    right: ['connection-reset'],
    fired: SERVED,
  },
  {
    name: 'post-refused',
    what: 'the server takes no POST, and closes before its body has come',
    listeners: both('no-post'),
    right: ['no-fault'],
    fired: [{ served: 443, least: 2 }],
  },
  {
    name: 'post-answered-much',
    what: 'the server answers every POST with 1 MB',
    listeners: both('loud'),
    right: ['no-fault'],
    fired: [{ served: 443, least: 2 }],
  },
  {
    name: 'length-filter-loud',
    what: 'the router drops every packet above 1400 bytes, and the server answers every POST with 1 MB',
    listeners: both('loud'),
    commands: [['router', '$IPTABLES -A FORWARD -m length --length 1401: -j DROP']],
    right: ['black-hole-both-ways'],
    tells: () => [1400],
    fired: [{ on: 'router', prints: "$IPTABLES -nvxL FORWARD | awk '/DROP/{print $1; exit}'", least: 5 }],
    isLong: true,
  },
  {
    name: 'endless',
    what: 'the body never ends',
    listeners: both('endless'),
    right: ['no-fault'],
    fired: SERVED,
  },
  {
    name: 'late-server',
    what: 'the first byte comes after 8 s, and then all is fast',
    listeners: both('late'),
    right: ['server-stall'],
    fired: SERVED,
    isLong: true,
  },
  {
    name: 'moved',
    what: 'the object is on another host',
    listeners: both('moved'),
    right: ['no-fault'],
    fired: SERVED,
  },
  {
    name: 'slow-server',
    what: 'the object takes half a minute',
    listeners: both('slow'),
    right: ['server-stall', 'inconclusive', 'no-fault'],
    fired: SERVED,
    isLong: true,
  },
  {
    name: 'garbage',
    what: 'random bytes in place of TLS',
    listeners: both('garbage'),
    right: ['inconclusive'],
    fired: SERVED,
  },
  {
    name: 'tls-refused',
    what: 'the server refuses every name by a TLS alert',
    listeners: both('alert'),
    right: ['inconclusive'],
    fired: SERVED,
  },
  {
    name: 'garbage-http',
    what: 'random bytes in place of HTTP',
    target: 'http://server.lab/object',
    listeners: both('garbage'),
    right: ['inconclusive'],
    fired: [{ served: 80, least: 1 }],
  },
  {
    name: 'flood',
    what: 'random bytes for ever, from the start',
    listeners: both('flood'),
    right: ['inconclusive'],
    fired: SERVED,
  },
];
