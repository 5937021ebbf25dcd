import type { InfluxAccess } from '../../domain/influx.ts';

const basicOf = ({ username, password }: { readonly username: string; readonly password: string }): string =>
  Buffer.from(`${username}:${password}`).toString('base64');

/** The header that lets in; a token goes before a login. */
export const authorization = ({ token, login }: InfluxAccess): { readonly authorization?: string } => {
  if (token !== undefined) return { authorization: `Token ${token}` };
  return login === undefined ? {} : { authorization: `Basic ${basicOf(login)}` };
};

/** As it is, and as it stands in an address. */
const spellings = (secret: string): readonly string[] => {
  const encoded = new URLSearchParams([['', secret]]).toString().slice(1);
  return [secret, encoded, encoded.replaceAll('+', '%20')];
};

/** What a server repeats of us is not to be told on. For words alone: data may well hold what is a password, too. */
export const withoutSecrets = (text: string, { token, login }: InfluxAccess): string =>
  [...(token === undefined ? [] : [token]), ...(login === undefined ? [] : [basicOf(login), login.password])]
    .flatMap(spellings)
    .reduce((t, secret) => (secret === '' ? t : t.replaceAll(secret, '…')), text);
