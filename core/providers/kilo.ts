import { statedUnknown, statedValue } from '../usage/fact.ts';
import type { PrepaidReading, WindowReading } from '../usage/observation.ts';
import { asArray, asName, asRecord, firstOf, type JsonRecord, listOf } from '../units/json.ts';
import { fromMinorUnits } from '../units/money.ts';
import { parseNumber } from '../units/number.ts';
import { parseInstantMs } from '../units/time.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow } from './windows.ts';

const plans: ReadonlyMap<string, string> = new Map([
  ['tier_19', 'Starter'],
  ['tier_49', 'Pro'],
  ['tier_199', 'Expert'],
]);

/** Both questions in one request, as tRPC takes them. */
const batch =
  '/api/trpc/user.getCreditBlocks,kiloPass.getState?batch=1&input=%7B%220%22%3A%7B%22json%22%3Anull%7D%2C%221%22%3A%7B%22json%22%3Anull%7D%7D';

/** Kilo, polled for the credits of an account and its Kilo Pass. */
export const kiloProvider: Provider = {
  id: 'kilo',
  displayName: 'Kilo',
  tile: 'Kl',
  shows: ['balance', 'limits'],
  pages: { usage: 'https://app.kilo.ai/usage' },
  signInCommand: null,
  key: { page: 'https://app.kilo.ai/profile', defaultBaseUrl: 'https://app.kilo.ai' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, batch),
      parse: parseState,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plans.get(plan) ?? plan,
};

const microdollarDecimals = 6;
/** States of a Kilo Pass that is over. Its figures then say 0, which is no use of a limit. */
const endedStates: ReadonlySet<unknown> = new Set(['canceled', 'unpaid', 'incomplete_expired']);

/**
 * Parses the two answers of the batch: the credits of the account in millionths of a dollar, and the Kilo Pass. The
 * credits of the Kilo Pass are part of the account's credits, so the Kilo Pass blocks nothing by itself. Never throws.
 */
export function parseState(body: unknown, asOfMs: number): ParseResult {
  const answers = asArray(body);
  if (answers === null) return parseResult(body, asOfMs, {}, ['$']);
  const [credits, pass] = [resultOf(answers[0]), resultOf(answers[1])];
  if (credits === null && pass === null) return parseResult(refusalOf(answers) ?? body, asOfMs, {}, ['[0]', '[1]']);
  const prepaid = credits === null ? null : parseCredits(credits);
  const subscription = asRecord(pass?.['subscription']);
  const isRunning = subscription !== null && !endedStates.has(subscription['status']);
  const window = isRunning ? parsePass(subscription, asOfMs) : null;
  const plan = isRunning ? asName(subscription['tier']) : null;
  const isPassUnknown = pass === null || (isRunning && window === null);
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: !isPassUnknown, items: window === null ? [] : [window] },
      ...(prepaid === null ? {} : { prepaid: statedValue(prepaid) }),
      ...(plan === null ? (pass === null ? {} : { plan: statedUnknown }) : { plan: statedValue(plan) }),
    },
    [...(prepaid === null ? ['[0].result'] : []), ...(isPassUnknown ? ['[1].result'] : [])],
  );
}

/** The value of one answer of a batch, with or without the wrapper `json`. */
function resultOf(answer: unknown): JsonRecord | null {
  const data = asRecord(asRecord(asRecord(answer)?.['result'])?.['data']);
  return asRecord(data?.['json']) ?? data;
}

/** The first error of a batch, in the usual form of an error; null: none of the answers is an error. */
function refusalOf(answers: readonly unknown[]): JsonRecord | null {
  const error = answers.map((answer) => asRecord(asRecord(answer)?.['error'])).find((each) => each !== null);
  if (error === undefined || error === null) return null;
  const { message, data } = asRecord(error['json']) ?? error;
  return { error: { message, code: asRecord(data)?.['httpStatus'] } };
}

function parseCredits(credits: JsonRecord): PrepaidReading | null {
  const balance = fromMinorUnits(credits['totalBalance_mUsd'], 'USD', microdollarDecimals);
  if (balance === null) return null;
  const expiries = (listOf(credits['creditBlocks'])?.items ?? []).flatMap(({ value }) => {
    const block = asRecord(value);
    const atMs = (parseNumber(block?.['balance_mUsd']) ?? 0) > 0 ? parseInstantMs(block?.['expiry_date']) : null;
    return atMs === null ? [] : [atMs];
  });
  return { currency: 'USD', balance, nextExpiresAtMs: expiries.length === 0 ? null : Math.min(...expiries) };
}

/**
 * What is used of the base credits of this period. After the account unlocked its bonus, the credits of both count
 * together, and the service states no limit for them. The percentage is unknown then.
 */
function parsePass(subscription: JsonRecord, asOfMs: number): WindowReading | null {
  const shape = { name: 'Kilo Pass', scope: 'own' as const, durationSeconds: null };
  const used = subscription['currentPeriodUsageUsd'];
  const limit = subscription['currentPeriodBaseCreditsUsd'];
  const bonus = parseNumber(subscription['currentPeriodBonusCreditsUsd']) ?? 0;
  const hasBonus = subscription['isBonusUnlocked'] === true && bonus > 0;
  const stated = hasBonus ? { usedPercent: null } : { used, limit };
  const resetsAt = firstOf(subscription, ['refillAt', 'nextBillingAt']);
  return parseQuotaWindow({ id: 'kilo-pass', shape, ...stated, resetsAt }, asOfMs);
}
