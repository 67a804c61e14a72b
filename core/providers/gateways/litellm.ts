import { statedValue } from '../../usage/fact.ts';
import type { SpendReading } from '../../usage/observation.ts';
import { subtractMoney } from '../../units/money.ts';
import { parseInstantMs } from '../../units/time.ts';
import { asArray, asName, asRecord, type JsonRecord, type ReportUnrecognized } from '../../units/json.ts';
import { parseMoney } from '../parse.ts';
import { type GatewayFields, gatewayPlan, spendInMoney, spendOf } from './fields.ts';

const usd = 'USD';

/** The answers of LiteLLM about a key, its user and its team. Each may be missing. */
const parts = [
  { path: 'info', scope: 'key' },
  { path: 'user_info', scope: 'individual' },
  { path: 'team_info', scope: 'group_shared' },
] as const;

/** True where a body is the answer of LiteLLM about a key. */
export function isKeyInfo(body: unknown): boolean {
  return asRecord(asRecord(body)?.['info'])?.['spend'] !== undefined;
}

/** The pages with the budgets that also bind a key: those of its user and of its team. */
export function furtherPages(answers: readonly unknown[]): readonly string[] {
  const info = asRecord(answers.map((body) => asRecord(asRecord(body)?.['info'])).find((each) => each !== null));
  const [user, team] = [asName(info?.['user_id']), asName(info?.['team_id'])];
  return [
    ...(user === null ? [] : [`/user/info?user_id=${encodeURIComponent(user)}`]),
    ...(team === null || teamOf(answers, team) !== null ? [] : [`/team/info?team_id=${encodeURIComponent(team)}`]),
  ];
}

/**
 * Parses `{info: {…}}` of a key, `{user_info: {…}, teams}` of its user and `{team_info: {…}}` of its team: dollars
 * spent, and the budgets where there are some. Null where no body has one of these forms.
 */
export function parseLiteLlm(answers: readonly unknown[], report: ReportUnrecognized): GatewayFields | null {
  const stated = parts.flatMap(({ path, scope }) => {
    const body = answers.map((each) => asRecord(asRecord(each)?.[path])).find((each) => each?.['spend'] !== undefined);
    return body === undefined || body === null ? [] : [{ path, scope, body }];
  });
  if (stated.length === 0) return null;
  const team = asName(stated.find(({ path }) => path === 'info')?.body['team_id']);
  const listed = team === null ? null : teamOf(answers, team);
  const all = listed === null ? stated : [...stated, { path: 'teams', scope: 'group_shared', body: listed }];
  const spends = all.flatMap(({ path, scope, body }) => budgetOf(body, scope, path, report) ?? []);
  const isBlocked = all.some(({ body }) => body['blocked'] === true);
  return spends.length === 0
    ? {}
    : {
        ...gatewayPlan('LiteLLM', null),
        ...spendOf(spends),
        blocked: statedValue(isBlocked ? { code: 'unknown', endsAtMs: null } : null),
      };
}

/** The team of a key in the answer about its user. */
function teamOf(answers: readonly unknown[], team: string): JsonRecord | null {
  const teams = answers.flatMap((body) => asArray(asRecord(body)?.['teams']) ?? []).map(asRecord);
  return teams.find((each) => each?.['team_id'] === team && each['spend'] !== undefined) ?? null;
}

function budgetOf(info: JsonRecord, scope: string, path: string, report: ReportUnrecognized): SpendReading | null {
  const used = parseMoney(info['spend'], usd);
  const budget = info['max_budget'];
  const limit = (budget ?? null) === null ? null : parseMoney(budget, usd);
  if (used === null || used.startsWith('-') || ((budget ?? null) !== null && limit === null)) {
    report(used === null ? `${path}.spend` : `${path}.max_budget`);
    return null;
  }
  const remaining = limit === null ? null : subtractMoney(limit, used, usd);
  const resetsAtMs = parseInstantMs(info['budget_reset_at'] ?? null);
  const isCapUnknown = budget === undefined ? { isCapUnknown: true as const } : {};
  return { ...spendInMoney(scope, usd, used), limit, remaining, resetsAtMs, ...isCapUnknown };
}
