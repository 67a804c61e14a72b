import type { Account } from '../account.ts';
import { currentValue, isWithdrawn, type Stated, statedValue } from '../../usage/fact.ts';
import type { Facts } from '../../usage/facts.ts';
import type { SpendReading } from '../../usage/observation.ts';
import { compareDecimals, parseDecimal } from '../../units/decimal.ts';
import { subtractDecimals } from '../../units/money.ts';
import { asName, asRecord, type JsonRecord, type ReportUnrecognized, describeUnrecognized } from '../../units/json.ts';
import type { Endpoint, ParseResult, RequestSpec } from '../provider.ts';
import { isForTeams } from './plan.ts';
import { parseResetMs } from './rate-limit.ts';
import { codexHeaders, fullBase, hasVendorPaths } from './request.ts';

/** What an answer states about spend limits; a missing field means that it does not say. */
interface SpendParts {
  readonly spend?: Stated<SpendReading | null>;
  readonly spendLimits?: Stated<readonly SpendReading[]>;
}

interface Statement {
  readonly path: string;
  readonly scope: string;
  readonly parsed: SpendStatement;
}

const individualKeys: readonly string[] = ['individual_limit', 'individualLimit'];
const scopes: readonly string[] = [
  'individual',
  'group_default',
  'workspace_default',
  'role_budget',
  'group_shared',
  'workspace_shared',
];

/**
 * Parses the spend limit in force and the list of all spend limits.
 *
 * The limit in force stands at the root, in `rate_limit` or in `spend_control`; the first place that is understood
 * counts. Null means that the service states that there is no limit. The field is left out where the answer does not
 * say, or in no form that is known here.
 *
 * The list has the limit in force first, and each of the six kinds once. It is left out where a kind was not
 * understood, because it would be incomplete.
 */
export function parseSpend(body: JsonRecord, asOfMs: number, report: ReportUnrecognized): SpendParts {
  const places = [
    individualStatements(body, '', asOfMs),
    individualStatements(asRecord(body['rate_limit']) ?? {}, 'rate_limit.', asOfMs),
    controlStatements(body['spend_control'], asOfMs),
  ];
  const all = places.flat();
  const malformed = all.filter(({ parsed }) => parsed.kind === 'malformed');
  for (const { path } of malformed) report(path);
  const decisive = places.find((place) => place.some(({ parsed }) => isClear(parsed)));
  if (decisive !== undefined) {
    const inForce = firstLimit(decisive);
    return { spend: statedValue(inForce), ...allLimits(all, inForce) };
  }
  const isNone = malformed.length === 0 && all.some(({ parsed }) => parsed.kind === 'none');
  return isNone ? { spend: statedValue(null), spendLimits: statedValue([]) } : {};
}

function allLimits(all: readonly Statement[], inForce: SpendReading | null): Pick<SpendParts, 'spendLimits'> {
  const found = scopes.map((scope) => {
    const ofScope = all.filter((statement) => statement.scope === scope);
    return {
      spend: firstLimit(ofScope.filter(({ parsed }) => isClear(parsed)).slice(0, 1)),
      isNotUnderstood:
        !ofScope.some(({ parsed }) => isClear(parsed)) && ofScope.some(({ parsed }) => parsed.kind === 'malformed'),
    };
  });
  if (found.some(({ isNotUnderstood }) => isNotUnderstood)) return {};
  const others = found.flatMap(({ spend }) => (spend === null || spend.scope === inForce?.scope ? [] : [spend]));
  return { spendLimits: statedValue(inForce === null ? others : [inForce, ...others]) };
}

function isClear({ kind }: SpendStatement): boolean {
  return kind === 'limit' || kind === 'off';
}

function firstLimit(place: readonly Statement[]): SpendReading | null {
  for (const { parsed } of place) if (parsed.kind === 'limit') return parsed.spend;
  return null;
}

function individualStatements(record: JsonRecord, prefix: string, asOfMs: number): readonly Statement[] {
  return individualKeys.map((key) => ({
    path: `${prefix}${key}`,
    scope: 'individual',
    parsed: parseSpendLimit(record[key], 'individual', asOfMs),
  }));
}

/**
 * The limits in `spend_control`: first the one that the service names as reached, then the individual limit, then the
 * others.
 */
function controlStatements(value: unknown, asOfMs: number): readonly Statement[] {
  if (value === undefined) return [];
  if (value === null) return [{ path: 'spend_control', scope: '', parsed: { kind: 'none' } }];
  const control = asRecord(value);
  if (control === null) return [{ path: 'spend_control', scope: '', parsed: { kind: 'malformed' } }];
  const reached = asName(control['reached_limit_type']);
  const ordered = [...scopes.filter((scope) => scope === reached), ...scopes.filter((scope) => scope !== reached)];
  const statements = ordered.flatMap((scope) =>
    controlKeys(scope).map((key) => ({
      path: `spend_control.${key}`,
      scope,
      parsed: parseSpendLimit(control[key], scope, asOfMs),
    })),
  );
  return [...statements, { path: 'spend_control', scope: '', parsed: { kind: 'none' } }];
}

function controlKeys(scope: string): readonly string[] {
  return scope === 'individual' ? individualKeys : [`${scope}_limit`];
}

