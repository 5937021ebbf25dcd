import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/overview.css';
import './styles/targets.css';
import './styles/strip.css';
import './styles/range.css';
import './styles/target.css';
import './styles/target-parts.css';
import './styles/target-days.css';
import './styles/bands.css';
import './styles/lines.css';
import './styles/incidents.css';
import './styles/failovers.css';
import './styles/addresses.css';
import './styles/sites.css';
import './styles/site.css';
import './styles/site-answers.css';
import './styles/site-history.css';
import './styles/check.css';
import './styles/config.css';
import './styles/paths.css';
import './styles/events.css';
import './styles/codes.css';
import './styles/wall.css';
import './styles/wall-hero.css';
import './styles/wall-rows.css';
import './styles/wall-sites.css';
import './styles/print.css';

import { render } from 'hono/jsx/dom';

import { App } from './app.tsx';
import { startRouter } from './data/router.ts';
import { startWorker } from './data/worker.ts';

/** Longer than a slow tablet takes for a frame: a screen that is off paints none (ms). */
const LONGEST = 1_000;
const painted = new Promise<unknown>((resolve) => {
  setTimeout(resolve, LONGEST);
  if (document.hidden || !PerformanceObserver.supportedEntryTypes.includes('paint')) resolve(undefined);
  else new PerformanceObserver(resolve).observe({ type: 'paint', buffered: true });
});
// To draw it keeps a slow machine busy for half a second: what the document holds is on the screen before.
// oxlint-disable-next-line promise/always-return -- nothing follows it
void painted.then(() => {
  startRouter();
  startWorker();
  const root = document.querySelector('#app');
  if (root !== null) render(<App />, root as HTMLElement);
});
