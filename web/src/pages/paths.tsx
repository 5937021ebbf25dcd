import { useLayoutEffect, useRef } from 'hono/jsx/dom';

import { router } from '../data/router.ts';
import { useStore } from '../data/store.ts';
import { wayOf } from '../model/path-rows.ts';
import { pathPath } from '../model/route.ts';
import { focusHeading, leftFirstPage } from '../ui/focus.ts';
import { PathList } from './paths/list.tsx';
import { PathOne } from './paths/one.tsx';

export const PathsPage = () => {
  const way = wayOf(useStore(router, (l) => l.search));
  const key = pathPath(way);
  const shown = useRef(key);
  // One page with another heading: the shell does not see that.
  useLayoutEffect(() => {
    if (shown.current === key) return;
    shown.current = key;
    leftFirstPage();
    focusHeading();
  }, [key]);
  return way === undefined ? <PathList key={key} /> : <PathOne key={key} {...way} />;
};
