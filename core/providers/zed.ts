import { asName, asRecord, type JsonRecord } from '../units/json.ts';
import { parseInstantMs, secondMs } from '../units/time.ts';
import { statedValue } from '../usage/fact.ts';
import type { WindowReading } from '../usage/observation.ts';
import { ignoreHeaders, parseResult, parseWindowSeconds } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { isOverBy, parseQuotaWindow } from './windows.ts';

const planNames: Readonly<Record<string, string>> = {
  zed_free: 'Free',
  zed_pro: 'Pro',
  zed_pro_trial: 'Pro Trial',
};

/** Zed, with the sign-in of its editor. The `Authorization` header has the id of the user and the token, and no scheme. */
export const zedProvider: Provider = {
  id: 'zed',
  displayName: 'Zed',
  tile: 'Zd',
  shows: ['limits'],
  pages: { usage: 'https://dashboard.zed.dev/' },
  signInCommand: null,
  keptBy: { program: 'Zed', baseUrl: 'https://cloud.zed.dev' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/client/users/me', { Authorization: '{{secret:accessToken}}' }),
      parse: parseUser,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => planNames[plan] ?? plan,
};

/** Parses `{plan: {plan_v3, subscription_period, usage: {edit_predictions: {used, limit}}}}`. Never throws. */
export function parseUser(body: unknown, asOfMs: number): ParseResult {
  const plan = asRecord(asRecord(body)?.['plan']);
  if (plan === null) return parseResult(body, asOfMs, {}, ['plan']);
  const name = asName(plan['plan_v3']);
  const stated = asRecord(plan['usage'] ?? {})?.['edit_predictions'] ?? null;
  const window = stated === null ? null : predictionsWindow(plan, asRecord(stated), asOfMs);
  const isOdd = stated !== null && window === null;
  return parseResult(
    body,
    asOfMs,
    {
      ...(name === null ? {} : { plan: statedValue(name) }),
      windows: { complete: !isOdd, items: window === null ? [] : [window] },
    },
    isOdd ? ['plan.usage.edit_predictions'] : [],
  );
}

function predictionsWindow(plan: JsonRecord, usage: JsonRecord | null, asOfMs: number): WindowReading | null {
  const period = asRecord(plan['subscription_period'] ?? null);
  const [startMs, endMs] = [parseInstantMs(period?.['started_at']), parseInstantMs(period?.['ended_at'])];
  const durationSeconds =
    startMs === null || endMs === null ? null : parseWindowSeconds(Math.round((endMs - startMs) / secondMs), 1);
  const limit = asRecord(usage?.['limit'])?.['limited'] ?? usage?.['limit'];
  // Without a limit, and in a period that is over, the used part is unknown.
  const isUnknown = limit === 'unlimited' || isOverBy(endMs, asOfMs);
  const amounts = isUnknown ? { usedPercent: null } : { used: usage?.['used'], limit };
  const shape = { name: 'Edit predictions', scope: 'own' as const, durationSeconds };
  return parseQuotaWindow({ id: 'edit-predictions', shape, ...amounts, resetsAt: endMs }, asOfMs);
}
