import { HOUSE, type Line } from '../../domain/line.ts';
import type { EpochMicros } from '../../domain/time.ts';
import {
  CARRIES_BADLY,
  isRouteless,
  type BadLine,
  type BadTarget,
  type Cause,
  type IncidentsState,
  type Place,
} from './state.ts';

const STALLED_WITHIN = 60e6;
/** What went wrong while there was no default route is explained by that for so long after. */
const ROUTELESS_WITHIN = 60e6;
/** The losses of a switch are weighed within this. */
const AFTER_SWITCH = 60e6;

/** What is wrong by one cause. */
export interface Group {
  readonly cause: Cause;
  /** The place to blame; empty: this machine, or nobody that has a name. */
  readonly of: string;
  readonly summary: string;
  readonly keys: readonly string[];
  readonly targets: readonly string[];
  readonly since: EpochMicros;
  /** When the first of it was told. */
  readonly known: EpochMicros;
}
interface Item {
  readonly key: string;
  readonly target: string;
  readonly via: string | undefined;
  readonly role: string;
  readonly isDown: boolean;
  readonly since: EpochMicros;
  readonly known: EpochMicros;
}
export interface Around {
  readonly places: readonly Place[];
  readonly lines: readonly Line[];
  /** Whether an incident is diagnosed at all. */
  readonly diagnoses: boolean;
}

const FAR = new Set(['anchor', 'target', 'site', 'line', 'first-hop']);
const DARK_CODES = new Set(['gateway-silent', 'gateway-up-no-internet', 'line-dark']);
/** What is dark by one cause is told within this, where each is asked every second. */
const WITH_VPN = 10e6;
/** Of a dark line, whose fault that is. */
const GATEWAY_CODES = new Set(['gateway-silent']);

const itemOf = (key: string, { subject, word, since, known }: BadTarget, places: readonly Place[]): Item => {
  const { target, via } = subject;
  const role = places.find((p) => p.name === target)?.role ?? 'target';
  return { key, target, via, role, isDown: word === 'down', since, known };
};
const names = (items: readonly { readonly target: string }[]): readonly string[] =>
  [...new Set(items.map((i) => i.target))].toSorted();
const list = (all: readonly string[]): string =>
  all.length <= 3 ? all.join(', ') : `${all.slice(0, 3).join(', ')} and ${all.length - 3} more`;

type Bad = Pick<Item, 'since' | 'known'>;
type Keyed = Bad & Pick<Item, 'key'>;
const groupOf = (cause: Cause, of: string, summary: string, items: readonly Item[], all: readonly Keyed[]): Group => ({
  cause,
  of,
  summary,
  keys: all.map(({ key }) => key).toSorted(),
  targets: names(items),
  since: all.reduce((least, { since }) => Math.min(least, since), Infinity),
  known: all.reduce((least, { known }) => Math.min(least, known), Infinity),
});

