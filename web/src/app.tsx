import { useLayoutEffect } from 'hono/jsx/dom';

import { app } from './data/app.ts';
import { router } from './data/router.ts';
import { useStore } from './data/store.ts';
import { routeOf } from './model/route.ts';
import { EventsPage } from './pages/events.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { AddressesPage } from './pages/addresses.tsx';
import { LinesPage } from './pages/lines.tsx';
import { TargetPage } from './pages/target.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { WallPage } from './pages/wall.tsx';
import { Shell } from './ui/shell.tsx';
import { TokenForm } from './ui/token-form.tsx';

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
      {route.page === 'target' && <TargetPage key={route.name} name={route.name} />}
      {route.page === 'lines' && <LinesPage />}
      {route.page === 'addresses' && <AddressesPage />}
      {route.page === 'events' && <EventsPage />}
      {route.page === 'not-found' && <NotFoundPage />}
    </Shell>
  );
};
