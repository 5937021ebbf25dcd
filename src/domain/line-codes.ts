import type { CodeInfo } from './code-info.ts';

/** What is said of lines (watch/lines/). */
export const LINE_CODES = {
  'line-dark': {
    severity: 'fail',
    meaning: 'Nothing has come back over this line since the time shown, from any of its anchors.',
    remedy:
      'Look at the evidence: where nothing could be sent, this machine lacks the device, address or namespace that `via` names; where the gateway is silent too, its power, cable or Wi-Fi; else restart the modem, then call the provider with the report of the line.',
  },
  'gateway-up-no-internet': {
    severity: 'fail',
    meaning:
      'The router of this line answers, and nothing behind it does: the fault is on the line or at the provider.',
    remedy:
      'Look at the router: is the line in sync, has it an address? Restart the modem; then call the provider with the report of the line. A failover that asks the gateway alone does not see this: let it ask anchors.',
  },
  'gateway-silent': {
    severity: 'fail',
    meaning: 'The router of this line does not answer: the fault is before the line, in the house.',
    remedy: 'Check its power, the cable or the Wi-Fi to it, and whether its address has changed.',
  },
  'line-dns-dead': {
    severity: 'fail',
    meaning: 'The line carries, and its resolver does not answer: names resolve for nobody who uses it.',
    remedy:
      'Give the router, or this machine, another resolver (9.9.9.9 or 1.1.1.1); where those fail over this line too, the provider filters port 53: use DNS over TLS.',
  },
  'line-degraded': {
    severity: 'warn',
    meaning: 'The line carries, and badly: it loses packets or is slow, by most of its anchors.',
    remedy:
      'Compare with the gateway: where that is bad too it is the Wi-Fi or the cable in the house. Else see whether somebody fills the line (bufferbloat: `plumbline diagnose`), then send the provider the report.',
  },
  'line-flapping': {
    severity: 'warn',
    meaning: 'The line goes and comes back again and again; each time costs everybody their connections.',
    remedy:
      'Keep it on standby until it holds: raise the time that the router waits before it returns to it (hold-down, 5 minutes or more).',
  },
  'egress-disagrees': {
    severity: 'warn',
    meaning: 'The routing table points to one line, and the world sees the address of another.',
    remedy:
      'Somebody beyond this machine routes otherwise: the router failed over, a VPN is in between, or policy routes apply. Believe the address.',
  },
  'egress-unknown': {
    severity: 'info',
    meaning: 'Traffic leaves by an address that belongs to no line in the config.',
    remedy: 'Add what the line is recognised by under `uplinks`: `asn`, `egress`, `first_hop` or `gateway`.',
  },
  'ddns-stale': {
    severity: 'warn',
    meaning: 'The name of this home still leads to another address than the one that the live line has.',
    remedy:
      'Run the dynamic DNS client on the router again, and let it watch the egress address rather than a device; lower the TTL of the name to 60 s.',
  },
  'ddns-unresolved': {
    severity: 'warn',
    meaning: 'The name of this home has no address.',
    remedy: 'Check the record at the DNS provider, and the log of the dynamic DNS client.',
  },
  'connections-lost': {
    severity: 'warn',
    meaning: 'A failover ended the connections that stood: calls, downloads and logins had to begin anew.',
    remedy:
      'Nothing short of a tunnel over both lines (a VPN with one address, MPTCP, an SD-WAN) lets them live on: their address has changed.',
  },
} as const satisfies Record<string, CodeInfo>;
