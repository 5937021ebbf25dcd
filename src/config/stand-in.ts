import type { AnyProbe, Check } from '../probes/probe.ts';
import type { Config, Role, Target } from './config.ts';

/** What stands in for what. */
const MISSING = 'ping';
const STAND_IN = 'tcp';

/**
 * The port most likely to answer, with a SYN-ACK or an RST. A home router, a resolver and the anchors (public
 * resolvers) all take DNS over TCP (RFC 7766).
 */
const PORTS: Readonly<Record<Role, number>> = {
  line: 53,
  gateway: 53,
  resolver: 53,
  anchor: 53,
  'first-hop': 443,
  control: 443,
  site: 443,
  target: 443,
};

/**
 * The config for a machine that may send no ICMP echo: TCP connect time in place of each round-trip time, as often and
 * as patiently, and labelled as such. A target that measures TCP already just loses the echo.
 */
export const standIn = (config: Config, probes: readonly AnyProbe[]): Config => {
  const tcp = probes.find((p) => p.name === STAND_IN);
  if (tcp === undefined) return config;
  return { ...config, targets: config.targets.map((target) => replaceChecks(target, tcp)) };
};

const replaceChecks = (target: Target, tcp: AnyProbe): Target => {
  const measured = target.checks.some((c) => c.probe.name === STAND_IN);
  const checks = target.checks.flatMap((check): readonly Check[] => {
    if (check.probe.name === MISSING) return measured ? [] : [instead(check, tcp, PORTS[target.role])];
    return check.probe.name === STAND_IN ? [{ ...check, standInFor: MISSING }] : [check];
  });
  const missed = target.checks.some((c) => c.probe.name === MISSING);
  return missed ? { ...target, checks } : target;
};

const instead = (check: Check, tcp: AnyProbe, port: number): Check => {
  const asked = check.options;
  const kept = typeof asked === 'object' && asked !== null ? Object.entries(asked) : [];
  const shared = kept.filter(([key, value]) => (key === 'timeout' || key === 'family') && value !== undefined);
  return {
    ...check,
    probe: tcp,
    options: tcp.options.parse({ ...Object.fromEntries(shared), port }),
    standInFor: MISSING,
  };
};
