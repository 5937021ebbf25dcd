import type { StateWord } from '../../../src/api/schema.ts';
import { STATE_LABELS } from '../model/order.ts';

/** A state as a shape: disc, triangle, square with a cross, open ring. Told apart without colour. */
export const StateMark = ({ word }: { word: StateWord }) => (
  <svg class={`mark mark-${word}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    {word === 'up' && <circle cx="8" cy="8" r="6.5" fill="currentColor" />}
    {word === 'degraded' && <path d="M8 1 15.4 14.5H.6z" fill="currentColor" />}
    {word === 'down' && (
      <>
        <rect x="1" y="1" width="14" height="14" rx="1.5" fill="currentColor" />
        <path
          class="mark-cut"
          d="M4.8 4.8l6.4 6.4M11.2 4.8l-6.4 6.4"
          fill="none"
          stroke-width="2.2"
          stroke-linecap="round"
        />
      </>
    )}
    {word === 'unknown' && (
      <circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3 2.4" />
    )}
  </svg>
);

/** The shape and the word together. */
export const StateBadge = ({ word }: { word: StateWord }) => (
  <span class={`state state-${word}`} data-state={word}>
    <StateMark word={word} />
    <span>{STATE_LABELS[word]}</span>
  </span>
);

export type EventMarkKind = 'info' | 'warn' | 'fail' | 'gap' | 'good';
const EVENT_WORDS: Readonly<Record<EventMarkKind, string>> = {
  info: 'Note',
  warn: 'Warning',
  fail: 'Failure',
  gap: 'Not watched',
  good: 'Recovered',
};
/** The shape before an event; its word is there for who cannot see it. */
export const EventMark = ({ kind }: { kind: EventMarkKind }) => (
  <span class={`event-mark event-${kind}`}>
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {kind === 'info' && <circle cx="8" cy="8" r="3" fill="currentColor" />}
      {kind === 'good' && <circle cx="8" cy="8" r="6" fill="currentColor" />}
      {kind === 'warn' && <path d="M8 1.5 15 14H1z" fill="currentColor" />}
      {kind === 'fail' && <rect x="2" y="2" width="12" height="12" rx="1.5" fill="currentColor" />}
      {kind === 'gap' && <path d="M3 13 13 3M2 8.5 8.5 2M7.5 14 14 7.5" stroke="currentColor" stroke-width="1.8" />}
    </svg>
    <span class="sr">{EVENT_WORDS[kind]}: </span>
  </span>
);

export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="logo-line" d="M6 3.5h20M16 3.5v12" fill="none" stroke-width="2.2" stroke-linecap="round" />
    <path class="logo-bob" d="M10 15.5h12v5.2L16 29.5l-6-8.8z" />
  </svg>
);
