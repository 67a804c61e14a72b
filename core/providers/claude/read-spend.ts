import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import type { SpendReading } from '../../quota/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asRecord, type JsonRecord, type NoteOdd } from '../json.ts';
import { type Amounts, holdsAmounts, readExtraUsage, readSpendBlock } from './spend.ts';
import { subtractMoney } from '../../units/money.ts';

type Statement = Said<Amounts | null> | undefined;

/**
 * What was spent beyond the plan (S4-18, X-6): `spend` where it is enabled and understood, else the older
 * `extra_usage`, else what a block holds that is switched off. A null value: switched off, with nothing spent. Undefined: neither is there, or in no form that was understood.
 */
export function readSpend(body: JsonRecord, odd: NoteOdd): Said<SpendReading | null> | undefined {
  const spend = readSwitched(body['spend'], spendBlock, odd);
  const extra = readSwitched(body['extra_usage'], extraBlock, odd);
  const isOn = parseFlag(asRecord(body['spend'])?.[spendBlock.switchKey]) !== false;
  const ordered = isOn ? [spend, extra] : [extra, spend];
  const best = ordered.find(isAmount) ?? [spend, extra].find((each) => each?.is === 'value');
  const chosen = withCapOf(best ?? spend ?? extra, extra);
  return chosen?.is === 'value' ? said(chosen.value === null ? null : toReading(chosen.value)) : chosen;
}

interface Block {
  readonly path: string;
  readonly switchKey: string;
  /** Where its amounts stand. */
  readonly amountKeys: readonly string[];
  readonly read: (block: JsonRecord) => Amounts | null;
}

const spendBlock: Block = {
  path: 'spend',
  switchKey: 'enabled',
  amountKeys: ['used', 'limit', 'cap'],
  read: readSpendBlock,
};
const extraBlock: Block = {
  path: 'extra_usage',
  switchKey: 'is_enabled',
  amountKeys: ['used_credits', 'monthly_limit'],
  read: readExtraUsage,
};

function readSwitched(value: unknown, { path, switchKey, amountKeys, read }: Block, odd: NoteOdd): Statement {
  if (value === undefined) return undefined;
  if (value === null) return saidUnknown;
  const block = asRecord(value);
  const isEnabled = parseFlag(block?.[switchKey]);
  if (block !== null && isEnabled === false && !holdsAmounts(block, amountKeys)) return said(null);
  const amounts = block === null || isEnabled === null ? null : read(block);
  if (amounts !== null) return said(amounts);
  odd(path);
  return undefined;
}

/** The newer block may leave the limit out, where the older one beside it names it. */
function withCapOf(statement: Statement, other: Statement): Statement {
  const [amounts, beside] = [statement, other].map((each) => (each?.is === 'value' ? each.value : null));
  if (amounts?.isCapUnknown !== true || beside == null || beside.isCapUnknown === true) return statement;
  const { currency, used } = amounts;
  return beside.currency === currency ? said({ currency, used, limit: beside.limit }) : statement;
}

function isAmount(statement: Statement): boolean {
  return statement?.is === 'value' && statement.value !== null;
}

/** Money used beyond the plan as a limit that is shown; the rest is the exact difference. */
export function toReading({ currency, used, limit, isCapUnknown }: Amounts): SpendReading {
  const remaining = used === null || limit === null ? null : subtractMoney(limit, used, currency);
  const cap = isCapUnknown === true ? { isCapUnknown } : {};
  return { unit: 'money', currency, used, limit, ...cap, remaining, scope: 'extra-usage', resetsAtMs: null };
}
