import { formatCount, formatDuration } from '../model/format.ts';
import type { PathSeen, PathSpell } from '../model/paths.ts';
import { Time } from './figures.tsx';
import { FAMILY } from './mtu-steps.tsx';
import { PathCode } from './path-verdict.tsx';

const MOST = 12;

export const mtuText = (p: Pick<PathSeen, 'mtu4' | 'mtu6'>): string =>
  (['mtu4', 'mtu6'] as const)
    .flatMap((f) => (p[f] === undefined ? [] : [`${formatCount(p[f])} B over ${FAMILY[f]}`]))
    .join(', ');

const Spell = ({ spell: { seen, until }, now }: { spell: PathSpell; now: number }) => (
  <tr data-path={seen.code}>
    <td>
      <Time at={seen.at} now={now} />
    </td>
    <td>
      <PathCode seen={seen} />
      <small>{mtuText(seen)}</small>
    </td>
    <td>
      {formatDuration(((until ?? now) - seen.at) / 1_000)}
      {until === undefined && <small>so far</small>}
    </td>
  </tr>
);

/** Every change of verdict or MTU, newest first. */
export const PathSpells = ({ spells, now }: { spells: readonly PathSpell[]; now: number }) => (
  <>
    <table>
      <thead>
        <tr>
          <th scope="col">Since</th>
          <th scope="col">Verdict</th>
          <th scope="col">For</th>
        </tr>
      </thead>
      <tbody>
        {spells.slice(0, MOST).map((s) => (
          <Spell key={String(s.seen.at)} spell={s} now={now} />
        ))}
      </tbody>
    </table>
    {spells.length > MOST && <p class="muted">{formatCount(spells.length - MOST)} earlier changes not listed.</p>}
  </>
);
