import { formatCount } from '../model/format.ts';
import { mtuSteps, type MtuField, type MtuAt } from '../model/paths.ts';
import { Time } from './figures.tsx';

export const FAMILY: Readonly<Record<MtuField, string>> = { mtu4: 'IPv4', mtu6: 'IPv6' };

interface StepsProps {
  readonly paths: readonly MtuAt[];
  readonly now: number;
}
const Lines = ({ steps }: { steps: NonNullable<ReturnType<typeof mtuSteps>> }) => {
  const { lines, most, least } = steps;
  const told = lines.map((l) => `${FAMILY[l.field]} ${formatCount(l.last)} bytes now`).join(', ');
  return (
    <svg
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={`Path MTU: ${told}; ${least} to ${most} bytes in this time`}
      focusable="false"
    >
      {lines.map((l) => (
        <path key={l.field} class={`mtu-line ${l.field}`} d={l.d} fill="none" />
      ))}
    </svg>
  );
};

/** The path MTU over time, a line a family, without a scale: its numbers stand beside it. */
export const MtuSpark = ({ paths, now }: StepsProps) => {
  const steps = mtuSteps(paths, paths[0]?.at ?? now, now);
  return <div class="mtu-spark">{steps !== undefined && <Lines steps={steps} />}</div>;
};

/** The same with its scale and times. */
export const MtuSteps = ({ paths, now }: StepsProps) => {
  const from = paths[0]?.at ?? now;
  const steps = mtuSteps(paths, from, now);
  if (steps === undefined) return null;
  const { lines, most, least } = steps;
  return (
    <div class="mtu-steps">
      <div class="mtu-scale" aria-hidden="true">
        <span>{formatCount(most)}&nbsp;B</span>
        {least !== most && <span>{formatCount(least)}&nbsp;B</span>}
      </div>
      <Lines steps={steps} />
      <div class="mtu-times" aria-hidden="true">
        <Time at={from} now={now} />
        <span class="mtu-key">
          {lines.map((l) => (
            <span key={l.field} class={`mtu-key-${l.field}`}>
              {FAMILY[l.field]}
            </span>
          ))}
        </span>
        <span>now</span>
      </div>
    </div>
  );
};
