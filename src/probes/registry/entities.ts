import { plainText } from '../plain-text.ts';

// Who is behind a network (RFC 9083, 5.1), out of jCards (RFC 7095): arrays of [name, parameters, type, value…].

const MOST_ENTITIES = 100;
const DEEPEST = 4;
const MOST_PROPERTIES = 100;

interface Entity {
  readonly roles: readonly unknown[];
  /** Values of the card's properties, by their names in lower case; of several the first. */
  readonly card: ReadonlyMap<string, unknown>;
}
const isObject = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === 'object' && x !== null;

/** Those that are told, and those within them, the nearest first. */
const allOf = (told: readonly unknown[]): readonly Entity[] => {
  const found: Entity[] = [];
  for (let level = told, depth = 0; level.length > 0 && depth < DEEPEST; depth += 1) {
    const objects = level.slice(0, MOST_ENTITIES).filter(isObject);
    for (const { roles, vcardArray } of objects)
      found.push({ roles: Array.isArray(roles) ? roles : [], card: cardOf(vcardArray) });
    level = objects.flatMap(({ entities }): readonly unknown[] =>
      Array.isArray(entities) ? entities.slice(0, MOST_ENTITIES) : [],
    );
  }
  return found.slice(0, MOST_ENTITIES);
};
const cardOf = (told: unknown): ReadonlyMap<string, unknown> => {
  const properties: unknown = Array.isArray(told) ? told[1] : undefined;
  const card = new Map<string, unknown>();
  for (const property of Array.isArray(properties) ? properties.slice(0, MOST_PROPERTIES) : []) {
    const [name, , , value] = Array.isArray(property) ? (property as readonly unknown[]) : [];
    if (typeof name === 'string' && !card.has(name.toLowerCase())) card.set(name.toLowerCase(), value);
  }
  return card;
};
const has = ({ roles }: Entity, role: string): boolean => roles.includes(role);

/** Whom the network was given to: an organisation, where one is told; some registries name the person who wrote it down beside it. */
export const organisationOf = (told: readonly unknown[] = []): string | undefined => {
  const registrants = allOf(told).filter((e) => has(e, 'registrant'));
  const isOrganisation = ({ card }: Entity): boolean => card.get('kind') === 'org' || card.has('org');
  const [chosen] = [...registrants.filter(isOrganisation), ...registrants];
  const org: unknown = chosen?.card.get('org');
  // Units below it may follow in an array (RFC 7095, 3.3.1.3).
  return plainText(Array.isArray(org) ? org[0] : org) ?? plainText(chosen?.card.get('fn'));
};

/** Where whoever has that role reads mail. */
export const mailboxOf = (told: readonly unknown[] = [], role: string): string | undefined =>
  allOf(told)
    .filter((e) => has(e, role))
    .map(({ card }) => card.get('email'))
    .find((email): email is string => typeof email === 'string' && email.length <= 254 && MAILBOX.test(email));
const MAILBOX = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,188}[a-z0-9])?$/i;
