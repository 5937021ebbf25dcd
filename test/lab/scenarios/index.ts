import type { Scenario } from './scenario.ts';
import { SIZES } from './sizes.ts';

export const SCENARIOS: readonly Scenario[] = [...SIZES];
