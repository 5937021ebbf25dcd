import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/overview.css';
import './styles/target.css';
import './styles/lines.css';
import './styles/addresses.css';
import './styles/wall.css';
import './styles/print.css';

import { render } from 'hono/jsx/dom';

import { App } from './app.tsx';
import { startRouter } from './data/router.ts';

startRouter();
const root = document.querySelector('#app');
if (root !== null) render(<App />, root as HTMLElement);
