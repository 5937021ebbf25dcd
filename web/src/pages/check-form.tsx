import { useRef, useState } from 'hono/jsx/dom';

import type { ProbeInfo } from '../../../src/api/schema.ts';
import { signIn, startCheck, stopCheck, type Running } from '../data/checks.ts';
import { navigate } from '../data/router.ts';
import { checksAt, offered, optionValues, type Choice, type Place } from '../model/checks.ts';
import { ROLE_ORDER, ROLE_WORDS } from '../model/order.ts';
import { checkPath } from '../model/route.ts';
import { CheckOptions } from './check-options.tsx';
import { SignedIn, TokenField } from './check-token.tsx';

/** With more than these, a list wants a search. */
const MANY = 12;
const GROUPS = [...ROLE_ORDER.map((role) => [role, ROLE_WORDS[role]] as const), ['name', 'Allowed by name'] as const];

const go = ({ target, probe, via }: Choice): void =>
  navigate(checkPath({ target, probe, ...(via === undefined ? {} : { via }) }), { replace: true, keepScroll: true });
const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

const fits = ({ label, name }: Place, wanted: string): boolean =>
  `${label} ${name}`.toLowerCase().includes(wanted.trim().toLowerCase());

const Targets = ({ places, choice }: { places: readonly Place[]; choice: Choice }) => {
  const [wanted, want] = useState('');
  const found = places.filter((p) => fits(p, wanted) || p.name === choice.target);
  const choose = (target: string): void => go({ ...choice, target, via: undefined });
  const search = (given: string): void => {
    want(given);
    const left = places.filter((p) => fits(p, given));
    if (left[0] !== undefined && left.every((p) => p.name !== choice.target)) choose(left[0].name);
  };
  return (
    <div class="check-field">
      <label for="check-target">Target</label>
      {places.length > MANY && (
        <input
          type="search"
          aria-label="Search the targets"
          placeholder={`Search ${places.length} targets`}
          value={wanted}
          maxlength={64}
          onInput={(e: Event) => search(valueOf(e))}
        />
      )}
      <select id="check-target" name="target" onChange={(e: Event) => choose(valueOf(e))}>
        {GROUPS.map(([role, words]) => {
          const group = found.filter((p) => p.role === role);
          if (group.length === 0) return null;
          return (
            <optgroup key={role} label={words}>
              {group.map((p) => (
                <option key={p.name} value={p.name} selected={p.name === choice.target}>
                  {p.label}
                </option>
              ))}
            </optgroup>
          );
        })}
      </select>
    </div>
  );
};

const Kinds = ({ place, choice, probes }: { place: Place; choice: Choice; probes: readonly ProbeInfo[] }) => (
  <fieldset class="check-kinds">
    <legend>
      Check <small class="muted">what names the fault comes first</small>
    </legend>
    {checksAt(place).map((name) => {
      const probe = probes.find((p) => p.name === name);
      return (
        <label key={`${place.name} ${name}`} class="check-kind">
          <input
            type="radio"
            name="probe"
            value={name}
            checked={name === choice.probe}
            onChange={() => go({ ...choice, probe: name })}
          />
          <span>
            <b>{probe?.title ?? name}</b> <code>{name}</code>
            {probe?.purpose !== undefined && <small class="muted">{probe.purpose}</small>}
          </span>
        </label>
      );
    })}
  </fieldset>
);

const Ways = ({ place, choice }: { place: Place; choice: Choice }) =>
  place.ways.length === 0 ? null : (
    <div class="check-field">
      <label for="check-via">Over</label>
      <select
        id="check-via"
        onChange={(e: Event) => go({ ...choice, via: valueOf(e) === '' ? undefined : valueOf(e) })}
      >
        <option value="" selected={choice.via === undefined}>
          as the config has it
        </option>
        {place.ways.map((way) => (
          <option key={way} value={way} selected={way === choice.via}>
            {way}
          </option>
        ))}
      </select>
    </div>
  );

/** What is run, where, over which line, with which options; and the button that runs it, or stops it. */
export const CheckForm = ({
  places,
  choice,
  probes,
  signedIn,
  running,
}: {
  places: readonly Place[];
  choice: Choice;
  probes: readonly ProbeInfo[];
  signedIn: boolean;
  running: Running | undefined;
}) => {
  const [given, give] = useState<Readonly<Record<string, Readonly<Record<string, string>>>>>({});
  const [problem, setProblem] = useState('');
  const busy = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  const place = places.find((p) => p.name === choice.target);
  const probe = probes.find((p) => p.name === choice.probe);
  if (place === undefined) return null;
  const options = offered(probe);
  const values = given[choice.probe] ?? {};
  const change = (name: string, value: string): void =>
    give((all) => ({ ...all, [choice.probe]: { ...all[choice.probe], [name]: value } }));

  const start = async (form: HTMLFormElement): Promise<void> => {
    if (busy.current) return;
    if (!signedIn) {
      const token = new FormData(form).get('token');
      busy.current = true;
      const wrong = await signIn(typeof token === 'string' ? token.trim() : '');
      busy.current = false;
      setProblem(wrong ?? '');
      if (wrong !== undefined) return;
      // The field that had the focus goes.
      button.current?.focus();
    }
    const said = optionValues(options, values);
    await startCheck({
      request: {
        probe: choice.probe,
        target: choice.target,
        ...(choice.via === undefined ? {} : { via: choice.via }),
        ...(Object.keys(said).length === 0 ? {} : { options: said }),
      },
      title: probe?.title ?? choice.probe,
      label: place.label,
    });
  };
  return (
    <form
      class="panel check-form"
      aria-label="What to run"
      onSubmit={(event: Event) => {
        event.preventDefault();
        if (running === undefined) void start(event.currentTarget as HTMLFormElement);
        else stopCheck();
      }}
    >
      <Targets places={places} choice={choice} />
      <Ways place={place} choice={choice} />
      <Kinds place={place} choice={choice} probes={probes} />
      {options.length > 0 && <CheckOptions key={choice.probe} options={options} values={values} change={change} />}
      <div class="check-foot">
        {!signedIn && <TokenField problem={problem} />}
        <div class="check-go">
          {/* One button, so that the focus stays where it was pressed. */}
          <button ref={button} type="submit" class={`button ${running === undefined ? 'button-main' : ''}`}>
            {running === undefined ? 'Run' : 'Stop'}
          </button>
          {signedIn && <SignedIn />}
        </div>
      </div>
    </form>
  );
};
