import type { Severity } from './severity.ts';

export interface CodeInfo {
  readonly severity: Severity;
  /** One line: what it means. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Every code of plumbline's own, in one table. A peer's codes keep their spelling under its name. */
export const CODES = {
  'no-route': {
    severity: 'fail',
    meaning: 'This machine has no default route: nothing beyond the local network can be reached.',
    remedy: 'Check the cable or Wi-Fi and the DHCP lease; `ip route` should show a line that starts with "default".',
  },
  'target-down': {
    severity: 'fail',
    meaning: 'The target has not answered since the time shown.',
    remedy:
      'Compare with the gateway and the other targets: if all are silent the line is down, if only this one is, the fault is there.',
  },
  'packet-loss': {
    severity: 'warn',
    meaning: 'A part of the echoes is lost.',
    remedy: 'See whether the gateway loses too (Wi-Fi, cable), then the first public hop (the line), then the target.',
  },
  'icmp-not-allowed': {
    severity: 'warn',
    meaning: 'The system lets this process send no ICMP echo; the service measures TCP connect time instead.',
    remedy: 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
  },
  'name-not-resolved': {
    severity: 'fail',
    meaning: 'The name of the target has no address.',
    remedy:
      'Check the spelling in the config and the resolver (`plumbline check ping` with an address tells them apart).',
  },
} as const satisfies Record<string, CodeInfo>;

export type Code = keyof typeof CODES;
export const isCode = (text: string): text is Code => Object.hasOwn(CODES, text);
