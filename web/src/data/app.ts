import { browserHost } from './host.ts';
import { startService } from './service.ts';

/** The page's one connection to the service. */
export const app = startService(browserHost());
