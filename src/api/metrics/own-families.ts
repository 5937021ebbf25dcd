import { STATE_WORDS } from '../../domain/state.ts';
import { microsOf, MINUTE, SECOND } from '../../domain/time.ts';
import { GAP_REASONS } from '../../domain/entry.ts';
import { NOTE_KINDS } from '../../domain/sample.ts';
import { recentCounts, totalLost } from '../../watch/series-counters.ts';
import type { ApiDeps } from '../deps.ts';
import type { State } from '../schema.ts';
import { labelText, type Exposition } from './exposition.ts';
import { influxFamilies } from './influx-families.ts';
import type { Measured } from './measured.ts';

const LOSS_WINDOW = MINUTE;

/** What plumbline concludes of each target. */
const stateFamilies = (to: Exposition, deps: Pick<ApiDeps, 'config' | 'clock' | 'states' | 'startedAt'>): void => {
  const states = deps.states();
  const now = deps.clock.now();
  const all = deps.config.targets.map(({ name }) => ({
    labels: labelText({ target: name }),
    state: states.get(name) ?? ({ word: 'unknown', since: deps.startedAt } satisfies State),
  }));
  to.family(
    'plumbline_up',
    'gauge',
    '1 while the target is up or degraded, 0 while it is down; missing while unknown.',
    (put) => {
      for (const { labels, state } of all) if (state.word !== 'unknown') put(state.word === 'down' ? 0 : 1, labels);
    },
  );
  to.family('plumbline_state', 'gauge', '1 at the state that the target is in, 0 at the others.', (put) => {
    for (const { labels, state } of all)
      for (const word of STATE_WORDS) put(state.word === word ? 1 : 0, `${labels},state="${word}"`);
  });
  to.family(
    'plumbline_state_seconds',
    'gauge',
    'How long the target has been in its state; down counts from the last good reply.',
    (put) => {
      for (const { labels, state } of all) put(Math.max(0, now - state.since) / microsOf(SECOND), labels);
    },
  );
};

/** What was counted of each series. */
const seriesFamilies = (to: Exposition, all: readonly Measured[], { clock }: Pick<ApiDeps, 'clock'>): void => {
  const now = clock.now();
  to.family(
    'plumbline_loss_ratio',
    'gauge',
    'Share lost of what settled in the last minute, or of the last ten of a slower series.',
    (put) => {
      for (const m of all) {
        const { settled, lost } = recentCounts(m.counters, now, LOSS_WINDOW);
        if (m.fresh && settled > 0) put(lost / settled, m.series.labels);
      }
    },
  );
  to.family(
    'plumbline_settled_total',
    'counter',
    'Probes that settled: answered or lost, for whatever reason.',
    (put) => {
      for (const m of all) put(m.counters.answered + totalLost(m.counters), m.series.labels);
    },
  );
  to.family('plumbline_lost_total', 'counter', 'Probes that were lost, for whatever reason.', (put) => {
    for (const m of all) put(totalLost(m.counters), m.series.labels);
  });
  to.family(
    'plumbline_notes_total',
    'counter',
    'Replies counted apart: late ones, duplicates, those out of order.',
    (put) => {
      for (const m of all)
        for (const kind of NOTE_KINDS) put(m.counters.notes[kind], `${m.series.labels},kind="${kind}"`);
    },
  );
};

/** How the service itself fares. */
const serviceFamilies = (to: Exposition, deps: ApiDeps): void => {
  const { ok, pending } = deps.storeHealth();
  const { engine } = deps.net;
  const build = labelText({ version: deps.version, engine: engine?.name ?? 'none' });
  to.family('plumbline_build_info', 'gauge', 'Always 1; its labels say what runs.', (put) => put(1, build));
  to.family('plumbline_healthy', 'gauge', 'Whether it measures and keeps what it measures, as /healthz says.', (put) =>
    put(deps.ailments().length === 0 ? 1 : 0),
  );
  to.family('plumbline_store_up', 'gauge', 'Whether the last commit succeeded.', (put) => put(ok ? 1 : 0));
  to.family('plumbline_journal_pending_entries', 'gauge', 'Entries that are not durable yet.', (put) => put(pending));
  to.family('plumbline_journal_head', 'gauge', 'The cursor after the last durable entry.', (put) =>
    put(deps.journal.head()),
  );
  const { gaps } = deps.counters;
  to.family('plumbline_gaps_total', 'counter', 'Spells in which plumbline was not watching.', (put) => {
    for (const reason of GAP_REASONS) put(gaps[reason].count, `reason="${reason}"`);
  });
  to.family('plumbline_gap_seconds_total', 'counter', 'How long they were together.', (put) => {
    for (const reason of GAP_REASONS) put(gaps[reason].seconds, `reason="${reason}"`);
  });
};

/** Under the names that every exporter uses for its process, and prom-client for Node's event loop. */
const processFamilies = (to: Exposition, deps: Pick<ApiDeps, 'processFigures'>): void => {
  const { cpuSeconds, residentBytes, startedAtSeconds, openFds, lagSeconds } = deps.processFigures();
  to.family('process_cpu_seconds_total', 'counter', 'CPU time, user and system, of all threads.', (put) =>
    put(cpuSeconds),
  );
  to.family('process_resident_memory_bytes', 'gauge', 'Resident memory.', (put) => put(residentBytes));
  to.family('process_start_time_seconds', 'gauge', 'When the process began, epoch seconds.', (put) =>
    put(startedAtSeconds),
  );
  to.family('process_open_fds', 'gauge', 'Open file descriptors.', (put) => {
    if (openFds !== undefined) put(openFds);
  });
  for (const [name, value] of Object.entries(lagSeconds))
    to.family(`nodejs_eventloop_lag_${name}_seconds`, 'gauge', 'Lag of the event loop since it was last read.', (put) =>
      put(value),
    );
};

export const ownFamilies = (to: Exposition, all: readonly Measured[], deps: ApiDeps): void => {
  stateFamilies(to, deps);
  seriesFamilies(to, all, deps);
  serviceFamilies(to, deps);
  influxFamilies(to, deps.influx?.());
  processFamilies(to, deps);
};
