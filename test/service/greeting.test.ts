import { expect, it } from 'vitest';

import { greeting } from '../../src/service/greeting.ts';

const g = {
  version: '1.0.0',
  config: { targets: [], uplinks: [], vantage: 'attic' },
  discovered: true,
  routes: { v4: true, v6: false },
  net: { engine: undefined, engineMissing: undefined },
  folder: '/state',
  url: 'http://127.0.0.1:8080/',
};

it('says no more than there is to say, the address last', () => {
  const lines = greeting(g);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain('watches 0 targets from attic (discovered;');
  expect(lines.at(-1)).toContain('http://127.0.0.1:8080/');
});

it('says where else it is kept, and no secret', () => {
  const login = { username: 'me', password: 's3cr3t' };
  const of = { url: 'http://db:8086/influx', version: 'auto', database: 'lines', login, token: 's3cr3t' } as const;
  const influx = { ...of, timeout: 1, rate: 1, flush: 1, telegraf: false };
  const lines = greeting({ ...g, config: { ...g.config, influx } });
  expect(lines[2]).toBe('also in InfluxDB at db:8086, in lines');
  expect(lines.join('\n')).not.toContain('s3cr3t');
  const mistaken = { ...influx, database: 'lines?p=s3cr3t' };
  expect(greeting({ ...g, config: { ...g.config, influx: mistaken } })[2]).toBe(
    'also in InfluxDB at db:8086, in lines?…',
  );
});

it('says on one line what stands in for echoes and what would allow them', () => {
  const net = { engine: undefined, engineMissing: { why: 'none are allowed', remedy: 'sudo make it so' } };
  const lines = greeting({ ...g, net, routes: { v4: false, v6: false } });
  expect(lines[1]).toBe('no route out: this machine has no default route');
  expect(lines[2]).toMatch(/^TCP connect time stands in.*none are allowed.*sudo make it so$/);
});
