import type { Account } from '../accounts/account.ts';
import { said, saidUnknown } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';
import { fromMinorUnits, parseCurrency } from '../units/money.ts';
import { hostOf, originOf, requestAt } from './request.ts';
import type { Asked, Endpoint, ReadResult, RequestSpec } from './provider.ts';
import { resultOf } from './parse.ts';
import { asRecord } from './json.ts';
import { isOwnPage } from './openai-gateways.ts';

const vendorHost = 'api.code.umans.ai';
const vendorWalletOrigin = 'https://app.umans.ai';
const walletPath = '/api/v1/wallet/summary';
const notFound = 404;
const dayMs = 86_400_000;

/** Where the wallet of a key is asked beside its base URL: only the vendor keeps it on another host. */
export function walletOrigins({ baseUrl }: Account): readonly string[] {
  return hostOf(baseUrl) === vendorHost ? [vendorWalletOrigin] : [];
}

/** The wallet of a key that pays by token (S2 wire). It fails by itself, and a key without one is no fault. */
export const walletEndpoint: Endpoint = {
  cadence: { defaultMs: 600_000, minimumMs: 600_000 },
  standsAlone: true,
  isWanted: isWalletWanted,
  request: walletRequest,
  read: readWallet,
};

/** The same key as for usage; "no wallet" is an answer. */
export function walletRequest(account: Account): RequestSpec {
  const origin = walletOrigins(account)[0] ?? originOf(account.baseUrl) ?? account.baseUrl;
  return { ...requestAt(`${origin}${walletPath}`), answerStatuses: [notFound] };
}

/**
 * A key that never had a wallet is asked for one once a day. Gateways of another form tell of money in their
 * usage answer, and have no such page: its 404 would take back the balance that they state.
 */
export function isWalletWanted(account: Account, { prepaid, spend }: Facts, nowMs: number): boolean {
  if (isOwnPage(account.baseUrl) || spend.said !== null) return false;
  const { said: balance, unknownSinceMs } = prepaid;
  if (balance !== null || unknownSinceMs === null) return true;
  return nowMs - unknownSinceMs >= dayMs || unknownSinceMs > nowMs;
}

/**
 * Reads a wallet: cents with fractions, as money with exactly the currency's decimals. A wallet that says it
 * is not funded pays for nothing, whatever its balance; a missing balance is unknown, not 0.
 */
export function readWallet(body: unknown, asOfMs: number, { status }: Pick<Asked, 'status'>): ReadResult {
  if (status === notFound) return resultOf(body, asOfMs, { prepaid: saidUnknown }, [], true);
  const balance = asRecord(asRecord(body)?.['balance']);
  if (balance === null) return resultOf(body, asOfMs, {}, ['balance']);
  const cents = balance['balanceCents'];
  const currency = parseCurrency(balance['currency'] ?? 'USD');
  const amount = currency === null ? null : fromMinorUnits(cents, currency);
  const funded = typeof balance['funded'] === 'boolean' ? balance['funded'] : null;
  if (currency === null || amount === null) {
    const isUnknown = cents === null || (cents === undefined && funded !== null);
    return isUnknown
      ? resultOf(body, asOfMs, { prepaid: saidUnknown }, [], true)
      : resultOf(body, asOfMs, {}, ['balance.balanceCents']);
  }
  const spent = funded === false ? { spent: true as const } : {};
  return resultOf(body, asOfMs, { prepaid: said({ currency, balance: amount, nextExpiresAtMs: null, ...spent }) }, []);
}
