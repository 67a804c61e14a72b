import { isRecord } from '../../../core/units/json.ts';
import { farthestMs } from '../../../core/units/time.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { fixtureTimeMs } from '../provider-fixtures.ts';
import { canary } from './mutation.ts';
import type { FuzzReader, Outcome } from './reader.ts';
import { roundTripProblem } from './round-trip.ts';

/** Fields of observations that hold a name as the service wrote it. A page shows them, a log does not. */
const namesOfService: ReadonlySet<string> = new Set([
  ...['id', 'name', 'scope', 'tier', 'capped', 'mode', 'reason', 'windowId', 'plan', 'workspace'],
]);
const amount = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const unsafe = /[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\u2028\u2029]/;
const largestOutcome = 512 * 1024;

/**
 * Says which rule an outcome breaks; null: none.
 *
 * @param isThorough True: its observations are also merged, stored, loaded and shown, which takes longest.
 */
export function brokenRule(reader: FuzzReader, input: unknown, outcome: Outcome, isThorough: boolean): string | null {
  for (const observation of outcome.observations) {
    const problem = valueProblem(observation, namesOfService) ?? observationProblem(input, observation);
    if (problem !== null) return problem;
  }
  return (
    valueProblem(outcome.noted, new Set()) ??
    valueProblem(outcome.kept, new Set(reader.mayKeep)) ??
    (isThorough && outcome.observations.length > 0 ? roundTripProblem(outcome.observations) : null) ??
    reader.check?.(input, outcome) ??
    null
  );
}

/** Walks a value: every number is finite and not -0, no secret and no control character, and it is not too large. */
function valueProblem(value: unknown, mayKeep: ReadonlySet<string>): string | null {
  let size = 0;
  const isAllKept = mayKeep.has('*');
  const walk = (each: unknown, path: string, isKept: boolean): string | null => {
    size += 1;
    if (typeof each === 'number') {
      if (path.endsWith('Ms') && !(Math.abs(each) <= farthestMs)) return `${path} is no time: ${each}.`;
      return Number.isFinite(each) && !Object.is(each, -0) ? null : `${path} is ${Object.is(each, -0) ? '-0' : each}.`;
    }
    if (typeof each === 'string') {
      size += each.length;
      if (isKept) return null;
      if (each.includes(canary)) return `${path} repeats the secret of the input.`;
      return unsafe.test(each) ? `${path} has a control character or a direction mark.` : null;
    }
    if (typeof each !== 'object' || each === null) return null;
    for (const [key, inner] of Object.entries(each)) {
      if (!isKept && key.includes(canary)) return `A key of ${path} repeats the secret of the input.`;
      const isName = isKept || mayKeep.has(key) || (key === 'value' && mayKeep.has(path.split('.').at(-1) ?? ''));
      const problem = walk(inner, `${path}.${key}`, isName);
      if (problem !== null) return problem;
    }
    return null;
  };
  const problem = isAllKept ? walk(value, '$', true) : walk(value, '$', false);
  return problem ?? (!isAllKept && size > largestOutcome ? `The outcome is ${size} characters long.` : null);
}

/** Says which figure of an observation cannot be right; null: none. */
function observationProblem(input: unknown, observation: Observation): string | null {
  if (observation.oddPaths.length > 200) return `${observation.oddPaths.length} unrecognized fields.`;
  const items = observation.windows?.items ?? [];
  if (new Set(items.map(({ id }) => id)).size < items.length) return 'Two windows have the same id.';
  let stated: readonly number[] | null = null;
  for (const { id, shape, usedPercent, resetsAtMs } of items) {
    if (id === '' || shape.name === '') return 'A window has an empty name.';
    const { durationSeconds } = shape;
    if (durationSeconds !== null && !(durationSeconds > 0)) return `${id} lasts ${durationSeconds} s.`;
    if (resetsAtMs?.is === 'value' && !(Math.abs(resetsAtMs.value) <= 8.64e15)) return `${id} has no real reset time.`;
    if (usedPercent?.is !== 'value') continue;
    const percent = usedPercent.value;
    if (!(percent >= 0 && percent <= 1000)) return `${id} is used to ${percent} %.`;
    stated ??= numbersIn(input);
    if (!isStatedPercent(percent, stated)) return `${id} is used to ${percent} %, which the input does not state.`;
  }
  return moneyProblem(observation) ?? countProblem(observation);
}

