import type { Child } from 'hono/jsx';
import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';

import { app } from '../data/app.ts';
import { useStore } from '../data/store.ts';
import { chooseTheme, theme, type Theme } from '../data/theme.ts';
import { contactOf, isGone, knownUntil } from '../model/contact.ts';
import { formatDuration } from '../model/format.ts';
import { STATE_LABELS } from '../model/order.ts';
import { focusHeading, leftFirstPage } from './focus.ts';
import { Logo } from './marks.tsx';
import { Nav } from './nav.tsx';

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
      <span class="theme-word">{THEME_WORDS[choice]}</span>
    </button>
  );
};

const LINKS = {
  live: 'Live',
  connecting: 'Connecting',
  lost: 'No contact',
  'cut-off': 'No contact with InfluxDB',
  old: 'Out of date',
} as const;

/** Whether what one sees is now: a word, a shape, and how long it has not been. */
const LinkState = () => {
  const link = useStore(app, contactOf);
  const silent = useStore(app, (s) => {
    const until = isGone(contactOf(s)) ? knownUntil(s) : undefined;
    return until === undefined ? '' : formatDuration(Math.floor((s.now - until) / 1_000_000) * 1_000);
  });
  return (
    <span class={`link link-${link}`} data-link={link}>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        {link === 'live' && <circle cx="8" cy="8" r="5" fill="currentColor" />}
        {link === 'connecting' && <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2" />}
        {isGone(link) && (
          <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" />
        )}
      </svg>
      <span class="link-word">
        {LINKS[link]}
        {silent !== '' && <span class="link-for"> for {silent}</span>}
      </span>
    </span>
  );
};

const Header = () => {
  const vantage = useStore(app, (s) => s.overview?.vantage ?? '');
  const readOnly = useStore(app, (s) => s.overview?.readOnly !== undefined);
  return (
    <header class="top">
      <a class="brand" href="/">
        <Logo />
        <span>plumbline</span>
      </a>
      {vantage !== '' && (
        <span class="vantage" title={vantage}>
          <span class="sr">seen from </span>
          {vantage}
        </span>
      )}
      {readOnly && (
        <span class="chip" data-read-only title="Others measure; this plumbline shows what they wrote to InfluxDB">
          read-only
        </span>
      )}
      <Nav />
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
    else leftFirstPage();
    focusHeading();
  }, [page]);
  const version = useStore(app, (s) => s.overview?.version);
  const gone = useStore(app, (s) => isGone(contactOf(s)));
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Header />
      {/* One of its own for each page: what of an earlier page is still drawn by a late update is drawn where nobody looks. */}
      <main key={page} id="main" class={`page page-${page}${gone ? ' page-gone' : ''}`}>
        <Outdated />
        {children}
      </main>
      <footer class="foot">
        <span>{version === undefined ? 'plumbline' : `plumbline ${version}`}</span>
        <nav aria-label="More">
          <a href="/codes">Codes</a>
          <a href="/config">Config</a>
          <a href="/api/openapi.json">API</a>
        </nav>
      </footer>
      <Announcer />
    </>
  );
};
