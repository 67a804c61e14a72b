import type { Account } from '../../accounts/account.ts';
import { currentValue, said } from '../../quota/fact.ts';
import type { Facts } from '../../quota/facts.ts';
import { oddFields } from '../json.ts';
import type { Endpoint, ReadResult, RequestSpec } from '../provider.ts';
import { readResetList } from './reset-credits.ts';
import { codexHeaders, fullBase, hasVendorPaths } from './request.ts';

const hourMs = 3_600_000;

/** The single banked resets and when they expire; asked hourly, and only where the usage answer counts some. */
export const resetListEndpoint: Endpoint = {
  cadence: { defaultMs: hourMs, minimumMs: 300_000, ownLife: true },
  optional: true,
  isWanted: isResetListWanted,
  request: codexResetListRequest,
  read: readResetListBody,
};

/** There are some, and the list that is known is none, an hour old, or of another number of them. */
export function isResetListWanted(account: Account, facts: Facts, nowMs: number): boolean {
  const counted = currentValue(facts.resetCredits)?.available ?? 0;
  if (counted === 0 || !hasVendorPaths(account)) return false;
  const list = currentValue(facts.resetCreditList);
  const listAsOfMs = facts.resetCreditList.said?.asOfMs ?? 0;
  return list === null || list.available !== counted || nowMs - listAsOfMs >= hourMs;
}

/** Asks for the single banked resets. Only where the base has the vendor's own paths. */
export function codexResetListRequest(account: Account): RequestSpec {
  return {
    method: 'GET',
    url: `${fullBase(account)}/wham/rate-limit-reset-credits`,
    headers: codexHeaders(account),
    timeoutMs: 12_000,
    maximumBytes: 262_144,
  };
}

/** Reads the answer of that endpoint, which is its list and also the newest count. Never throws. */
export function readResetListBody(body: unknown, asOfMs: number): ReadResult {
  const list = readResetList(body, asOfMs);
  if (list === null) return { ok: false, paths: oddFields(body, ['$']) };
  return {
    ok: true,
    observation: {
      source: 'poll',
      asOfMs,
      resetCredits: said({ available: list.available, nextExpiresAtMs: null }),
      resetCreditList: said(list),
      oddPaths: [],
    },
  };
}
