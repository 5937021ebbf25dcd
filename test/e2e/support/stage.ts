import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

import { type Lab, openLab } from '../../lab/lab.ts';
import { type Service, type ServiceOptions, startService } from '../../lab/service.ts';
import type { Topology } from '../../lab/topology.ts';
import { type ApiReader, readApi } from './api.ts';

/** Nobody's number on Debian and Ubuntu: the least that a process can be. */
export const NOBODY = 65_534;

/** A lab with a service on its home machine and a browser page outside that looks at it. */
export interface Stage {
  readonly lab: Lab;
  readonly api: ApiReader;
  readonly page: Page;
  readonly service: Service;
  /** Goes to a path of the page, such as `/t/gateway`. */
  goto(path: string): Promise<void>;
  /** Kills the service outright. */
  kill(): Promise<void>;
  /** Starts it again, on the same state, and the page with it. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export const openStage = async (
  browser: Browser,
  options: Omit<ServiceOptions, 'folder' | 'outside'> & {
    readonly topology?: Topology;
    /** Whether the service's folder belongs to nobody. */
    readonly nobody?: boolean;
    /** Before the service starts. */
    readonly prepare?: (lab: Lab) => Promise<unknown>;
  },
): Promise<Stage> => {
  const { topology, nobody = false, prepare, ...serviceOptions } = options;
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-stage-'));
  const lab = await openLab(topology === undefined ? {} : { topology });
  const close = async (): Promise<void> => {
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    if (nobody) await chown(folder, NOBODY, NOBODY);
    await prepare?.(lab);
    let service = await startService(lab, { ...serviceOptions, folder });
    let page = await browser.newPage({ timezoneId: 'UTC', locale: 'en-GB' });
    return {
      lab,
      get api() {
        return readApi(service.url);
      },
      get page() {
        return page;
      },
      get service() {
        return service;
      },
      goto: async (path) => {
        await page.goto(service.url + path);
      },
      kill: async () => {
        await service.kill('SIGKILL');
      },
      start: async () => {
        service = await startService(lab, { ...serviceOptions, folder });
        await page.close();
        page = await browser.newPage({ timezoneId: 'UTC', locale: 'en-GB' });
      },
      close: async () => {
        await page.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};
