/** What a remedy can be written for. */
export const PLATFORMS = [
  'openbsd',
  'nftables',
  'iptables',
  'openwrt',
  'wireguard',
  'edgeos',
  'linux-server',
  'linux-client',
] as const;
export type Platform = (typeof PLATFORMS)[number];
export const isPlatform = (text: string): text is Platform => PLATFORMS.some((p) => p === text);

/** Text to paste, where, and how to see whether it helps and to be rid of it again. */
export interface Recipe {
  /** Where it goes, as the end of "Paste this …". */
  readonly where: string;
  /** Lines of a shell or of a file, numbers filled in. */
  readonly paste: string;
  readonly verify: string;
  readonly undo: string;
}
export type Recipes = Readonly<Partial<Record<Platform, (faults: readonly Fault[]) => Recipe | undefined>>>;

/** What a family's way carries. */
export interface Fault {
  readonly family: 4 | 6;
  /** Largest packet that passes, headers included. */
  readonly mtu: number;
  /** Largest TCP payload of such a packet: 40 (IPv6: 60) less. */
  readonly mss: number;
  /** Which way large packets vanish: from here to the target, back, or both. */
  readonly lost: 'up' | 'down' | 'both';
}

/** A line for each family that has the fault. */
export const each = (faults: readonly Fault[], line: (fault: Fault) => string | readonly string[]): string =>
  faults.flatMap(line).join('\n');
