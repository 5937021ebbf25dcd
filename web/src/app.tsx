import { useLayoutEffect, useState } from 'hono/jsx/dom';

import { app } from './data/app.ts';
import { router } from './data/router.ts';
import { useStore } from './data/store.ts';
import { routeOf } from './model/route.ts';
import { EventsPage } from './pages/events.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { WallPage } from './pages/wall.tsx';
import { Shell } from './ui/shell.tsx';
import { TokenForm } from './ui/token-form.tsx';

type TargetPage = typeof import('./pages/target.tsx').TargetPage;

/** The chart comes with the first target page, so that the overview and the wall load without it. */
const LazyTarget = ({ name }: { name: string }) => {
  const [page, setPage] = useState<{ Page: TargetPage } | 'loading' | 'failed'>('loading');
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
  switch (route.page) {
    case 'overview':
      return (
        <Shell page="overview">
          <OverviewPage />
        </Shell>
      );
    case 'target':
      return (
        <Shell page="target">
          <LazyTarget name={route.name} />
        </Shell>
      );
    case 'events':
      return (
        <Shell page="events">
          <EventsPage />
        </Shell>
      );
    case 'wall':
      return <WallPage />;
    case 'not-found':
      return (
        <Shell page="not-found">
          <NotFoundPage />
        </Shell>
      );
  }
};
