import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';

import { app } from './data/app.ts';
import { renew } from './data/renew.ts';
import { router } from './data/router.ts';
import { useStore } from './data/store.ts';
import { routeOf, type Route } from './model/route.ts';
import { OverviewPage } from './pages/overview.tsx';
import { loadPart, partLoaded, type Part } from './pages/parts.ts';
import { WallPage } from './pages/wall/wall.tsx';
import { focusHeading } from './ui/focus.ts';
import { Shell } from './ui/shell.tsx';
import { TokenForm } from './ui/token-form.tsx';

/** A page that is loaded when it is opened; one that can not be loaded says so, and is tried again. */
const LoadedPage = ({ route, part }: { route: Route; part: Part }) => {
  const [problem, setProblem] = useState('');
  const [, again] = useState(0);
  useLayoutEffect(() => {
    if (partLoaded(part) !== undefined) return undefined;
    let left = false;
    // A part of an older version is gone for good: the page as a whole is loaded anew, once.
    const failed = async (): Promise<void> => {
      if (left || (await renew()) || left) return;
      setProblem('This page could not be loaded: the service does not answer, or was updated.');
    };
    loadPart(part).then(() => !left && again((n) => n + 1), failed);
    return () => {
      left = true;
    };
  }, [part]);
  const View = partLoaded(part);
  const isThere = View !== undefined;
  const wasThere = useRef(isThere);
  // The shell looked for a heading before there was one.
  useLayoutEffect(() => {
    if (isThere && !wasThere.current) focusHeading();
    wasThere.current = isThere;
  }, [isThere]);
  if (View !== undefined) return <View route={route} />;
  return problem === '' ? (
    <p class="page-loading" role="status">
      Loading…
    </p>
  ) : (
    <section class="panel">
      <h1 tabindex={-1}>Not loaded</h1>
      <p>{problem}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        Load it again
      </button>
    </section>
  );
};

export const App = () => {
  const path = useStore(router, (l) => l.path);
  const tokenNeeded = useStore(app, (s) => s.tokenNeeded);
  const route = routeOf(path);
  useLayoutEffect(() => {
    document.documentElement.classList.toggle('on-wall', route.page === 'wall');
  }, [route.page]);
  if (tokenNeeded) return <TokenForm />;
  if (route.page === 'wall') return <WallPage />;
  return (
    <Shell page={route.page}>
      {route.page === 'overview' ? <OverviewPage /> : <LoadedPage key={path} route={route} part={route.page} />}
    </Shell>
  );
};
