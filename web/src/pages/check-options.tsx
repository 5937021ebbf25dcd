import type { ProbeOption } from '../../../src/api/schema.ts';
import { evidenceLabel } from '../../../src/domain/evidence-words.ts';
import { usualText } from '../model/checks.ts';

/** `max_hops` as "max hops". */
const LABELS: Readonly<Record<string, string>> = { df: 'don’t fragment', family: 'IP version' };
const labelOf = (name: string): string => LABELS[name] ?? evidenceLabel(name.replaceAll('_', '-'));
const CHOSEN: Readonly<Record<string, string>> = { '4': 'IPv4', '6': 'IPv6' };
const choiceWords = (option: ProbeOption, choice: string): string =>
  option.name === 'family' ? (CHOSEN[choice] ?? choice) : choice;

interface FieldProps {
  readonly option: ProbeOption;
  readonly value: string;
  readonly change: (value: string) => void;
}
const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

const Input = ({ option, value, change }: FieldProps) => {
  const id = `option-${option.name}`;
  const usual = usualText(option);
  const told = { id, name: option.name, 'aria-describedby': `${id}-about` };
  if (option.kind === 'choice' || option.kind === 'boolean') {
    const choices = option.kind === 'boolean' ? ['yes', 'no'] : (option.choices ?? []).map(String);
    return (
      <select {...told} onChange={(e: Event) => change(valueOf(e))}>
        <option value="" selected={value === ''}>
          {usual === '' ? 'as usual' : `as usual (${choiceWords(option, usual)})`}
        </option>
        {choices.map((c) => (
          <option key={c} value={c} selected={c === value}>
            {choiceWords(option, c)}
          </option>
        ))}
      </select>
    );
  }
  const isNumber = option.kind === 'number';
  return (
    <input
      {...told}
      type={isNumber ? 'number' : 'text'}
      inputmode={isNumber ? 'numeric' : undefined}
      min={isNumber ? option.min : undefined}
      max={isNumber ? option.max : undefined}
      step={isNumber && option.whole !== true ? 'any' : undefined}
      pattern={option.kind === 'duration' ? String.raw`\s*\d+(\.\d+)? ?(ms|s|m|h|d)\s*` : undefined}
      title={option.expected}
      maxlength={1024}
      placeholder={usual}
      value={value}
      onInput={(e: Event) => change(valueOf(e))}
    />
  );
};

/** The options of a check that are not the owner's alone; what is left empty is as usual. */
export const CheckOptions = ({
  options,
  values,
  change,
}: {
  options: readonly ProbeOption[];
  values: Readonly<Record<string, string>>;
  change: (name: string, value: string) => void;
}) => {
  const set = options.filter((o) => (values[o.name] ?? '') !== '').length;
  return (
    <details class="check-options">
      <summary>
        Options <small class="muted">{set === 0 ? 'all as usual' : `${set} set`}</small>
      </summary>
      {options.map((option) => (
        <div class="check-field" key={option.name}>
          <label for={`option-${option.name}`}>{labelOf(option.name)}</label>
          <Input option={option} value={values[option.name] ?? ''} change={(v) => change(option.name, v)} />
          <small class="muted" id={`option-${option.name}-about`}>
            {option.about === undefined ? '' : `${option.about}. `}
            {option.kind === 'number' || option.kind === 'duration' || option.kind === 'text'
              ? `Expected: ${option.expected}.`
              : ''}
          </small>
        </div>
      ))}
    </details>
  );
};
