import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { Observation } from '../../usage/observation.ts';
import {
  asName,
  asRecord,
  type ReportUnrecognized,
  collectUnrecognizedFields,
  describeUnrecognized,
} from '../../units/json.ts';
import type { ParseResult } from '../provider.ts';
import { isUnrecognized, hasDisplayableValue, unparsedAnswer } from '../parse.ts';
import { statedBlock, explainsHit, parseBlockSignals } from './block.ts';
import { parseCredits } from './credits.ts';
import { parseResetCredits } from './reset-credits.ts';
import { parseSpend } from './spend.ts';
import { parseWindows } from './windows.ts';

const knownKeys: readonly string[] = [
  'plan_type',
  'rate_limit',
  'additional_rate_limits',
  'code_review_rate_limit',
  'credits',
  'spend_control',
  'individual_limit',
  'individualLimit',
  'rate_limit_reset_credits',
  'rate_limit_reached_type',
];

/**
 * Reads the body of the Codex usage endpoint (S1). Unknown keys and values never fail it; a body
 * in which not one known key could be read does. Never throws.
 */
export function readCodexUsage(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  if (record === null) return unparsedAnswer(body, asOfMs, ['$']);
  const notes = collectUnrecognizedFields();
  const { odd } = notes;
  const plan = statedPlan(record['plan_type'], odd);
  const words = parseBlockSignals(record);
  const windows = parseWindows(record, asOfMs, odd, explainsHit(words));
  const spend = parseSpend(record, asOfMs, odd);
  const resetCredits = parseResetCredits(record['rate_limit_reset_credits'], odd);
  const observation: Observation = {
    source: 'poll',
    asOfMs,
    ...(plan === undefined ? {} : { plan }),
    ...(windows === undefined ? {} : { windows }),
    ...parseCredits(record['credits'], odd),
    ...spend,
    ...(resetCredits === undefined ? {} : { resetCredits }),
    blocked: statedBlock(words, spend.spend?.is === 'value' ? (spend.spend.value?.resetsAtMs ?? null) : null),
    oddPaths: describeUnrecognized(record, notes.paths),
  };
  if (hasDisplayableValue(observation)) return { ok: true, observation };
  const isUnderstood = knownKeys.some((key) => record[key] !== undefined && !isUnrecognized(key, notes.paths));
  const failure = unparsedAnswer(record, asOfMs, isUnderstood ? [] : notes.paths.length > 0 ? notes.paths : ['$']);
  return isUnderstood ? { ...failure, observation } : failure;
}

function statedPlan(value: unknown, odd: ReportUnrecognized): Stated<string> | undefined {
  if (value === undefined) return undefined;
  if (value === null) return statedUnknown;
  const plan = asName(value);
  if (plan === null) odd('plan_type');
  return plan === null ? undefined : statedValue(plan);
}
