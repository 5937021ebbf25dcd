import type { Child } from 'hono/jsx';
import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';

import { app } from '../data/app.ts';
import { isCutOff } from '../data/service.ts';
import { router } from '../data/router.ts';
import { useStore } from '../data/store.ts';
import { chooseTheme, theme, type Theme } from '../data/theme.ts';
import { formatDuration } from '../model/format.ts';
import { STATE_LABELS } from '../model/order.ts';
import { Logo } from './marks.tsx';

const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const THEME_WORDS: Readonly<Record<Theme, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' };

const ThemeButton = () => {
  const choice = useStore(theme, (t) => t.choice);
  return (
    <button type="button" class="button theme" onClick={() => chooseTheme(NEXT[choice])}>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
        {choice !== 'light' && (
          <path
            d={choice === 'dark' ? 'M8 2a6 6 0 1 1 0 12 6 6 0 0 1 0-12z' : 'M8 2a6 6 0 0 1 0 12z'}
            fill="currentColor"
          />
        )}
      </svg>
      <span class="sr">Theme: </span>
      {THEME_WORDS[choice]}
    </button>
  );
};

const LINKS = {
  live: 'Live',
  connecting: 'Connecting',
  lost: 'No contact',
  'cut-off': 'No contact with InfluxDB',
} as const;

/** Whether what one sees is now: a word, a shape, and how long it has not been. */
const LinkState = () => {
  const link = useStore(app, (s) => (isCutOff(s) ? 'cut-off' : s.link));
  const silent = useStore(app, (s) =>
    s.link === 'lost' && s.sync !== undefined
      ? formatDuration(Math.floor((s.now - s.sync.server) / 1_000_000) * 1_000)
      : '',
  );
  return (
    <span class={`link link-${link}`} data-link={link}>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        {link === 'live' && <circle cx="8" cy="8" r="5" fill="currentColor" />}
        {link === 'connecting' && <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2" />}
        {(link === 'lost' || link === 'cut-off') && (
          <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" />
        )}
      </svg>
      <span class="link-word">
        {LINKS[link]}
        {silent === '' ? '' : ` for ${silent}`}
      </span>
    </span>
  );
};

const NAV = [
  ['/', 'Overview'],
  ['/lines', 'Lines'],
  ['/addresses', 'Addresses'],
  ['/events', 'Events'],
  ['/wall', 'Wall'],
] as const;

const Header = () => {
  const path = useStore(router, (l) => l.path);
  const vantage = useStore(app, (s) => s.overview?.vantage ?? '');
  const readOnly = useStore(app, (s) => s.overview?.readOnly !== undefined);
  const hasLines = useStore(app, (s) => s.overview?.lines !== undefined);
  const hasAddresses = useStore(app, (s) => s.overview?.addresses !== undefined);
  const isThere = (to: string): boolean => (to !== '/lines' || hasLines) && (to !== '/addresses' || hasAddresses);
  return (
    <header class="top">
      <a class="brand" href="/">
        <Logo />
        <span>plumbline</span>
      </a>
      {vantage !== '' && (
        <span class="vantage">
          <span class="sr">seen from </span>
          {vantage}
        </span>
      )}
      {readOnly && (
        <span class="chip" data-read-only title="Others measure; this plumbline shows what they wrote to InfluxDB">
          read-only
        </span>
      )}
      <nav aria-label="Pages">
        {NAV.filter(([to]) => isThere(to)).map(([to, word]) => (
          <a href={to} aria-current={path === to ? 'page' : undefined}>
            {word}
          </a>
        ))}
      </nav>
      <LinkState />
      <ThemeButton />
    </header>
  );
};

/** Says changes of state aloud, and nothing else. */
const Announcer = () => {
  const [said, say] = useState('');
  useLayoutEffect(
    () =>
      app.onLive((messages) => {
        const changes = messages.flatMap((m) => {
          if (m.kind !== 'state') return [];
          const label = app.get().overview?.targets.find((t) => t.name === m.target)?.label ?? m.target;
          return [`${label}: ${STATE_LABELS[m.state.word]}`];
        });
        if (changes.length > 0) say(changes.slice(-5).join('. '));
      }),
    [],
  );
  return (
    <p class="sr" role="status" aria-live="polite" data-announcer>
      {said}
    </p>
  );
};

const Outdated = () => {
  const outdated = useStore(app, (s) => s.outdated);
  return outdated ? (
    <p class="banner banner-info">
      plumbline was updated.{' '}
      <button type="button" class="button" onClick={() => location.reload()}>
        Load the new page
      </button>
    </p>
  ) : null;
};

/** Header, main and footer around a page; moves the focus to its heading when another page opens. */
export const Shell = ({ children, page }: { children: Child; page: string }) => {
  const first = useRef(true);
  useLayoutEffect(() => {
    if (first.current) first.current = false;
    else document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }, [page]);
  const version = useStore(app, (s) => s.overview?.version);
  const gone = useStore(app, (s) => s.link === 'lost');
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Header />
      <main id="main" class={`page page-${page}${gone ? ' page-gone' : ''}`}>
        <Outdated />
        {children}
      </main>
      <footer class="foot">
        <span>{version === undefined ? 'plumbline' : `plumbline ${version}`}</span>
        <a href="/api/openapi.json">API</a>
      </footer>
      <Announcer />
    </>
  );
};
