import { existsSync, readFileSync } from 'node:fs';
import { Script } from 'node:vm';

import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('Dockerfile', root), 'utf8');
const last = text.slice(text.lastIndexOf('\nFROM '));

describe('Dockerfile', () => {
  it('has nothing that a linter finds', () => {
    expect(validate(text)).toEqual([]);
    expect(validate('FROM a\nRUNN b\n')).toHaveLength(1);
  });
  it('ends in a stage without rights, without what only building needs', () => {
    expect(last).toMatch(/\nUSER node\n/);
    expect(last.slice(last.indexOf('\nUSER')), 'nothing is run after that').not.toMatch(/\nRUN /);
    expect(last).not.toContain('npm ');
    expect(text).toMatch(/AS packages\n[^]*npm ci --omit=dev[^]*\nFROM/);
    expect(last).toContain('COPY --from=packages /app/node_modules');
  });
  it('gives Node one capability, and names the Node that the package asks for', () => {
    expect([...text.matchAll(/setcap (\S+)/g)].map(([, what]) => what)).toEqual(['cap_net_raw+ep']);
    for (const [, image] of text.matchAll(/^FROM (\S+)/gm)) expect(image).toBe('node:20-bookworm-slim');
  });
  it('is asked how it is by what is there', () => {
    const check = /HEALTHCHECK [^]*?CMD (\[.*\])/.exec(last)?.[1] ?? '';
    const [command, option, script = ''] = JSON.parse(check) as string[];
    expect([command, option]).toEqual(['node', '-e']);
    expect(script).toContain('http://127.0.0.1:8080/healthz');
    expect(() => new Script(script)).not.toThrow();
  });
  it('copies what is there and what the context has', () => {
    const ignore = readFileSync(new URL('.dockerignore', root), 'utf8').split('\n');
    expect(ignore).toContain('*');
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) => from.split(' '));
    expect(copied.length).toBeGreaterThan(0);
    for (const path of copied) {
      expect(existsSync(new URL(path, root)), path).toBe(true);
      expect(ignore, path).toContain(`!${path}`);
    }
  });
});
