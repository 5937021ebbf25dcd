import { useState } from 'hono/jsx/dom';

import { signOut } from '../data/checks.ts';
import { CopyButton } from '../ui/copy.tsx';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
/** 32 letters of 5 bits each. Made here, told to nobody, kept nowhere. */
const makeToken = (): string =>
  [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => LETTERS[byte % LETTERS.length]).join('');

/** No token is configured, so nothing can be started: what line to write. */
export const NoToken = ({ file }: { file: string | undefined }) => {
  const [line] = useState(() => `token: ${makeToken()}`);
  return (
    <section class="panel check-empty">
      <h2>No token is configured</h2>
      <p>
        A check makes this machine send something, so whoever starts one has to show a token. Write this line into{' '}
        <code>{file ?? 'plumbline.yaml'}</code>, and start plumbline again:
      </p>
      <div class="check-line">
        <code>{line}</code>
        <CopyButton text={line} what="the line" />
      </div>
      <p class="muted">
        It was made up by this page just now, and is kept nowhere. Any text of 16 to 256 characters does.
      </p>
    </section>
  );
};

/** Asks for the token, above the button that needs it. */
export const TokenField = ({ problem }: { problem: string }) => (
  <div class="check-field">
    <label for="check-token">Token, as in plumbline.yaml</label>
    <input
      id="check-token"
      name="token"
      type="password"
      autocomplete="current-password"
      maxlength={1024}
      required
      aria-invalid={problem === '' ? undefined : 'true'}
      aria-describedby="check-token-problem"
    />
    <p id="check-token-problem" class="problem" role="alert">
      {problem}
    </p>
  </div>
);

export const SignedIn = () => (
  <p class="check-signed muted">
    Signed in on this device.{' '}
    <button type="button" class="button button-small" onClick={() => void signOut()}>
      Sign out
    </button>
  </p>
);
