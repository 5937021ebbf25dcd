import type { EventTypeList } from '../../../src/api/codes/schema.ts';
import type { TargetSummary } from '../../../src/api/schema.ts';
import { api } from '../data/api.ts';
import { navigate } from '../data/router.ts';
import { askedOf, eventsPath, SEVERITY_CHOICES, type EventFilter, type SeverityChoice } from '../model/event-filter.ts';
import { windowOf } from '../model/range.ts';
import { stretchShort } from '../model/time.ts';

const SPAN_TEXT = { '24h': '24 h', '7d': '7 d', '30d': '30 d', '1y': '1 y' } as const;
const ORDER = ['24h', '7d', '30d', '1y'] as const;
const valueOf = (event: Event): string => (event.target as HTMLSelectElement).value;

interface Choice {
  readonly value: string;
  readonly words: string;
}
const Select = ({
  name,
  value,
  choices,
  onChoose,
}: {
  name: string;
  value: string;
  choices: readonly Choice[];
  onChoose: (value: string) => void;
}) => (
  <label class="filter">
    <span>{name}</span>
    <select value={value} onChange={(event: Event) => onChoose(valueOf(event))}>
      {/* What the address asks for is offered, whatever it is. */}
      {choices.every((c) => c.value !== value) && (
        <option value={value} selected>
          {value}
        </option>
      )}
      {choices.map((c) => (
        <option key={c.value} value={c.value} selected={c.value === value}>
          {c.words}
        </option>
      ))}
    </select>
  </label>
);

/** What of all events is shown; the address keeps it. */
export const EventFilters = ({
  filter,
  targets,
  types,
  now,
}: {
  filter: EventFilter;
  targets: readonly Pick<TargetSummary, 'name' | 'label'>[];
  types: EventTypeList['types'];
  now: number;
}) => {
  const go = (change: Partial<EventFilter>, replace = false): void =>
    navigate(eventsPath({ ...filter, ...change }), { keepScroll: true, replace });
  const { range } = filter;
  const shown = windowOf(range, now);
  return (
    <div class="event-filters" role="search" aria-label="Which events">
      <div class="segments segments-small" role="group" aria-label="How far back">
        {ORDER.map((span) => (
          <button
            key={span}
            type="button"
            aria-pressed={range.live && range.span === span ? 'true' : 'false'}
            onClick={() => go({ range: { live: true, span } })}
          >
            {SPAN_TEXT[span]}
          </button>
        ))}
      </div>
      {!range.live && (
        <button type="button" class="button button-small" onClick={() => go({ range: { live: true, span: '30d' } })}>
          {stretchShort(shown.from, shown.to, now)}
          <span aria-hidden="true"> ✕</span>
          <span class="sr">: show all times</span>
        </button>
      )}
      <Select
        name="Target"
        value={filter.target}
        choices={[{ value: '', words: 'All' }, ...targets.map((t) => ({ value: t.name, words: t.label }))]}
        onChoose={(target) => go({ target })}
      />
      <Select
        name="Severity"
        value={filter.severity}
        choices={Object.entries(SEVERITY_CHOICES).map(([value, words]) => ({ value, words }))}
        onChoose={(severity) => go({ severity: severity as SeverityChoice })}
      />
      <Select
        name="Type"
        value={filter.type}
        choices={[{ value: '', words: 'All' }, ...types.map((t) => ({ value: t.type, words: t.title }))]}
        onChoose={(type) => go({ type })}
      />
      <label class="filter">
        <span>Find</span>
        <input
          type="search"
          value={filter.text}
          placeholder="in what is loaded"
          onInput={(event: Event) => go({ text: valueOf(event) }, true)}
        />
      </label>
      <a class="button" href={api.eventsCsvPath({ ...askedOf(filter), ...shown })} download>
        CSV
      </a>
    </div>
  );
};
