import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

type Message = Readonly<Record<string, unknown>>;

/** A helper process that says `{"ready":true}`, then answers each line of JSON with one, by `id`. */
export interface Talker {
  /** Throws what the helper answers as `error`, and when it ends before it answers. */
  ask(message: Message): Promise<Message>;
  /** Ends its input and waits until it is gone. */
  readonly close: () => Promise<void>;
}

export const startTalker = async (command: string, args: readonly string[]): Promise<Talker> => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child: ChildProcess = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error(`${command}: expected pipes`);
  const gone = once(child, 'exit');
  const waiting = new Map<unknown, { resolve: (m: Message) => void; reject: (e: Error) => void }>();
  const answered = (id: unknown): Promise<Message> =>
    new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
  const READY = 'ready';
  let asked = 0;

  createInterface({ input: stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Message;
    const id = message['ready'] === true ? READY : message['id'];
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (typeof message['error'] === 'string') waiter?.reject(new Error(message['error']));
    else waiter?.resolve(message);
  });
  child.on('exit', () => {
    for (const w of waiting.values()) w.reject(new Error(`${command} ${args[0]} ended with code ${child.exitCode}`));
  });
  stdin.on('error', () => {}); // told by the end of the process

  const ready = answered(READY);
  await ready;
  return {
    ask: (message) => {
      asked += 1;
      const answer = answered(asked);
      stdin.write(`${JSON.stringify({ ...message, id: asked })}\n`);
      return answer;
    },
    close: async () => {
      stdin.end();
      if (child.exitCode === null && child.signalCode === null) await gone;
    },
  };
};
