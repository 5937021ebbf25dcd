import type { Addresses } from '../../api/addresses/schema.ts';
import { askingCommand } from '../ask-service.ts';
import type { Command } from '../command.ts';
import type { ExitCode } from '../deps.ts';
import { addressesCard, seenIn } from '../format/addresses.ts';

const exitOf = (all: Addresses): ExitCode => {
  const country = seenIn(all);
  if (country === undefined) return 3;
  return all.here === undefined || all.here.country === country ? 0 : 1;
};

export const addresses: Command = {
  usage: 'addresses',
  summary: 'Who the world thinks you are, and where',
  help: () => [
    'Asks the service that runs. Exit code 0: it is known where most place the live line, and that is where the config says (`here`), if it says so. 1: it is elsewhere. 3: it is not known, or no service runs.',
  ],
  ...askingCommand<Addresses>({ path: '/addresses', card: addressesCard, exitOf }),
};
