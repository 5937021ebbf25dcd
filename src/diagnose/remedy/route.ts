/** Gives the default route a metric more; `expires` of a route out of a router advertisement is not taken back in. */
export const changeDefaultRoute = (family: 4 | 6, metric: string): string => {
  const shown = `ip -${family} route show default | head -n 1`;
  const clean = family === 4 ? shown : `${shown} | sed 's/ expires [^ ]*//; s/ pref [^ ]*//'`;
  return `ip -${family} route change $(${clean}) ${metric}`;
};
export const routeUndo = 'the same line without the last words, or take the interface down and up';
