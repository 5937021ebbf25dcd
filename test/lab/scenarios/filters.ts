import { chain, CLIENT_HELLO } from './rules.ts';
import { BLACK_HOLES, type Scenario } from './scenario.ts';

const ECHO = 'meta l4proto { icmp, ipv6-icmp } @th,0,8 { 8, 128 } counter name fired drop';
const ERRORS_LIMITED = (rate: string): string =>
  chain(
    'output',
    `icmp type { destination-unreachable, time-exceeded } limit rate over ${rate} burst 1 packets counter name fired drop`,
    `icmpv6 type { destination-unreachable, packet-too-big, time-exceeded } limit rate over ${rate} burst 1 packets counter name fired drop`,
  );
/** Marks packets that hold the target's name: there is no such match in nftables. */
const MARK_NAME = `$IPTABLES -t mangle -A FORWARD -p tcp --dport 443 -m string --algo bm --string server.lab -j MARK --set-mark 7`;
const fired = (on: 'router' | 'isp' | 'internet', least = 1) => ({ on, counter: 'fired', least });

/** Somebody on the way drops, changes or answers what is not his. */
export const FILTERS: readonly Scenario[] = [
  {
    name: 'half-unreachable',
    what: 'the server keeps half of its "port unreachable" back',
    rules: {
      internet: chain(
        'output',
        'icmp type destination-unreachable icmp code port-unreachable numgen random mod 2 < 1 counter name fired drop',
        'icmpv6 type destination-unreachable icmpv6 code port-unreachable numgen random mod 2 < 1 counter name fired drop',
      ),
    },
    right: ['no-fault'],
    fired: [{ on: 'internet', counter: 'fired', least: 1 }],
  },
  {
    name: 'echo-filtered',
    what: 'the server answers no echo',
    rules: { internet: chain('input', ECHO) },
    right: ['icmp-filtered'],
    fired: [fired('internet')],
  },
  {
    name: 'probes-filtered',
    what: 'the server answers nothing but TCP',
    rules: { internet: chain('input', ECHO, 'meta l4proto udp counter name fired drop') },
    right: ['icmp-filtered'],
    fired: [fired('internet')],
  },
  {
    name: 'icmp-rate-limited',
    what: 'a link of 1380, and routers that say so once a second at most',
    mtus: { isp: 1380 },
    rules: { router: ERRORS_LIMITED('1/second'), isp: ERRORS_LIMITED('1/second') },
    right: ['icmp-rate-limited'],
    fired: [fired('isp')],
  },
  {
    name: 'icmp-rate-limited-hard',
    what: 'a link of 1380, and routers that say so ten times a minute at most',
    mtus: { isp: 1380 },
    rules: { router: ERRORS_LIMITED('10/minute'), isp: ERRORS_LIMITED('10/minute') },
    right: ['icmp-rate-limited'],
    fired: [fired('isp'), fired('router')],
  },
  {
    name: 'df-stripped',
    what: 'the routers clear DF, and cut up what does not fit the link of 1380',
    families: [4],
    mtus: { isp: 1380 },
    rules: {
      router: chain('prerouting', 'iifname lan0 ip frag-off 0x4000 counter name fired ip frag-off set 0'),
      isp: chain('prerouting', 'iifname core0 ip frag-off 0x4000 counter name fired ip frag-off set 0'),
    },
    right: ['df-stripped'],
    fired: [fired('router'), fired('isp')],
  },
  {
    name: 'fragments-filtered',
    what: 'the provider drops fragments',
    rules: {
      isp: chain(
        'forward',
        'ip frag-off & 0x3fff != 0 counter name fired drop',
        'exthdr frag exists counter name fired drop',
      ),
    },
    right: ['fragments-filtered'],
    fired: [fired('isp')],
  },
  {
    name: 'reset-forged-near',
    what: 'the router answers a ClientHello with RST in the name of the server',
    rules: { router: chain('forward', `${CLIENT_HELLO} counter name fired reject with tcp reset`) },
    right: ['connection-reset'],
    fired: [fired('router')],
  },
  {
    name: 'reset-forged-far',
    what: 'the provider answers a ClientHello with RST in the name of the server',
    rules: { isp: chain('forward', `${CLIENT_HELLO} counter name fired reject with tcp reset`) },
    right: ['connection-reset'],
    fired: [fired('isp')],
  },
  {
    name: 'hello-dropped',
    what: 'the provider drops every ClientHello',
    rules: { isp: chain('forward', `${CLIENT_HELLO} counter name fired drop`) },
    right: ['hello-dropped'],
    fired: [fired('isp')],
  },
  {
    name: 'name-filtered-drop',
    what: 'the provider drops a ClientHello with that name',
    rules: { isp: chain('forward', 'meta mark 7 counter name fired drop') },
    commands: [['isp', MARK_NAME]],
    right: ['name-filtered'],
    never: [...BLACK_HOLES, 'hello-dropped'],
    fired: [fired('isp')],
  },
  {
    name: 'name-filtered-reset',
    what: 'the provider answers a ClientHello with that name with RST',
    rules: { isp: chain('forward', 'meta mark 7 tcp dport 443 counter name fired reject with tcp reset') },
    commands: [['isp', MARK_NAME]],
    right: ['name-filtered'],
    fired: [fired('isp')],
  },
];
