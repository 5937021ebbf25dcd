import { useLayoutEffect, useState } from 'hono/jsx/dom';

import { app } from './data/app.ts';
import { router } from './data/router.ts';
import { useStore } from './data/store.ts';
import { routeOf } from './model/route.ts';
import { EventsPage } from './pages/events.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import type { AddressesPage } from './pages/addresses.tsx';
import type { LinesPage } from './pages/lines.tsx';
import type { TargetPage } from './pages/target.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { WallPage } from './pages/wall.tsx';
import { Shell } from './ui/shell.tsx';
import { TokenForm } from './ui/token-form.tsx';

/** A page that comes when it is asked for, so that the overview and the wall load without it. */
const usePart = <P,>(load: () => Promise<P>): P | 'loading' | 'failed' => {
  const [part, setPart] = useState<{ readonly is: P } | 'loading' | 'failed'>('loading');
  useLayoutEffect(() => {
    load().then(
      (is) => setPart({ is }),
      () => setPart('failed'),
    );
  }, []);
  return typeof part === 'string' ? part : part.is;
};
const Missing = ({ title, what }: { title: string; what: string | undefined }) => (
  <>
    <h1 tabindex={-1}>{title}</h1>
    {what !== undefined && (
      <p class="problem">
        {what} could not be loaded.{' '}
        <a href={location.href} target="_self">
          Try again
        </a>
      </p>
    )}
  </>
);

const loadTarget = async (): Promise<{ readonly Page: typeof TargetPage }> => ({
  Page: (await import('./pages/target.tsx')).TargetPage,
});
const LazyTarget = ({ name }: { name: string }) => {
  const page = usePart(loadTarget);
  if (typeof page === 'string') return <Missing title={name} what={page === 'failed' ? 'The chart' : undefined} />;
  return <page.Page key={name} name={name} />;
};
const loadLines = async (): Promise<{ readonly Page: typeof LinesPage }> => ({
  Page: (await import('./pages/lines.tsx')).LinesPage,
});
const LazyLines = () => {
  const page = usePart(loadLines);
  if (typeof page === 'string') return <Missing title="Lines" what={page === 'failed' ? 'The page' : undefined} />;
  return <page.Page />;
};

const loadAddresses = async (): Promise<{ readonly Page: typeof AddressesPage }> => ({
  Page: (await import('./pages/addresses.tsx')).AddressesPage,
});
const LazyAddresses = () => {
  const page = usePart(loadAddresses);
  if (typeof page === 'string') return <Missing title="Addresses" what={page === 'failed' ? 'The page' : undefined} />;
  return <page.Page />;
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
      {route.page === 'lines' && <LazyLines />}
      {route.page === 'addresses' && <LazyAddresses />}
      {route.page === 'events' && <EventsPage />}
      {route.page === 'not-found' && <NotFoundPage />}
    </Shell>
  );
};
