import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import type { SpendReading } from '../../quota/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asRecord, type JsonRecord, type NoteOdd } from '../shape.ts';
import { type Amounts, readExtraUsage, readSpendBlock } from './read-amounts.ts';
import { subtractMoney } from '../../units/money.ts';

type Statement = Said<Amounts | null> | undefined;

/**
 * What was spent beyond the plan (S4-18, X-6): `spend` where it is enabled and understood, else the older
 * `extra_usage`. A null value: switched off. Undefined: neither is there, or in no form that was understood.
 */
export function readSpend(body: JsonRecord, odd: NoteOdd): Said<SpendReading | null> | undefined {
  const spend = readSwitched(body['spend'], 'enabled', 'spend', readSpendBlock, odd);
  const extra = readSwitched(body['extra_usage'], 'is_enabled', 'extra_usage', readExtraUsage, odd);
  const best = [spend, extra].find(isAmount) ?? [spend, extra].find((each) => each?.is === 'value');
  const chosen = best ?? spend ?? extra;
  return chosen?.is === 'value' ? said(chosen.value === null ? null : toReading(chosen.value)) : chosen;
}

function readSwitched(
  value: unknown,
  switchKey: string,
  path: string,
  readAmounts: (block: JsonRecord) => Amounts | null,
  odd: NoteOdd,
): Statement {
  if (value === undefined) return undefined;
  if (value === null) return saidUnknown;
  const block = asRecord(value);
  const isEnabled = parseFlag(block?.[switchKey]);
  if (isEnabled === false) return said(null);
  const amounts = block === null || isEnabled === null ? null : readAmounts(block);
  if (amounts !== null) return said(amounts);
  odd(path);
  return undefined;
}

function isAmount(statement: Statement): boolean {
  return statement?.is === 'value' && statement.value !== null;
}

/** Money used beyond the plan as a limit that is shown; the rest is the exact difference. */
export function toReading({ currency, used, limit }: Amounts): SpendReading {
  const remaining = used === null || limit === null ? null : subtractMoney(limit, used, currency);
  return { unit: 'money', currency, used, limit, remaining, scope: 'extra-usage', resetsAtMs: null };
}
