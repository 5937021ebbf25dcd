import type { Page } from 'playwright-core';

import type { Variant } from './fake-server.mjs';

/** A page as an address, on which data, and what is there when it has what it shows. */
export interface Place {
  readonly path: string;
  readonly variant: Variant;
  readonly ready: string;
}

const place = (path: string, variant: Variant, ready: string): Place => ({ path, variant, ready });

/** Every page that there is, one with something open among them. */
export const EVERY_PAGE: readonly Place[] = [
  place('/', 'lines', '[data-target=cloudflare] .bars path'),
  place('/t/cloudflare', 'lines', '.histogram'),
  place('/lines', 'lines', '[data-incident]'),
  place('/addresses', 'addresses', '[data-held="5g"] .patch'),
  place('/sites', 'sites', '[data-site=blog]'),
  place('/sites/blog', 'sites', '.lint-code'),
  place('/paths', 'paths', '[data-way=cloudflare]'),
  place('/paths?target=cloudflare', 'paths', '.ladder'),
  place('/events', 'events', '.event-line'),
  place('/codes', 'events', '.code-group li'),
  place('/codes/line-degraded', 'events', '.code-title'),
  place('/check?probe=mtu&target=cloudflare', 'lines', '.check-kind'),
  place('/config', 'config', '.cfg-doc'),
  place('/wall?night=off', 'wall', '[data-hero]'),
];

/** What lies to the right of `width` (px) and is in no box that scrolls or cuts, where the page is made that wide. */
export const beyond = (page: Page, width: number): Promise<string[]> =>
  page.evaluate((most) => {
    const { style } = document.documentElement;
    style.width = `${most}px`;
    const isFree = (e: Element): boolean => {
      for (let up = e.parentElement; up !== null && up !== document.body; up = up.parentElement)
        if (getComputedStyle(up).overflowX !== 'visible') return false;
      return true;
    };
    // A drawing is judged as a whole: it is stretched, and its parts tell sizes of before.
    const found = [...document.body.querySelectorAll(':not(svg *)')].filter((e) => {
      const { right, width: wide } = e.getBoundingClientRect();
      return wide > 1 && right > most + 0.5 && isFree(e);
    });
    style.width = '';
    return found.map((e) => `${e.nodeName}.${e.getAttribute('class')} ${e.textContent?.slice(0, 40)}`);
  }, width);
