import type { Config } from '../config/config.ts';
import { withoutSecrets } from '../config/document.ts';
import { lineCostText } from '../config/line-cost.ts';
import type { Net } from '../net/net.ts';

export interface Greeted {
  readonly version: string;
  readonly config: Pick<Config, 'targets' | 'uplinks' | 'refusing' | 'vantage' | 'file' | 'influx'>;
  readonly discovered: boolean;
  readonly routes: { readonly v4: boolean; readonly v6: boolean };
  readonly net: Pick<Net, 'engine' | 'engineMissing'>;
  readonly folder: string;
  readonly url: string;
}

/** What a person at the terminal wants to know; the address last, where the eye is. */
export const greeting = (g: Greeted): readonly string[] => {
  const { engine, engineMissing } = g.net;
  const { targets, uplinks, refusing, vantage, file, influx } = g.config;
  const source = g.discovered ? 'discovered; `npx plumbline config init` writes them down' : (file ?? '');
  const count = `${targets.length} target${targets.length === 1 ? '' : 's'}`;
  return [
    `plumbline ${g.version} watches ${count} from ${vantage} (${source})`,
    ...(g.routes.v4 || g.routes.v6 ? [] : ['no route out: this machine has no default route']),
    ...(engine === undefined ? [] : [`echoes: ${engine.name} engine, ${engine.how}`]),
    ...(engineMissing === undefined
      ? []
      : [`TCP connect time stands in for echoes: ${engineMissing.why}. To allow them: ${engineMissing.remedy}`]),
    ...uplinks.map((uplink) => `line ${uplink.label}: ${lineCostText(uplink, refusing)}`),
    `kept in ${g.folder}`,
    ...(influx === undefined
      ? []
      : [`also in InfluxDB at ${new URL(influx.url).host}, in ${withoutSecrets(influx.database)}`]),
    `open ${g.url}   (Ctrl-C stops)`,
  ];
};
