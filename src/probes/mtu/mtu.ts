import { z } from 'zod';

import type { Diagnosis, Goal } from '../../diagnose/diagnosis.ts';
import { remedyFor, remedyText } from '../../diagnose/remedy/remedy.ts';
import { runDiagnosis } from '../../diagnose/run.ts';
import type { Finding } from '../../domain/finding.ts';
import { HOUR, SECOND } from '../../domain/time.ts';
import { networkFailed } from '../failed.ts';
import { addressList } from '../places.ts';
import type { Once } from '../probe.ts';
import { report, type Report } from './report.ts';
import { FIELDS, valuesOf } from './values.ts';

const PORT = 'a port from 1 to 65535';
const PATH = 'the path of the download on the target, such as /file.bin: "/" and up to 1,023 more characters';
const options = z.object({
  family: z
    .literal([4, 6], { error: '4 or 6' })
    .optional()
    .meta({ description: 'Over which IP; as the system prefers where left out' }),
  scheme: z
    .enum(['https', 'http'], { error: 'https or http' })
    .optional()
    .meta({ description: 'How it is downloaded from; left out: TLS on 443, else plain HTTP on 80' }),
  port: z
    .int({ error: PORT })
    .min(1, { error: PORT })
    .max(65_535, { error: PORT })
    .optional()
    .meta({ description: 'Where it is downloaded from; by the scheme where left out' }),
  path: z
    .string({ error: PATH })
    .regex(/^\/[!-~]{0,1023}$/, { error: PATH })
    .default('/')
    .meta({ description: 'What is downloaded' }),
  resolvers: addressList.optional().meta({ description: 'Asked for the name as well, to tell who answers otherwise' }),
});
type Options = z.infer<typeof options>;

/** The verdict first. That nothing is wrong is no finding. */
const findingsOf = (diagnosis: Diagnosis): readonly Finding[] => {
  const { code, severity, summary, evidence } = diagnosis.verdict;
  if (code === 'no-fault') return diagnosis.findings;
  const remedy = severity === 'info' ? {} : { remedy: remedyText(remedyFor(diagnosis)) };
  return [{ code, severity, evidence: { summary, ...evidence }, ...remedy }, ...diagnosis.findings];
};

/**
 * The way to a place, diagnosed as `plumbline diagnose` does: path MTU, black holes, loss, filters. It downloads and
 * uploads, up to 2 MB a run where something is wrong, so nothing runs it that the owner did not write down.
 */
export const mtu: Once<Options, Report> = {
  name: 'mtu',
  title: 'Path',
  purpose: 'names the fault on the way: packets that are too large, loss, filters, names that lie; moves up to 2 MB',
  options,
  values: FIELDS,
  report,
  every: HOUR,
  longest: 100 * SECOND,
  // It says TLS and HTTP to that port, posts to that path, and asks those for the name.
  ownersOptions: ['port', 'path', 'resolvers'],

  async run({ address }, { family, scheme, port, path, resolvers = [] }, { clock, net, signal, progress, turn = 0 }) {
    const goal: Goal = {
      host: address,
      path,
      resolvers,
      // Nobody is asked but whom the owner named: a login page is not looked for elsewhere.
      checks: [],
      ...(scheme === undefined ? {} : { scheme }),
      ...(port === undefined ? {} : { port }),
      ...(family === undefined ? {} : { family }),
      ...(turn % 2 === 1 ? { uploadFirst: true } : {}),
    };
    const asking = { clock, signal, ask: net.ask.bind(net), ...(progress === undefined ? {} : { progress }) };
    const diagnosis = await runDiagnosis(goal, asking);
    if (diagnosis === undefined) return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
    return {
      status: 'measured',
      values: valuesOf(diagnosis.ways),
      findings: findingsOf(diagnosis),
      report: report.parse(diagnosis),
    };
  },
};