/** What one place in an answer states about a spend limit. */
type SpendStatement =
  | { readonly kind: 'unsaid' }
  /** Null: there is no limit here. */
  | { readonly kind: 'none' }
  /** The limit is not in force: switched off, or not above 0. */
  | { readonly kind: 'off' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'limit'; readonly spend: SpendReading };

const offWords: ReadonlySet<string> = new Set(['none', 'off', 'disabled', 'no_limit']);

/**
 * Parses one limit object. It needs a limit and at least one of used and remaining; the other one is the exact
 * difference. The used amount may be above the limit.
 */
export function parseSpendLimit(value: unknown, scope: string, asOfMs: number): SpendStatement {
  if (value === undefined) return { kind: 'unsaid' };
  if (value === null) return { kind: 'none' };
  const stated = asRecord(value);
  if (stated === null) return { kind: 'malformed' };
  // The limit of a group may have its figures under `details`.
  const block = { ...stated, ...asRecord(stated['details']) };
  if (isOff(block['enforcement_mode']) || isOff(block['enforcement'])) return { kind: 'off' };
  const limit = parseDecimal(block['limit']);
  if (limit === null) return { kind: 'malformed' };
  if (compareDecimals(limit, '0') <= 0) return { kind: 'off' };
  const statedUsed = parseDecimal(block['used']);
  const statedRemaining = parseDecimal(block['remaining']);
  const used = statedUsed ?? (statedRemaining === null ? null : subtractDecimals(limit, statedRemaining));
  if (used === null || compareDecimals(used, '0') < 0) return { kind: 'malformed' };
  const remaining = statedRemaining ?? subtractDecimals(limit, used);
  const resetsAtMs = parseResetMs(block, asOfMs);
  return { kind: 'limit', spend: { unit: 'credits', currency: null, used, limit, remaining, scope, resetsAtMs } };
}

function isOff(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    offWords.has(
      value
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_'),
    )
  );
}

/**
 * What the person spent this month. Polled where the usage answer states no limit although the plan has limits. The
 * answer is a separate fact, because the next usage answer states "no limit" again.
 */
export const monthlyUsageEndpoint: Endpoint = {
  pollInterval: { defaultMs: 900_000, minimumMs: 300_000 },
  optional: true,
  isWanted: isMonthlyUsageWanted,
  request: monthlyUsageRequest,
  parse: parseMonthlyUsage,
};

/** True for a plan of several people without a limit in the usage answer, where the account has a vendor id. */
export function isMonthlyUsageWanted(account: Account, facts: Facts): boolean {
  const plan = currentValue(facts.plan) ?? account.plan;
  const hasNoLimit = facts.spend.said !== null && facts.spend.said.value === null && !isWithdrawn(facts.spend);
  return hasNoLimit && plan !== null && isForTeams(plan) && account.vendorAccountId !== null && hasVendorPaths(account);
}

/**
 * The request for the monthly usage. The account's id is a part of the path, so it is encoded. The timeout is short,
 * because the figure is optional.
 */
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
 * Parses the credits used this month and the limit in force. A limit that is switched off, null or not above 0 gives
 * null, so there is no limit to show. An answer that is not understood is a failure, because it does not mean "no
 * limit". Never throws.
 */
export function parseMonthlyUsage(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  if (record === null) return { ok: false, paths: describeUnrecognized(body, ['$']) };
  const limit = record[limitKey] === null ? noLimit : asRecord(record[limitKey]);
  if (limit === null) return { ok: false, paths: describeUnrecognized(body, [limitKey]) };
  const statement = parseSpendLimit({ ...limit, used: record[usedKey], remaining: null }, 'individual', asOfMs);
  if (statement.kind === 'off') return answer(null, asOfMs);
  const used = parseDecimal(record[usedKey]);
  const unrecognized = unrecognizedPathsOf(limit, used === null || used.startsWith('-'));
  if (statement.kind === 'limit' && unrecognized.length === 0) return answer(statement.spend, asOfMs);
  return { ok: false, paths: describeUnrecognized(body, unrecognized.length > 0 ? unrecognized : [limitKey]) };
}

const limitKey = 'effective_monthly_limit';
const usedKey = 'current_month_usage';
const noLimit: JsonRecord = { enforcement_mode: 'none' };

function unrecognizedPathsOf(limit: JsonRecord, isUsedUnrecognized: boolean): readonly string[] {
  const { limit: amount, enforcement_mode: enforcement = null, limit_mode: mode = null } = limit;
  return [
    ...(isUsedUnrecognized ? [usedKey] : []),
    ...(parseDecimal(amount) === null ? [`${limitKey}.limit`] : []),
    ...(enforcement !== null && typeof enforcement !== 'string' ? [`${limitKey}.enforcement_mode`] : []),
    ...(mode !== null && asName(mode)?.toLowerCase() !== 'amount_credits' ? [`${limitKey}.limit_mode`] : []),
  ];
}

function answer(monthlySpend: SpendReading | null, asOfMs: number): ParseResult {
  return { ok: true, observation: { source: 'poll', asOfMs, monthlySpend: statedValue(monthlySpend), oddPaths: [] } };
}
