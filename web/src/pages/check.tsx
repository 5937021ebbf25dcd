import type { Child } from 'hono/jsx';
import { useLayoutEffect } from 'hono/jsx/dom';

import { app } from '../data/app.ts';
import { checks, loadChecks } from '../data/checks.ts';
import { router } from '../data/router.ts';
import { useStore } from '../data/store.ts';
import { choiceOf, placesOf } from '../model/checks.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { CheckForm } from './check-form.tsx';
import { CheckHistory } from './check-history.tsx';
import { CheckRunning } from './check-running.tsx';
import { CheckResult } from './check-result.tsx';
import { NoToken } from './check-token.tsx';

/** Nothing can be started here, and why. */
const Empty = ({ children }: { children: Child }) => (
  <section class="panel check-empty">
    <h2>Nothing to run here</h2>
    {children}
  </section>
);

/** What is run, how far it is, what it found; the form's height does not move what is beside it. */
const Bench = () => {
  const { choices, probes, session, problem, running, done, shown } = useStore(checks, (s) => s);
  const search = useStore(router, (l) => l.search);
  const overview = useStore(app, (s) => s.frame);
  const isThere = overview !== undefined;
  if (overview?.readOnly !== undefined)
    return (
      <Empty>
        <p>
          This plumbline only reads what others measured, from {overview.readOnly.host}. Run checks from the page of a
          plumbline that measures.
        </p>
      </Empty>
    );
  if (choices === undefined || session === undefined || !isThere)
    return (
      <section class="panel check-loading" aria-busy="true">
        <p class={problem === undefined ? 'muted' : 'problem'} role="status">
          {problem ?? 'Reading what can be run…'}
        </p>
        {problem !== undefined && (
          <button type="button" class="button" onClick={() => void loadChecks()}>
            Try again
          </button>
        )}
      </section>
    );
  const places = placesOf(choices);
  const choice = choiceOf(search, places, overview.targets);
  if (choice === undefined)
    return (
      <Empty>
        <p>
          plumbline watches nothing yet. Write targets into <code>{overview.configFile ?? 'plumbline.yaml'}</code>, and
          start it again.
        </p>
      </Empty>
    );
  if (!session.tokenConfigured) return <NoToken file={overview.configFile} />;
  const last = done.find((d) => d.id === shown);
  return (
    <div class="check-bench">
      <CheckForm places={places} choice={choice} probes={probes} signedIn={session.signedIn} running={running} />
      <div class="check-side">
        {running !== undefined && <CheckRunning key={String(running.began)} running={running} />}
        {running === undefined && last !== undefined && (
          <CheckResult key={String(last.id)} done={last} probes={probes} overview={overview} />
        )}
        {running === undefined && last === undefined && (
          <section class="panel check-idle">
            <p class="muted">What a check finds is told here, with what it rests on and what to do about it.</p>
          </section>
        )}
        <CheckHistory done={done} shown={shown} now={overview.now} />
      </div>
    </div>
  );
};

export const CheckPage = () => {
  usePageTitle('Run a check');
  useLayoutEffect(() => void loadChecks(), []);
  return (
    <>
      <div class="title-row">
        <h1 tabindex={-1}>Run a check</h1>
      </div>
      <Bench />
    </>
  );
};
