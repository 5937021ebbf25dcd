// @ts-check
// Opens a lab, says its home namespace and process ids, and waits to be killed: what a test leaves when it dies.
import { load } from './load.mjs';

const { openLab } = await load('./lab.ts');
const lab = /** @type {import('./lab.ts').Lab} */ (await openLab?.());
const inside = lab.spawn('home', 'sleep', ['600'], { stdio: 'ignore' });
process.stdout.write(`${JSON.stringify({ namespace: lab.namespace('home'), inside: inside.pid })}\n`);
setInterval(() => {}, 60_000);
