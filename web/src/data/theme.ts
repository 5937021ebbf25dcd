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
const isDark = (choice: Theme): boolean => (choice === 'auto' ? system.matches : choice === 'dark');

/** What was chosen, and what it comes to. public/theme.js does the same before the first paint. */
export const theme = createStore<{ readonly choice: Theme; readonly dark: boolean }>({
  choice: stored(),
  dark: isDark(stored()),
});
const show = (dark: boolean): void => {
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
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

system.addEventListener('change', () => show(isDark(theme.get().choice)));
// Paper is white, and the chart is a canvas that must be drawn for it.
window.addEventListener('beforeprint', () => show(false));
window.addEventListener('afterprint', () => show(isDark(theme.get().choice)));
