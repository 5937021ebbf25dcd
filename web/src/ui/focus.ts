let isFirst = true;

/** Another page was opened: who reads it aloud goes on at its heading. What is opened first begins at the top. */
export const focusHeading = (): void => {
  if (!isFirst) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
};
/** What had the focus is gone: it goes on here. */
export const takeLostFocus = (to: HTMLElement | null): void => {
  if (document.activeElement === null || document.activeElement === document.body) to?.focus({ preventScroll: true });
};
export const leftFirstPage = (): void => {
  isFirst = false;
};
