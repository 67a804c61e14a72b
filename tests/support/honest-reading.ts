import fc from 'fast-check';
import { expect } from 'vitest';
import type { ParseResult } from '../../core/providers/provider.ts';
import type { Observation } from '../../core/usage/observation.ts';

const amount = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** A copy of a JSON body in which one to three parts, wherever they are, are replaced or removed. */
export function mutated(body: unknown): fc.Arbitrary<unknown> {
  const part = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(null, '', ' ', 'NaN', '0x10', -1, 1e308, '1e999999', true, [], {}, undefined),
    fc.double().map(String),
  );
  const paths = pathsOf(body, []);
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), part), { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce<unknown>((copy, [path, value]) => replaced(copy, path, value), body));
}

/** Fails when a reading holds anything that a person must not be shown as a figure. Answers nothing. */
export function expectHonest(result: ParseResult): void {
  if (!result.ok) {
    expect(result.paths.length).toBeGreaterThan(0);
    return;
  }
  const { windows, balance, prepaid, spend, monthlySpend, spendLimits, resetCredits, resetCreditList } =
    result.observation;
  const { concurrency, ledger, service } = result.observation;
  const sessions = concurrency?.is === 'value' ? Object.values(concurrency.value) : [];
  const metered =
    ledger?.is === 'value' ? [ledger.value.remaining, ledger.value.geminiRemaining, ledger.value.lastCharge] : [];
  for (const count of [...sessions, ...metered]) if (count !== null) expectBetween(count, 0, Number.MAX_SAFE_INTEGER);
  const boxedUntilMs = service?.is === 'value' ? service.value.boxedUntilMs : null;
  if (boxedUntilMs !== null) expectBetween(boxedUntilMs, -8.64e15, 8.64e15);
  expectModels(result.observation);
  const ids = (windows?.items ?? []).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, shape, usedPercent, resetsAtMs } of windows?.items ?? []) {
    expect(id).not.toBe('');
    if (usedPercent?.is === 'value') expectBetween(usedPercent.value, 0, 1000);
    if (resetsAtMs?.is === 'value') expectBetween(resetsAtMs.value, -8.64e15, 8.64e15);
    if (shape.durationSeconds !== null) expectBetween(shape.durationSeconds, Number.MIN_VALUE, 1e9);
  }
  if (balance?.is === 'value') expect(balance.value).toMatch(amount);
  if (prepaid?.is === 'value') expect(prepaid.value.balance).toMatch(amount);
  const listed = spendLimits?.is === 'value' ? spendLimits.value : [];
  expect(new Set(listed.map(({ scope }) => scope)).size).toBe(listed.length);
  const single = [spend, monthlySpend].map((each) => (each?.is === 'value' ? each.value : null));
  const figures = [...single, ...listed].flatMap((each) => [each?.used, each?.limit, each?.remaining]);
  for (const figure of figures) if (typeof figure === 'string') expect(figure).toMatch(amount);
  for (const count of [resetCredits, resetCreditList]) {
    if (count?.is !== 'value') continue;
    expectBetween(count.value.available, 0, Number.MAX_SAFE_INTEGER);
    expectBetween(count.value.unusable ?? 1, 1, Number.MAX_SAFE_INTEGER);
    if (count.value.nextExpiresAtMs !== null) expectBetween(count.value.nextExpiresAtMs, -8.64e15, 8.64e15);
  }
}

function expectModels({ unavailableModels }: Observation): void {
  const models = unavailableModels?.is === 'value' ? unavailableModels.value : [];
  expect(models.length).toBeLessThanOrEqual(100);
  for (const { name, availableAtMs } of models) {
    expect(name).not.toBe('');
    if (availableAtMs !== null) expectBetween(availableAtMs, -8.64e15, 8.64e15);
  }
}

/** NaN and the infinities are outside of every range. */
function expectBetween(value: number, least: number, most: number): void {
  expect(value >= least && value <= most).toBe(true);
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, each]) =>
    pathsOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inside];
}

function replaced(value: unknown, path: Path, part: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return part;
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (index === key ? replaced(each, rest, part) : each));
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [key]: replaced(record[key], rest, part) };
}
