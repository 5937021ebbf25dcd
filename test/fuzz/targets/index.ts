import type { Target } from '../target.ts';
import { cli } from './cli.ts';
import { config } from './config.ts';
import { outages } from './outages.ts';
import { page } from './page.ts';
import { pageRange } from './page-range.ts';
import { service } from './service.ts';
import { store } from './store.ts';
import { system } from './system.ts';
import { values } from './values.ts';
import { watch } from './watch.ts';
import { web } from './web.ts';
import { wire } from './wire.ts';

export const TARGETS: readonly Target[] = [
  ...[wire, system, values, config, web, service].flat(),
  ...[store, outages, watch, cli, page, pageRange].flat(),
];
