import { useLayoutEffect, useRef } from 'hono/jsx/dom';

import { app } from '../data/app.ts';
import { router } from '../data/router.ts';
import { useStore } from '../data/store.ts';
import { contactOf, isGone } from '../model/contact.ts';

/** Address, word, and the part of the overview without which there is nothing to see there. */
const NAV = [
  ['/', 'Overview', undefined],
  ['/lines', 'Lines', 'lines'],
  ['/addresses', 'Addresses', 'addresses'],
  ['/sites', 'Sites', 'sites'],
  ['/paths', 'Paths', 'paths'],
  ['/events', 'Events', undefined],
  ['/check', 'Check', undefined],
  ['/config', 'Config', undefined],
  ['/wall', 'Wall', undefined],
] as const;

const isHere = (to: string, path: string): 'page' | 'true' | undefined =>
  path === to ? 'page' : to !== '/' && path.startsWith(`${to}/`) ? 'true' : undefined;

/** At which ends there is more than is in view: an edge of the row fades there. */
const markEdges = (nav: HTMLElement): void => {
  nav.classList.toggle('more-before', nav.scrollLeft > 2);
  nav.classList.toggle('more-after', nav.scrollLeft + nav.clientWidth < nav.scrollWidth - 2);
};

/** The pages in one row. Where it is too narrow for all, it scrolls sideways with the page that is open in view. */
export const Nav = () => {
  const path = useStore(router, (l) => l.path);
  // One word for all, so that nothing is drawn again while it stays the same.
  const there = useStore(app, (s) => {
    const all = s.overview;
    // Before it is known what there is, the row is empty: what came later would move the rest.
    if (all === undefined) return isGone(contactOf(s)) ? '' : 'unknown';
    return (['lines', 'addresses', 'sites', 'paths'] as const).filter((part) => all[part] !== undefined).join(' ');
  });
  const row = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const nav = row.current;
    if (nav === null) return undefined;
    const mark = (): void => markEdges(nav);
    nav.addEventListener('scroll', mark, { passive: true });
    addEventListener('resize', mark);
    return () => {
      nav.removeEventListener('scroll', mark);
      removeEventListener('resize', mark);
    };
  }, []);
  useLayoutEffect(() => {
    const nav = row.current;
    if (nav === null) return;
    const here = nav.querySelector<HTMLElement>('[aria-current]');
    if (here !== null) nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
    markEdges(nav);
  }, [path, there]);
  const parts = there.split(' ');
  return (
    <nav aria-label="Pages" ref={row}>
      {there !== 'unknown' &&
        NAV.filter(([, , part]) => part === undefined || parts.includes(part)).map(([to, word]) => (
          <a href={to} aria-current={isHere(to, path)}>
            {word}
          </a>
        ))}
    </nav>
  );
};
