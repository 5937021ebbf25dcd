import { useLayoutEffect, useState } from 'hono/jsx/dom';

import { app } from './data/app.ts';
import { router } from './data/router.ts';
import { useStore } from './data/store.ts';
import { routeOf } from './model/route.ts';
import { EventsPage } from './pages/events.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import type { TargetPage } from './pages/target.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { WallPage } from './pages/wall.tsx';
import { Shell } from './ui/shell.tsx';
import { TokenForm } from './ui/token-form.tsx';

/** The chart comes with the first target page, so that the overview and the wall load without it. */
const LazyTarget = ({ name }: { name: string }) => {
  const [page, setPage] = useState<{ Page: typeof TargetPage } | 'loading' | 'failed'>('loading');
  useLayoutEffect(() => {
    import('./pages/target.tsx').then(
      (m) => setPage({ Page: m.TargetPage }),
      () => setPage('failed'),
    );
  }, []);
  if (page === 'loading') return <h1 tabindex={-1}>{name}</h1>;
  if (page === 'failed') {
    return (
      <>
        <h1 tabindex={-1}>{name}</h1>
        <p class="problem">
          The chart could not be loaded.{' '}
          <a href={location.href} target="_self">
            Try again
          </a>
        </p>
      </>
    );
  }
  return <page.Page key={name} name={name} />;
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
      {route.page === 'overview' && <OverviewPage />}
      {route.page === 'target' && <LazyTarget name={route.name} />}
      {route.page === 'events' && <EventsPage />}
      {route.page === 'not-found' && <NotFoundPage />}
    </Shell>
  );
};
