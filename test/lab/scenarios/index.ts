import { DISTANT } from './far.ts';
import { FILTERS } from './filters.ts';
import { FORGED } from './forged.ts';
import { MIXED } from './mixed.ts';
import { NAMES } from './names.ts';
import { QUALITY } from './quality.ts';
import type { Scenario } from './scenario.ts';
import { SERVERS } from './servers.ts';
import { SIZES } from './sizes.ts';
import { TOGETHER } from './together.ts';
import { UNREACHABLE } from './unreachable.ts';

/** Every fault that the lab can make. */
export const SCENARIOS: readonly Scenario[] = [
  ...SIZES,
  ...FILTERS,
  ...QUALITY,
  ...SERVERS,
  ...NAMES,
  ...UNREACHABLE,
  ...FORGED,
  ...MIXED,
  ...TOGETHER,
  ...DISTANT,
];
