import type { ConfigAsRead, ConfigTarget } from '../../../src/api/config/schema.ts';
import { everyText, monthText } from '../model/config.ts';
import { plain } from '../model/countries.ts';
import { plural } from '../model/format.ts';
import { targetPath } from '../model/route.ts';

const Checks = ({ target }: { target: ConfigTarget }) => (
  <ul>
    {target.checks.map((c) => (
      <li key={`${c.probe} ${c.via ?? ''}`}>
        <strong>{c.probe}</strong> {everyText(c.everyMs)}
        {c.via !== undefined && c.via !== target.name && ` over ${plain(c.via)}`}
        {c.metered === true && <span class="chip">metered</span>}
        {c.standInFor !== undefined && <span class="chip">in place of {c.standInFor}</span>}
        {c.options.length > 0 && <small>{plain(c.options.join(', '))}</small>}
      </li>
    ))}
    {target.checks.length === 0 && <li class="muted">none</li>}
  </ul>
);

export const Targets = ({ targets }: { targets: readonly ConfigTarget[] }) => (
  <section class="panel" aria-labelledby="cfg-targets">
    <h2 id="cfg-targets">{plural(targets.length, 'target')} and how often each is asked</h2>
    <table class="cfg-table">
      <thead>
        <tr>
          <th scope="col">Target</th>
          <th scope="col">Address</th>
          <th scope="col">Checks</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {targets.map((t) => (
          <tr key={t.name} data-target={t.name}>
            <th scope="row">
              <a href={targetPath(t.name)}>{plain(t.label)}</a>
              {t.label !== t.name && <small>{t.name}</small>}
            </th>
            <td class="address">{plain(t.address)}</td>
            <td>
              <Checks target={t} />
            </td>
            <td>
              {t.from === 'discovered' ? 'found here' : t.from}
              {t.line !== undefined && <small>line {t.line}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

/** What watching costs on lines that cost by the byte, and whom it makes plumbline ask. */
export const Costs = ({ config: { costs, asked } }: { config: ConfigAsRead }) =>
  costs.length === 0 && asked.length === 0 ? null : (
    <div class="cfg-two">
      {costs.length > 0 && (
        <section class="panel" aria-labelledby="cfg-costs">
          <h2 id="cfg-costs">What watching the lines takes in a month</h2>
          <table class="cfg-table cfg-costs">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">On standby</th>
                <th scope="col">While live</th>
              </tr>
            </thead>
            <tbody>
              {costs.map((c) => (
                <tr key={c.line}>
                  <th scope="row">
                    {plain(c.label)}
                    {c.metered && <span class="chip">metered</span>}
                  </th>
                  {c.reachable ? (
                    <>
                      <td>{monthText(c.standby)}</td>
                      <td>{monthText(c.live)}</td>
                    </>
                  ) : (
                    <td colspan={2}>watched only while it is live</td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {asked.length > 0 && (
        <section class="panel" aria-labelledby="cfg-asked">
          <h2 id="cfg-asked">Who is asked outside</h2>
          <ul class="cfg-asked">
            {asked.map((sentence) => (
              <li key={sentence}>{plain(sentence)}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
