import { useLayoutEffect, useRef } from 'hono/jsx/dom';

import { app } from '../data/app.ts';
import type { ServiceState } from '../data/service.ts';

/** A text that follows the service without a rendering, which costs many times as much: there is one a sample and target. */
export const LiveText = ({ text, class: name }: { text: (s: ServiceState) => string; class?: string }) => {
  const box = useRef<HTMLElement>(null);
  const latest = useRef(text);
  latest.current = text;
  const follow = (): void => {
    const node = box.current?.firstChild;
    const next = latest.current?.(app.get());
    if (node instanceof Text && next !== undefined && node.data !== next) node.data = next;
  };
  useLayoutEffect(follow);
  useLayoutEffect(() => app.subscribe(follow), []);
  return (
    <span ref={box} class={name}>
      {text(app.get())}
    </span>
  );
};