function moneyProblem({ balance, prepaid, spend, monthlySpend, spendLimits }: Observation): string | null {
  const readings = [spend, monthlySpend].map((each) => (each?.is === 'value' ? each.value : null));
  const listed = spendLimits?.is === 'value' ? spendLimits.value : [];
  if (new Set(listed.map(({ scope }) => scope)).size < listed.length) return 'Two spend limits have the same scope.';
  const figures = [...readings, ...listed].flatMap((each) => [each?.used, each?.limit, each?.remaining]);
  const all = [
    ...figures,
    balance?.is === 'value' ? balance.value : null,
    prepaid?.is === 'value' ? prepaid.value.balance : null,
  ];
  const wrong = all.find((each) => typeof each === 'string' && (!amount.test(each) || /^-0(\.0*)?$/.test(each)));
  return wrong === undefined ? null : `${String(wrong)} is no amount.`;
}

function countProblem({ resetCredits, resetCreditList, concurrency, ledger, grant }: Observation): string | null {
  const counts = [
    ...[resetCredits, resetCreditList].flatMap((each) => (each?.is === 'value' ? [each.value.available] : [])),
    ...(concurrency?.is === 'value' ? Object.values(concurrency.value as object) : []),
    ...(ledger?.is === 'value' ? [ledger.value.remaining, ledger.value.geminiRemaining, ledger.value.lastCharge] : []),
    ...(grant?.is === 'value' ? [grant.value.amountMinorUnits] : []),
  ];
  const wrong = counts.find((each) => typeof each === 'number' && !(each >= 0 && each <= Number.MAX_SAFE_INTEGER));
  return wrong === undefined ? null : `${String(wrong)} is no count.`;
}

const mostNumbers = 60;
const decimal = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi;

/** Every number in a value, also in its texts and keys. */
function numbersIn(input: unknown): readonly number[] {
  const text = typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
  return [...new Set([0, 1, 100, ...(text.match(decimal) ?? []).map(Number)])].filter(Number.isFinite);
}

/** The documented rules: the number itself, a share, what is left, and a part of a whole. */
function isStatedPercent(percent: number, stated: readonly number[]): boolean {
  const isNear = (value: number): boolean => Math.abs(value - percent) <= 1e-6 * Math.max(1, Math.abs(percent));
  if (stated.some((each) => isNear(each) || isNear(100 * each) || isNear(100 - each) || isNear(100 - 100 * each))) {
    return true;
  }
  if (stated.length > mostNumbers) return true;
  return stated.some((part) =>
    stated.some((whole) => whole !== 0 && (isNear((100 * part) / whole) || isNear(100 - (100 * part) / whole))),
  );
}

/** The time at which every input is read. */
export const readAtMs = fixtureTimeMs;

/** A short form of what an outcome holds: the fields that are set, not their values. Two outcomes of one kind share it. */
export function shapeOf(outcome: Outcome): string {
  const parts: string[] = [];
  const walk = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) {
      parts.push(value.length === 0 ? '[]' : value.length === 1 ? '[1]' : '[n]');
      if (depth < 6) value.slice(0, 3).forEach((each) => walk(each, depth + 1));
    } else if (isRecord(value)) {
      for (const [key, each] of Object.entries(value).slice(0, 40)) {
        parts.push(key.slice(0, 24));
        if (depth < 6) walk(each, depth + 1);
      }
    } else if (typeof value === 'string') parts.push(/^[a-z-]{1,24}$/.test(value) ? value : 'text');
    else parts.push(typeof value === 'number' ? '0' : String(value));
  };
  walk(outcome, 0);
  return parts.join(' ').slice(0, 2000);
}