/** The bad targets and lines by cause: what is nearer explains what is behind it. */
export const groupsOf = (
  state: IncidentsState,
  { places, lines }: Pick<Around, 'places' | 'lines'>,
): readonly Group[] => {
  let items = Object.entries(state.targets).map(([key, bad]) => itemOf(key, bad, places));
  let found = Object.entries(state.lines);
  const labelOf = (name: string): string =>
    lines.find((l) => l.name === name)?.label ?? places.find((p) => p.name === name)?.label ?? name;
  const groups: Group[] = [];
  /** Takes out what the cause explains. */
  const blame = (
    cause: Cause,
    of: string,
    summary: (behind: readonly string[]) => string,
    isItem: (item: Item) => boolean,
    isFinding: (found: BadLine) => boolean,
  ): void => {
    const ours = items.filter(isItem);
    const theirs = found.filter(([, bad]) => isFinding(bad));
    const all = [...ours, ...theirs.map(([key, bad]) => ({ key, since: bad.since, known: bad.known }))];
    if (all.length === 0) return;
    items = items.filter((item) => !isItem(item));
    found = found.filter(([, bad]) => !isFinding(bad));
    const behind = names(ours).filter((name) => name !== of);
    groups.push(groupOf(cause, of, summary(behind), ours, all));
  };
  const explains = (words: string) => (behind: readonly string[]) =>
    behind.length === 0 ? `${words}.` : `${words}; behind it: ${list(behind.map(labelOf))}.`;
  const always = (): boolean => true;
  const never = (): boolean => false;

  const control = items.find((item) => item.role === 'control');
  const isStalled = state.stalls.filter((at) => state.now - at < STALLED_WITHIN).length >= 2;
  if (control !== undefined)
    blame('machine', control.target, explains('This machine does not answer itself'), always, always);
  else if (isStalled) blame('machine', '', explains('This machine is held up again and again'), always, always);

  const { from, to } = state.routeless;
  if (isRouteless(state.routes)) blame('lan', '', explains('This machine has no default route'), always, always);
  else if (to > 0 && state.now - to < ROUTELESS_WITHIN) {
    const wasWithout = ({ since, known }: Bad): boolean => since <= to && known >= from;
    blame('lan', '', explains('This machine had no default route'), wasWithout, wasWithout);
  }

  const isVpn = (name: string): boolean => lines.find((l) => l.name === name)?.kind === 'vpn';
  const darkSince = (line: string): EpochMicros | undefined =>
    found.map(([, f]) => f).find((f) => f.line === line && DARK_CODES.has(f.code))?.since;
  /** The line, and the VPNs that were dark with it: they go by it, whatever the routes say of the house. */
  const withVpns = (line: string): readonly string[] => {
    const since = isVpn(line) ? undefined : darkSince(line);
    if (since === undefined) return [line];
    const vpns = lines.map(({ name }) => name).filter(isVpn);
    return [line, ...vpns.filter((name) => Math.abs((darkSince(name) ?? Infinity) - since) <= WITH_VPN)];
  };
  /** What goes by the routes goes by the live line; what went wrong around a switch, by the one before. */
  const isBehind = (all: readonly string[]) => (item: Item) => {
    if (item.via !== undefined) return all.includes(item.via);
    const wasBefore = all.includes(state.before) && item.since <= state.beforeUntil + AFTER_SWITCH;
    return wasBefore || all.includes(state.live) || state.live === '';
  };
  const isWithAnother = (line: string): boolean =>
    found.some(([, f]) => f.line !== line && withVpns(f.line).includes(line));
  for (const [, { line, summary }] of found.filter(([, f]) => f.unsent === true && !isWithAnother(f.line)))
    blame('machine', line, explains(summary.replace(/\.$/, '')), isBehind([line]), (f) => f.line === line);
  for (const [, { line, code, summary }] of found.filter(([, f]) => GATEWAY_CODES.has(f.code))) {
    const all = withVpns(line);
    blame(
      'gateway',
      line,
      (behind) =>
        explains(
          summary === '' ? `The router of ${labelOf(line)} does not answer (${code})` : summary.replace(/\.$/, ''),
        )(behind),
      isBehind(all),
      (f) => all.includes(f.line),
    );
  }
  // Without a line of its own in the config a silent router speaks for all behind it, where anything behind it is silent.
  for (const gateway of items.filter((item) => item.role === 'gateway' && item.isDown))
    if (items.some((item) => item.role !== 'gateway' && item.isDown))
      blame(
        'gateway',
        gateway.target,
        explains(`${labelOf(gateway.target)} does not answer`),
        (i) => i.via === undefined,
        never,
      );

  // The live line first: it explains what goes by the routes; before it one that has a VPN with it.
  const rank = (line: string): number => (withVpns(line).length > 1 ? 2 : Number(line === state.live));
  const byLine = [...new Set(found.map(([, f]) => f.line))].toSorted((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1));
  for (const line of byLine) {
    const all = withVpns(line);
    const worst = found
      .map(([, f]) => f)
      .find((f) => f.line === line && !CARRIES_BADLY.has(f.code) && f.code !== 'line-dns-dead');
    const told = worst ?? found.map(([, f]) => f).find((f) => f.line === line);
    const words = told === undefined || told.summary === '' ? labelOf(line) : told.summary.replace(/\.$/, '');
    // Without a resolver nothing but names is hit, and what the names lead to is not known.
    const isDnsAlone = told?.code === 'line-dns-dead';
    // A line that carries badly makes nobody silent.
    const isBadAlone = told !== undefined && CARRIES_BADLY.has(told.code);
    const behind = (item: Item): boolean => {
      if (item.target === line) return true;
      if (isDnsAlone || !isBehind(all)(item)) return false;
      return !isBadAlone || !item.isDown || item.target === HOUSE;
    };
    blame('line', line, explains(words), behind, (f) => all.includes(f.line));
  }

  // Of a line that nobody can ask any more its failover tells: what went wrong just around that.
  const { before, beforeUntil } = state;
  const wentWith = ({ via, since }: Item): boolean =>
    via === undefined && Math.abs(since - beforeUntil) <= AFTER_SWITCH && before !== '' && before !== state.live;
  blame('line', before, explains(`${labelOf(before)} carried nothing, or badly, before the failover`), wentWith, never);

  // Far places that fare badly together: it is not each of them.
  const isFar = (item: Item): boolean => item.via === undefined && FAR.has(item.role);
  const far = items.filter(isFar);
  // Sites are not counted: many of them may be one machine.
  const farPlaces = places.filter((p) => ['anchor', 'target'].includes(p.role)).length;
  const badPlaces = names(far.filter((item) => item.role === 'anchor' || item.role === 'target')).length;
  const isHouse = far.some((item) => item.target === HOUSE);
  if (isHouse || (badPlaces >= 3 && badPlaces * 2 > farPlaces)) {
    const firstHop = places.some((p) => p.role === 'first-hop');
    const isFirstHop = far.some((item) => item.role === 'first-hop' && item.isDown);
    const line = state.live;
    if (isFirstHop)
      blame(
        'line',
        line,
        explains('Nothing comes back from the first router of the provider, nor from behind it'),
        isFar,
        never,
      );
    else
      blame(
        'provider',
        line,
        explains(
          firstHop
            ? 'The first router of the provider answers, most behind it fares badly'
            : 'The line carries, most that is behind it fares badly',
        ),
        isFar,
        never,
      );
  }
  const byTarget = new Map<string, Item[]>();
  for (const item of items) byTarget.set(item.target, [...(byTarget.get(item.target) ?? []), item]);
  for (const [target, own] of [...byTarget].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const word = own.some((item) => item.isDown) ? 'does not answer' : 'fares badly';
    const vias = own.flatMap((item) => item.via ?? []);
    const over = vias.length === own.length ? ` over ${list(vias.map(labelOf))}` : '';
    groups.push(groupOf('target', target, `${labelOf(target)} ${word}${over}.`, own, own));
  }
  return groups;
};
