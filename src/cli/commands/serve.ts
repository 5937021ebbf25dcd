import { tooMany } from '../args.ts';
import type { Command } from '../command.ts';
import { readListen } from '../values.ts';

export const serve: Command = {
  usage: 'serve',
  summary: 'The service: measure, keep, show',
  options: {
    config: { value: 'FILE', help: 'What to watch; without one it is discovered' },
    state: { value: 'DIR', help: 'Where to keep what is measured' },
    'read-only': { help: 'Measure nothing: show what others wrote to the InfluxDB of the config' },
    listen: { value: 'HOST:PORT', help: 'Where the page is; loopback where no host is given' },
  },
  prepare: (args, deps) => {
    const asked = args.one('listen');
    const listen = asked === undefined ? undefined : readListen(asked);
    const problems = [...tooMany(args.positionals, 0)];
    if (asked !== undefined && listen === undefined)
      problems.push({ what: `--listen ${asked}`, expected: 'HOST:PORT, such as 127.0.0.1:8080, [::1]:8080 or :8080' });
    for (const name of ['config', 'state'])
      if (args.one(name) === '') problems.push({ what: `--${name} without a value`, expected: 'a path' });
    if (problems.length > 0) return { problems };
    const [config, state] = [args.one('config'), args.one('state')];
    const readOnly = args.has('read-only');
    if (readOnly && state !== undefined)
      return {
        problems: [{ what: '--state beside --read-only', expected: 'one of them: nothing is kept when only reading' }],
      };
    const options = {
      ...(config === undefined ? {} : { config }),
      ...(state === undefined ? {} : { state }),
      ...(listen === undefined ? {} : { listen }),
      ...(readOnly ? { readOnly } : {}),
    };
    return { run: () => deps.serve(options) };
  },
};
