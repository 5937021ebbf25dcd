import type { ConfigAsRead } from '../../../src/api/config/schema.ts';
import { useConfig } from '../data/config.ts';
import { configVerdict } from '../model/config.ts';
import { plain } from '../model/countries.ts';
import { Time } from '../ui/figures.tsx';
import { StateMark } from '../ui/marks.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Costs, Targets } from './config-checks.tsx';
import { Document } from './config-document.tsx';
import { ChangedOnDisk, Troubles } from './config-troubles.tsx';

const Verdict = ({ config }: { config: ConfigAsRead }) => {
  const { word, title } = configVerdict(config);
  usePageTitle(word === 'up' ? 'Config' : title);
  return (
    <div class={`verdict verdict-${word}`} data-verdict={config.onDisk?.state ?? 'none'}>
      <StateMark word={word} />
      <h1 tabindex={-1}>{title}</h1>
      <p class="cfg-said">
        {config.file === undefined ? (
          <>
            <code>npx plumbline config init</code> writes it down.
          </>
        ) : (
          <code class="address cfg-file">{plain(config.file)}</code>
        )}{' '}
        In force since <Time at={config.since} now={config.now} />. Token: {config.token}.
        {config.readOnly && ' Others measure: this plumbline only reads.'}
      </p>
    </div>
  );
};

export const ConfigPage = () => {
  const { value: config, problem } = useConfig();
  if (config === undefined)
    return (
      <section class="panel waiting" aria-busy={problem === undefined ? 'true' : 'false'}>
        <h1 tabindex={-1}>Config</h1>
        <p>{problem ?? 'Reading…'}</p>
      </section>
    );
  return (
    <div class="config">
      <Verdict config={config} />
      {problem !== undefined && <p class="problem">{problem}</p>}
      {config.troubles.length > 0 && <Troubles troubles={config.troubles} />}
      {config.onDisk?.state === 'changed' && <ChangedOnDisk disk={config.onDisk} />}
      <Document config={config} />
      <Targets targets={config.targets} />
      <Costs config={config} />
    </div>
  );
};
