import { useLayoutEffect } from 'hono/jsx/dom';

import { app } from '../../data/app.ts';
import { useStore } from '../../data/store.ts';
import { wantTheme } from '../../data/theme.ts';
import { isNight, type WallOptions } from '../../model/wall-options.ts';

/** Whether it is night by the viewer's clock; the theme is the address's, and dark at night unless that says light. */
export const useNight = ({ night, theme }: WallOptions): boolean => {
  const dim = useStore(app, (s) => isNight(night, new Date(s.now / 1_000).getHours()));
  const wanted = dim && theme !== 'light' ? 'dark' : theme;
  useLayoutEffect(() => wantTheme(wanted), [wanted]);
  useLayoutEffect(() => () => wantTheme(undefined), []);
  return dim;
};
