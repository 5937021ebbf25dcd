import type { CodeInfo } from './code-info.ts';

/** What `diagnose` says of a path. Their precedence stands in diagnose/precedence.ts. */
export const PATH_CODES = {
  'no-fault': {
    severity: 'info',
    meaning: 'Names, downloads, uploads and large packets all pass: nothing is wrong with this way.',
    remedy: 'Nothing to do.',
  },
  'path-mtu-reduced': {
    severity: 'info',
    meaning: 'A link on the way carries less than the own one, and path MTU discovery finds out, as it should.',
    remedy: 'Nothing to do. Clamping the MSS on the router would spare each new connection one round trip.',
  },
  'forward-black-hole': {
    severity: 'fail',
    meaning: 'Large packets towards the target vanish, and nobody says "too big": uploads hang, downloads work.',
    remedy:
      'Let ICMP "fragmentation needed" (IPv6: "packet too big") pass, or clamp the MSS to the size shown on the router in front of the narrow link. Clamping does not help UDP or QUIC.',
  },
  'reverse-black-hole': {
    severity: 'fail',
    meaning:
      'Large packets from the target vanish: its server is never told "too big", so downloads and TLS handshakes hang.',
    remedy:
      'Clamp the MSS to the size shown on the own router, both ways, or lower the MTU of the LAN. Clamping does not help UDP or QUIC.',
  },
  'black-hole-both-ways': {
    severity: 'fail',
    meaning: 'Large packets vanish in both directions, and nobody says "too big".',
    remedy:
      'Clamp the MSS to the size shown on the own router, both ways, and set the MTU of the tunnel or uplink to what it carries. Clamping does not help UDP or QUIC.',
  },
  'udp-black-hole': {
    severity: 'warn',
    meaning: 'Large packets vanish and nobody says "too big"; TCP is protected by a clamped MSS, UDP and QUIC are not.',
    remedy:
      'Let ICMP "fragmentation needed" (IPv6: "packet too big") pass, or lower the MTU of the own link to the size shown.',
  },
  'mss-clamped': {
    severity: 'info',
    meaning: 'Somebody on the way lowers the MSS of TCP connections, so that their packets fit a smaller link.',
    remedy: 'Nothing to do for TCP. UDP and QUIC are not helped by it.',
  },
  'mss-clamp-ineffective': {
    severity: 'fail',
    meaning: 'The MSS is clamped, but to more than what the way carries: full packets vanish all the same.',
    remedy: 'Lower the clamp to the size shown.',
  },
  'path-mtu-slow': {
    severity: 'warn',
    meaning:
      'Large packets vanish, and the sender recovers by probing (PLPMTUD): everything works, seconds late each time.',
    remedy: 'Clamp the MSS to the size shown on the own router; the black hole itself is still there.',
  },
  'path-mtu-cached': {
    severity: 'warn',
    meaning:
      'The kernel had learned the path MTU before: new connections already offer a smaller MSS, which hides a reverse black hole.',
    remedy: 'Ask again when the entry has expired (the seconds shown), or after `ip route flush cache` as root.',
  },
  'icmp-filtered': {
    severity: 'info',
    meaning: 'The target, or a filter before it, answers no probe of ICMP or UDP; TCP works.',
    remedy: 'Nothing to do for TCP; see that the filter lets "fragmentation needed" and "packet too big" pass.',
  },
  'icmp-rate-limited': {
    severity: 'warn',
    meaning: 'A router says "too big" only now and then: the first large packets of some connections wait seconds.',
    remedy: 'Clamp the MSS in front of the narrow link, or raise the limit of ICMP errors on that router.',
  },
  'df-stripped': {
    severity: 'warn',
    meaning:
      'Somebody on the way clears the "do not fragment" bit: large packets arrive in fragments and path MTU discovery learns nothing.',
    remedy: 'Clamp the MSS to the size shown, so that nothing needs to be fragmented; keep `no-df` off elsewhere.',
  },
  'fragments-filtered': {
    severity: 'warn',
    meaning: 'Fragments vanish on the way, while packets of that size pass in pieces of their own.',
    remedy: 'Let fragments pass, or keep large UDP answers (DNS, VPN) below the path MTU.',
  },
  'size-policer': {
    severity: 'fail',
    meaning: 'Large packets are lost more often than small ones, but not always: a policer or a bad link, no MTU.',
    remedy:
      'Look for a policer or a shaper with a burst smaller than a few packets, and for errors on the link (`ip -s link`).',
  },
  bufferbloat: {
    severity: 'warn',
    meaning: 'The round trip grows many times over while a download runs: a buffer on the way is far too large.',
    remedy: 'Shape to a little below the rate of the line with a queue that keeps delay low (CAKE, fq_codel).',
  },
  'server-stall': {
    severity: 'fail',
    meaning: 'The server takes the request and answers nothing, or stops in between, whatever the size of packets.',
    remedy: 'The way is not at fault: see to the server (its log, its load, what is behind it).',
  },
  'connection-reset': {
    severity: 'fail',
    meaning: 'The connection is reset once something is said over it.',
    remedy:
      'The evidence tells whether the reset came as far as the server, or was forged on the way: then ask who runs that filter, or use a VPN.',
  },
  'hello-dropped': {
    severity: 'fail',
    meaning: 'The TLS ClientHello is never acknowledged, whatever its name, while other small data is.',
    remedy: 'A filter on the way drops TLS to that place: ask who runs it, or use a VPN.',
  },
  'name-filtered': {
    severity: 'fail',
    meaning: 'The same address answers for another name, and not for this one: somebody filters by name.',
    remedy: 'Ask who runs the filter (the provider, the router, a security suite), or use a VPN.',
  },
  'dns-failed': {
    severity: 'fail',
    meaning: 'The name does not resolve.',
    remedy: 'Check the spelling; the evidence tells what each resolver says. Where only one fails, use another.',
  },
  'dns-answers-disagree': {
    severity: 'warn',
    meaning: 'Resolvers give different answers for the name, and one of them leads to the wrong place.',
    remedy: 'Use a resolver whose answer works, over TLS or HTTPS where somebody on the way changes answers.',
  },
  'captive-portal': {
    severity: 'fail',
    meaning: 'A login page answers in place of the target.',
    remedy: 'Open a plain http page (http://example.com) in a browser and sign in.',
  },
  'host-unreachable': {
    severity: 'fail',
    meaning: 'The target cannot be reached: nothing answers, somebody says so, or the port is closed.',
    remedy: 'The evidence tells who said it. A closed port: see whether the service runs, and on which port.',
  },
  'certificate-untrusted': {
    severity: 'warn',
    meaning: 'The certificate is not trusted here, or is for another name.',
    remedy: 'See whose it is: a server set up wrong, a clock that is wrong, or somebody who sits in between.',
  },
  inconclusive: {
    severity: 'warn',
    meaning: 'Something is wrong or unanswered, and what was seen fits more than one cause.',
    remedy: 'The evidence tells what would settle it.',
  },
} as const satisfies Record<string, CodeInfo>;
