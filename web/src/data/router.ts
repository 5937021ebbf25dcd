import { createStore } from './store.ts';

/** The address, as the pages read it. */
export interface Location {
  readonly path: string;
  readonly search: string;
}
const here = (): Location => ({ path: location.pathname, search: location.search });
export const router = createStore<Location>(here());

/** Goes to an address of ours; `replace` leaves no step to go back to. */
export const navigate = (to: string, how: { readonly replace?: boolean; readonly keepScroll?: boolean } = {}): void => {
  if (how.replace === true) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  const before = router.get().path;
  router.set(here());
  if (how.keepScroll !== true && before !== location.pathname) window.scrollTo(0, 0);
};

/** Links of ours are followed without loading the page anew; all others, and new tabs, as the browser does. */
export const startRouter = (): void => {
  window.addEventListener('popstate', () => router.set(here()));
  document.addEventListener('click', (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/') || link.hash !== '') return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
};
