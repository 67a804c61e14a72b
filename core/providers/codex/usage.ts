import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { Observation } from '../../usage/observation.ts';
import {
  asName,
  asRecord,
  type ReportUnrecognized,
  collectUnrecognizedFields,
  describeUnrecognized,
} from '../../units/json.ts';
import type { Facts } from '../../usage/facts.ts';
import { hourMs } from '../../units/time.ts';
import type { Account } from '../account.ts';
import type { Endpoint, ParseResult } from '../provider.ts';
import { codexUsageRequest, hasVendorPaths } from './request.ts';
import { isUnrecognized, hasDisplayableValue, unparsedAnswer } from '../parse.ts';
import { statedBlock, explainsHit, parseBlockSignals } from './block.ts';
import { parseCredits } from './credits.ts';
import { parseUnavailableModels } from './model-usage.ts';
import { reserveUse } from './reserve.ts';
import { parseResetCredits, parseUsableResets } from './reset-credits.ts';
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
  'model_usage',
  'rate_limit_reached_type',
];

/**
 * Parses the body of the Codex usage endpoint. Unknown keys and values are ignored. A body without a single key that
 * is understood is a failure. Never throws.
 */
export function parseCodexUsage(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  if (record === null) return unparsedAnswer(body, asOfMs, ['$']);
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const plan = statedPlan(record['plan_type'], report);
  const signals = parseBlockSignals(record);
  const windows = parseWindows(record, asOfMs, report, explainsHit(signals));
  const spend = parseSpend(record, asOfMs, report);
  const resetCredits = parseResetCredits(record['rate_limit_reset_credits'], report);
  const usableResets = parseUsableResets(record['rate_limit_reset_credits']);
  const unavailableModels = parseUnavailableModels(record['model_usage'], report);
  const blocked = statedBlock(signals, spend.spend?.is === 'value' ? (spend.spend.value?.resetsAtMs ?? null) : null);
  const beyondLimit = reserveUse(blocked, windows, signals.allowed === true || signals.limitReached === false);
  const observation: Observation = {
    source: 'poll',
    asOfMs,
    ...(plan === undefined ? {} : { plan }),
    ...(windows === undefined ? {} : { windows }),
    ...parseCredits(record['credits'], report),
    ...spend,
    ...(resetCredits === undefined ? {} : { resetCredits }),
    ...(usableResets === undefined ? {} : { usableResets }),
    ...(unavailableModels === undefined ? {} : { unavailableModels }),
    blocked,
    ...(beyondLimit === undefined ? {} : { beyondLimit }),
    oddPaths: describeUnrecognized(record, unrecognized.paths),
  };
  if (hasDisplayableValue(observation)) return { ok: true, observation };
  const isUnderstood = knownKeys.some((key) => record[key] !== undefined && !isUnrecognized(key, unrecognized.paths));
  const failure = unparsedAnswer(
    record,
    asOfMs,
    isUnderstood ? [] : unrecognized.paths.length > 0 ? unrecognized.paths : ['$'],
  );
  return isUnderstood ? { ...failure, observation } : failure;
}

function statedPlan(value: unknown, report: ReportUnrecognized): Stated<string> | undefined {
  if (value === undefined) return undefined;
  if (value === null) return statedUnknown;
  const plan = asName(value);
  if (plan === null) report('plan_type');
  return plan === null ? undefined : statedValue(plan);
}

/**
 * The usage page for what the Codex tool does not state: the models that cannot be used and the banked resets that can.
 * Polled hourly while the tool answers for usage, and not at all while the page itself is polled.
 */
export const availabilityEndpoint: Endpoint = {
  pollInterval: { defaultMs: hourMs, minimumMs: 300_000, isFixed: true },
  optional: true,
  isWanted: isAvailabilityWanted,
  request: codexUsageRequest,
  parse: parseCodexUsage,
};

/** True where the tool states the usage of an account, and the page last stated the models an hour ago or never. */
export function isAvailabilityWanted(account: Account, facts: Facts, nowMs: number): boolean {
  // The session logs may state newer windows, but neither the plan nor the resets for certain.
  const stated = [facts.plan, facts.resetCredits, ...facts.windows.map(({ usedPercent }) => usedPercent)];
  const isByTool = stated.some(({ said }) => said?.source === 'app-server');
  const knownAsOfMs = Math.max(
    ...[facts.unavailableModels.said, facts.usableResets.said].map((said) => said?.asOfMs ?? -Infinity),
  );
  return isByTool && hasVendorPaths(account) && nowMs - knownAsOfMs >= hourMs;
}
