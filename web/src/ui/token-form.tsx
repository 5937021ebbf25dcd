import { useState } from 'hono/jsx/dom';

import { api, TokenNeeded } from '../data/api.ts';
import { app } from '../data/app.ts';
import { Logo } from './marks.tsx';

/** Shown instead of everything while reading is protected and nobody is signed in. */
export const TokenForm = () => {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (form: HTMLFormElement): Promise<void> => {
    const given = new FormData(form).get('token');
    const token = typeof given === 'string' ? given.trim() : '';
    if (token === '') return setProblem('The token is missing.');
    setBusy(true);
    try {
      await api.signIn(token);
      setProblem('');
      app.refresh();
    } catch (error) {
      setProblem(
        error instanceof TokenNeeded
          ? 'That is not the token in the config.'
          : error instanceof Error
            ? error.message
            : '',
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="page page-token">
      <form
        class="panel token"
        onSubmit={(event: Event) => {
          event.preventDefault();
          void send(event.currentTarget as HTMLFormElement);
        }}
      >
        <Logo />
        <h1>This plumbline wants its token</h1>
        <label for="token">Token, as in plumbline.yaml</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          aria-describedby="token-problem"
          required
        />
        <p id="token-problem" class="problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="button button-main" disabled={busy}>
          Read
        </button>
      </form>
    </main>
  );
};
