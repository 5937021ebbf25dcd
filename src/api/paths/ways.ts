import type { Config, Target } from '../../config/config.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Millis } from '../../domain/time.ts';
import { labelsOf } from '../lines/teller.ts';

export const MTU = 'mtu';

/** One way that is looked at again and again: to a target, and maybe over a line of its own. */
export interface Way {
  readonly target: string;
  readonly label: string;
  readonly address: string;
  readonly subject: Subject;
  readonly via?: string;
  readonly over?: string;
  readonly every: Millis;
}
type Asked = Pick<Config, 'targets' | 'uplinks'>;

/** The ways to one target: one for each of its checks of that kind. */
export const waysTo = ({ name, label, address, checks }: Target, { uplinks }: Asked): readonly Way[] =>
  checks
    .filter((c) => c.probe.name === MTU)
    .map(({ aim: { subject }, every }) => {
      const { via } = subject;
      const over = via === undefined ? {} : { via, over: labelsOf({ uplinks })(via) };
      return Object.assign({ target: name, label, address, subject, every }, over);
    });

/** All ways, as the config has them. */
export const waysOf = (config: Asked): readonly Way[] => config.targets.flatMap((t) => waysTo(t, config));
