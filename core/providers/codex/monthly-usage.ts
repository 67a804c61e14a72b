import type { Account } from '../../accounts/account.ts';
import { currentValue, isWithdrawn, said } from '../../quota/fact.ts';
import type { Facts } from '../../quota/facts.ts';
import type { SpendReading } from '../../quota/observation.ts';
import { parseDecimal } from '../../units/decimal.ts';
import { asName, asRecord, type JsonRecord, oddFields } from '../json.ts';
import type { Endpoint, ReadResult, RequestSpec } from '../provider.ts';
import { isForTeams } from './plan.ts';
import { readSpendLimit } from './read-spend-limit.ts';
import { codexHeaders, fullBase, hasVendorPaths } from './request.ts';

/**
 * What the person spent this month, where the usage answer names no limit although the plan has them
 * (S1-13). Its answer is a fact of its own, because every usage answer says "no limit" again.
 */
export const monthlyUsageEndpoint: Endpoint = {
  cadence: { defaultMs: 900_000, minimumMs: 300_000 },
  optional: true,
  isWanted: isMonthlyUsageWanted,
  request: monthlyUsageRequest,
  read: readMonthlyUsage,
};

/** On a business or education plan without a limit in the usage answer, where there is an account to ask for. */
export function isMonthlyUsageWanted(account: Account, facts: Facts): boolean {
  const plan = currentValue(facts.plan) ?? account.plan;
  const hasNoLimit = facts.spend.said !== null && facts.spend.said.value === null && !isWithdrawn(facts.spend);
  return hasNoLimit && plan !== null && isForTeams(plan) && account.vendorAccountId !== null && hasVendorPaths(account);
}

/** The account's id is a part of the path, so it is encoded; the wait is short, because this is an extra (S1-13). */
export function monthlyUsageRequest(account: Account): RequestSpec {
  const id = encodeURIComponent(account.vendorAccountId ?? '');
  return {
    method: 'GET',
    url: `${fullBase(account)}/accounts/${id}/spend-controls/current-user/monthly-usage`,
    headers: codexHeaders(account),
    timeoutMs: 4000,
    maximumBytes: 65_536,
  };
}

/**
 * Reads the answer: credits used in this month, of the limit in force. A limit that is switched off, not
 * above 0 or null is a null value, no limit to show; whatever cannot be mapped is not understood, which
 * is never the same as no limit (S1-13). Never throws.
 */
export function readMonthlyUsage(body: unknown, asOfMs: number): ReadResult {
  const record = asRecord(body);
  if (record === null) return { ok: false, paths: oddFields(body, ['$']) };
  const limit = record[limitKey] === null ? noLimit : asRecord(record[limitKey]);
  if (limit === null) return { ok: false, paths: oddFields(body, [limitKey]) };
  const statement = readSpendLimit({ ...limit, used: record[usedKey], remaining: null }, 'individual', asOfMs);
  if (statement.kind === 'off') return answer(null, asOfMs);
  const used = parseDecimal(record[usedKey]);
  const odd = oddPathsOf(limit, used === null || used.startsWith('-'));
  if (statement.kind === 'limit' && odd.length === 0) return answer(statement.spend, asOfMs);
  return { ok: false, paths: oddFields(body, odd.length > 0 ? odd : [limitKey]) };
}

const limitKey = 'effective_monthly_limit';
const usedKey = 'current_month_usage';
const noLimit: JsonRecord = { enforcement_mode: 'none' };

function oddPathsOf(limit: JsonRecord, isUsedOdd: boolean): readonly string[] {
  const { limit: amount, enforcement_mode: enforcement = null, limit_mode: mode = null } = limit;
  return [
    ...(isUsedOdd ? [usedKey] : []),
    ...(parseDecimal(amount) === null ? [`${limitKey}.limit`] : []),
    ...(enforcement !== null && typeof enforcement !== 'string' ? [`${limitKey}.enforcement_mode`] : []),
    ...(mode !== null && asName(mode)?.toLowerCase() !== 'amount_credits' ? [`${limitKey}.limit_mode`] : []),
  ];
}

function answer(monthlySpend: SpendReading | null, asOfMs: number): ReadResult {
  return { ok: true, observation: { source: 'poll', asOfMs, monthlySpend: said(monthlySpend), oddPaths: [] } };
}
