import { tooBig } from './rules.ts';

/** After all other rules: what is counted here has really left, or come. */
const LAST = 100;

/** What a router counts, beside what a scenario has it do: the "too big" that it has sent. */
export const ROUTER_WATCH = `chain watch_output {
  type filter hook output priority ${LAST};
  ${tooBig('too_big').join('\n  ')}
}`;

/**
 * What the home counts: `probes` are packets beside name questions and the connections' own traffic (echoes, UDP and
 * SYNs), `sent` and `came` everything with its bytes.
 */
export const HOME_WATCH = `chain watch_output {
  type filter hook output priority ${LAST};
  oifname lo accept
  icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-report, mld2-listener-report } accept
  counter name sent
  udp dport 53 accept
  meta l4proto { icmp, ipv6-icmp, udp } counter name probes
  tcp flags & (syn | ack) == syn counter name probes
}
chain watch_input {
  type filter hook input priority -${LAST};
  iifname != lo counter name came
}`;
