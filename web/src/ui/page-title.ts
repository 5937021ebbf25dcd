import { useLayoutEffect } from 'hono/jsx/dom';

/** The tab's title: what is on the page, then who we are. */
export const usePageTitle = (title: string): void => {
  useLayoutEffect(() => {
    document.title = title === '' ? 'plumbline' : `${title} · plumbline`;
  }, [title]);
};
