import type { Sites } from '../../api/sites/schema.ts';
import { askingCommand } from '../ask-service.ts';
import type { Command } from '../command.ts';
import type { ExitCode } from '../deps.ts';
import { siteStanding, sitesCard } from '../format/sites.ts';

const exitOf = ({ sites }: Sites): ExitCode => {
  const standings = new Set(sites.map(siteStanding));
  if (standings.has('fail')) return 1;
  return sites.length === 0 || standings.has('unmeasured') ? 3 : 0;
};

export const sites: Command = {
  usage: 'sites',
  summary: 'How your sites fare: grades, HSTS, certificates',
  help: () => [
    'Asks the service that runs. Exit code 0: nothing is wrong with any of them. 1: a site fails. 3: there are none, one was not measured yet or the last time, or no service runs.',
  ],
  ...askingCommand<Sites>({ path: '/sites', card: sitesCard, exitOf }),
};
