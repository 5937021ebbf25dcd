import { ip, OWN } from '../support/own-network.ts';

/** Of the router, on this side; and of nobody. */
const ROUTER = '02:00:00:00:77:02';
const NOBODY = '02:00:00:00:99:99';

/** Cuts what goes through the router, without a word to whoever sends; or lets it through again. */
export const cutLine = (on: boolean): void =>
  ip(`neigh replace ${OWN[4].router} lladdr ${on ? NOBODY : ROUTER} dev v0 nud permanent`);
