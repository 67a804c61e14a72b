import { minuteMs } from '../units/time.ts';
import { type Fact, isWithdrawn } from './fact.ts';
import type { WindowFacts } from './facts.ts';
import { isWaiting } from './windows.ts';

/** Services compute a reset from "seconds left", so the same reset moves by seconds between answers. */
const sameTimeMs = minuteMs;

/** Fields that hold an age, or a number that grows with each request. */
const ageFields: ReadonlySet<string> = new Set([
  'asOfMs',
  'windowsCompleteAsOfMs',
  'fetchedAtMs',
  'askedAtMs',
  'nextDueAtMs',
  'sequence',
  'unchangedAnswers',
]);

const timeFields: ReadonlySet<string> = new Set(['resetsAtMs', 'nextExpiresAtMs', 'endsAtMs']);

/** Returns true if two facts or account states differ only in the age of figures. */
export function isSameButAges<Value extends object>(left: Value, right: Value): boolean {
  return isSame(left, right, '');
}

function isSame(left: unknown, right: unknown, field: string): boolean {
  if (ageFields.has(field)) return (left === null) === (right === null);
  if (typeof left === 'number' && typeof right === 'number' && timeFields.has(field)) {
    return Math.abs(left - right) <= sameTimeMs;
  }
  if (!isObject(left) || !isObject(right)) return Object.is(left, right);
  // The stated reset of a window that is not started is an age.
  if (isWindow(left) && isWindow(right) && isWaiting(left) && isWaiting(right)) {
    return hasSameFields({ ...left, resetsAtMs: null }, { ...right, resetsAtMs: null });
  }
  return isFact(left) && isFact(right) ? isSameFact(left, right, field) : hasSameFields(left, right);
}

function hasSameFields(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name], name))
  );
}

/**
 * Compares two facts. The time of the last "unknown" is an age, so it does not matter. It matters whether a source
 * stated "unknown", and whether this withdraws the value.
 */
function isSameFact(left: Fact<unknown>, right: Fact<unknown>, field: string): boolean {
  return (
    (left.unknownSinceMs === null) === (right.unknownSinceMs === null) &&
    isWithdrawn(left) === isWithdrawn(right) &&
    left.said?.source === right.said?.source &&
    isSame(left.said?.value, right.said?.value, field)
  );
}

function isWindow(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & WindowFacts {
  return ['id', 'shape', 'usedPercent', 'resetsAtMs'].every((name) => name in value);
}

function isFact(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Fact<unknown> {
  return 'said' in value && 'unknownSinceMs' in value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
