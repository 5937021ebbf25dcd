import { createStore } from './store.ts';

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'plumbline-theme';

const stored = (): Theme => {
  try {
    const choice = localStorage.getItem(KEY);
    return choice === 'light' || choice === 'dark' ? choice : 'auto';
  } catch {
    return 'auto';
  }
};
const system = window.matchMedia('(prefers-color-scheme: dark)');
/** What a page wants for as long as it is open, whatever was chosen. */
let wanted: Theme | undefined;
const isDark = (choice: Theme): boolean => {
  const now = wanted ?? choice;
  return now === 'auto' ? system.matches : now === 'dark';
};

/** What was chosen, and what it comes to. theme.js does the same before the first paint. */
export const theme = createStore<{ readonly choice: Theme; readonly dark: boolean }>({
  choice: stored(),
  dark: isDark(stored()),
});
const show = (dark: boolean): void => {
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  // The bars of a telephone and of an installed page around it: --bg of tokens.css, as in theme.js.
  document.querySelector('[name=theme-color]')?.setAttribute('content', dark ? '#0d1219' : '#f3f5f8');
  theme.set({ dark });
};

export const chooseTheme = (choice: Theme): void => {
  try {
    if (choice === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // No storage: it lasts as long as the page.
  }
  theme.set({ choice });
  show(isDark(choice));
};

/** Nothing is stored; undefined: as it was chosen again. */
export const wantTheme = (choice: Theme | undefined): void => {
  if (choice === wanted) return;
  wanted = choice;
  show(isDark(theme.get().choice));
};

system.addEventListener('change', () => show(isDark(theme.get().choice)));
// Paper is white, and the chart is a canvas that must be drawn for it.
window.addEventListener('beforeprint', () => {
  show(false);
  const at = new Date().toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
  document.body.dataset['printed'] = `${at} · ${location.href}`;
});
window.addEventListener('afterprint', () => show(isDark(theme.get().choice)));
