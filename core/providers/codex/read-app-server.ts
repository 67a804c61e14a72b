import { type Said, said } from '../../quota/fact.ts';
import type { BlockReading, Observation } from '../../quota/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asName, asRecord, type JsonRecord } from '../json.ts';
import { parseJson } from '../../units/bounds.ts';
import { saysSomething } from '../parse.ts';
import { appServerBody } from './app-server.ts';
import { blockStatement, reasonOf } from './block.ts';
import { readResetList } from './reset-credits.ts';
import { readCodexUsage } from './usage.ts';

/**
 * Reads the answer of the Codex tool to `account/rateLimits/read` (X.2, S1), with the sparse updates
 * that came before it. Null where it says nothing. A window that is not in it is not said, never 0; odd
 * paths are in the endpoint's spelling. Never throws.
 */
export function readAppServerLimits(
  result: unknown,
  asOfMs: number,
  updates: readonly unknown[] = [],
): Observation | null {
  const record = asRecord(result);
  if (record === null) return null;
  const { body, account, listsAllLimits } = appServerBody(record, updates);
  const read = readCodexUsage(body, asOfMs);
  if (!read.ok) return null;
  // The tool knows of the individual limit only, which is no word about all the others.
  const { credits, balance, windows, spendLimits: _ofOne, blocked: _ofBody, ...rest } = read.observation;
  const resetCreditList = readResetList(record['rateLimitResetCredits'], asOfMs);
  const blocked = blockedOf(record, account, read.observation);
  const observation: Observation = {
    ...rest,
    source: 'app-server',
    ...(blocked.is === 'value' ? { blocked } : {}),
    ...(windows === undefined ? {} : { windows: { ...windows, complete: windows.complete && listsAllLimits } }),
    ...(body['credits'] === undefined ? {} : { ...(credits && { credits }), ...(balance && { balance }) }),
    ...(resetCreditList === null ? {} : { resetCreditList: said(resetCreditList) }),
  };
  return saysSomething(observation) ? observation : null;
}

/** The tool's own words about ordinary usage, and those of the account's limit. */
function blockedOf(result: JsonRecord, account: JsonRecord, { spend }: Observation): Said<BlockReading | null> {
  const stated = account['rateLimitReachedType'];
  const words = {
    allowed: null,
    limitReached: null,
    reason: reasonOf(stated),
    saysNoReason: stated === null,
    spendReached: parseFlag(account['spendControlReached']),
    ordinaryUsageAllowed: parseFlag(result['ordinaryUsageAllowed']),
  };
  return blockStatement(words, spend?.is === 'value' ? (spend.value?.resetsAtMs ?? null) : null);
}

/**
 * Reads the usage body that the tool quotes when it could not decode it itself: it is stricter than
 * we are. Null for any other error. The message must never be shown, because of what it quotes.
 */
export function readAppServerError(message: string, asOfMs: number): Observation | null {
  const start = message.indexOf('{', Math.max(0, message.indexOf('body=')));
  const end = message.lastIndexOf('}');
  if (!message.includes('body=') || start < 0 || end < start) return null;
  const read = readCodexUsage(parseJson(message.slice(start, end + 1)), asOfMs);
  return read.ok && saysSomething(read.observation) ? { ...read.observation, source: 'app-server' } : null;
}

/** The account that an answer of the tool speaks for; null where it does not name it. */
export function appServerAccountId(result: unknown): string | null {
  return asName(asRecord(result)?.['accountId']);
}
