import { useLayoutEffect } from 'hono/jsx/dom';

import { app } from '../../data/app.ts';
import { renew } from '../../data/renew.ts';
import { useStore } from '../../data/store.ts';

/** Nobody touches a wall: it stays awake, and loads itself anew when plumbline was updated. */
export const useUnattended = (): void => {
  const outdated = useStore(app, (s) => s.outdated);
  // Where it can not be yet, each overview that comes is an occasion.
  const read = useStore(app, (s) => (s.outdated ? s.overview?.now : undefined));
  useLayoutEffect(() => {
    if (outdated) void renew();
  }, [outdated, read]);
  useLayoutEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let left = false;
    const stayAwake = (): void => {
      if (left || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      // Refused on battery or without https; a kiosk has its own way then.
      navigator.wakeLock.request('screen').then(
        (l) => {
          lock = l;
          return left ? l.release() : undefined;
        },
        () => (lock = undefined),
      );
    };
    stayAwake();
    document.addEventListener('visibilitychange', stayAwake);
    return () => {
      left = true;
      document.removeEventListener('visibilitychange', stayAwake);
      void lock?.release();
    };
  }, []);
};
