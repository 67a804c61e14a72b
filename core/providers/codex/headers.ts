import { statedValue } from '../../usage/fact.ts';
import { type BlockReading, type Observation, type WindowReading, hasKnownValue } from '../../usage/observation.ts';
import { parseHeaderFlag } from '../../units/boolean.ts';
import { instantAfterMs, parseInstantMs } from '../../units/time.ts';
import { selectHeaders, type ResponseHeaders } from '../headers.ts';
import {
  asName,
  asRecord,
  type JsonRecord,
  type ReportUnrecognized,
  collectUnrecognizedFields,
} from '../../units/json.ts';
import type { WindowPosition } from '../windows.ts';
import { parseKnownBlockCode } from './block.ts';
import { parsePartialCredits } from './credits.ts';
import { fullFromPercent } from './rate-limit.ts';
import { accountLimitId, normalizeLimitId, extraWindowId, parseLimitWindows } from './windows.ts';

const codexHeader = /^x-(codex-.+|.+-limit-name|.+-(primary|secondary)-(used-percent|window-minutes|reset-.+))$/;

/**
 * Parses the `x-codex-*` headers of a model answer, and the body of a 429 where there is one. Headers never list all
 * windows, so windows that they leave out keep their known values.
 *
 * @returns null where they state nothing. Never throws.
 */
export function parseCodexHeaders(headers: ResponseHeaders, asOfMs: number, body?: unknown): Observation | null {
  const seen = selectHeaders(codexHeader, headers);
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const refusal = parseUsageLimitReached(body, asOfMs);
  const activeId = normalizeLimitId(asName(seen.get('x-codex-active-limit')) ?? accountLimitId);
  const items = distinct(
    headerRateLimits(seen).flatMap(({ limitName, block }) => {
      const limitId = normalizeLimitId(limitName);
      const windows = parseLimitWindows(
        limitId,
        displayNameOf(limitName, seen),
        block,
        `x-${limitName}`,
        asOfMs,
        report,
      ).filter((window) => isWithinScale(window, `x-${limitName}`, report));
      return refusal !== null && limitId === activeId ? markReached(windows, refusal.resetsAtMs, asOfMs) : windows;
    }),
  );
  const blocked = parseBlock(seen, refusal, activeId, items);
  const plan = asName(seen.get('x-codex-plan-type')) ?? refusal?.plan ?? null;
  const observation: Observation = {
    source: 'headers',
    asOfMs,
    ...(plan === null ? {} : { plan: statedValue(plan) }),
    ...(items.length === 0 ? {} : { windows: { complete: false, items } }),
    ...parseHeaderCredits(seen, report),
    ...(blocked === null ? {} : { blocked: statedValue(blocked) }),
    oddPaths: unrecognized.paths,
  };
  return hasKnownValue(observation) ? observation : null;
}

/**
 * What a refusal or a stated reason blocks. A refusal for the limit of a model or feature blocks only that limit, even
 * where the headers name none of its windows.
 */
function parseBlock(
  seen: ReadonlyMap<string, string>,
  refusal: UsageLimitReached | null,
  activeId: string,
  items: readonly WindowReading[],
): BlockReading | null {
  const reason = parseKnownBlockCode(seen.get('x-codex-rate-limit-reached-type'));
  if (reason !== null && reason !== 'unknown') return { code: reason, endsAtMs: refusal?.resetsAtMs ?? null };
  if (refusal === null) return reason === null ? null : { code: reason, endsAtMs: null };
  const block: BlockReading = { code: 'unknown', endsAtMs: refusal.resetsAtMs };
  if (activeId === accountLimitId) return block;
  const windowId = extraWindowId(activeId);
  const isHitThere = items.some(({ id, reached }) => isOf(id, windowId) && reached?.is === 'value' && reached.value);
  return isHitThere ? null : { ...block, windowId };
}

function isOf(id: string, windowId: string): boolean {
  return id === windowId || id.startsWith(`${windowId}:`);
}

function parseHeaderCredits(
  seen: ReadonlyMap<string, string>,
  report: ReportUnrecognized,
): Pick<Observation, 'credits' | 'balance'> {
  return parsePartialCredits(
    {
      hasCredits: parseHeaderFlag(seen.get('x-codex-credits-has-credits') ?? null),
      unlimited: parseHeaderFlag(seen.get('x-codex-credits-unlimited') ?? null),
      balance: seen.get('x-codex-credits-balance'),
    },
    report,
  );
}

/** False for a percentage above 100, which may have another unit. Such a window is left out. */
function isWithinScale({ usedPercent }: WindowReading, path: string, report: ReportUnrecognized): boolean {
  const isWithin = usedPercent?.is !== 'value' || usedPercent.value <= 100;
  if (!isWithin) report(`${path}.used_percent`);
  return isWithin;
}

function displayNameOf(limitName: string, seen: ReadonlyMap<string, string>): string | null {
  return asName(seen.get(`x-${limitName}-limit-name`)) ?? asName(seen.get(`x-codex-${limitName}-limit-name`));
}

/** The windows without those whose id came before, because headers may spell one limit in two ways. */
function distinct(items: readonly WindowReading[]): readonly WindowReading[] {
  const byId = new Map<string, WindowReading>();
  for (const item of items) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()];
}

const windowHeader = /^x-(.+)-(primary|secondary)-(used-percent|window-minutes|reset-at|reset-after-seconds)$/;
const mostLimits = 50;

/** The windows of one limit as the headers name them, in the form of `rate_limit` in a body. */
interface HeaderRateLimit {
  /** The limit's name within the header names, with dashes. */
  readonly limitName: string;
  readonly block: JsonRecord;
}

/**
 * Collects the windows of all limits. The text before the last `primary` or `secondary` names the limit, so
 * `x-codex-secondary-primary-…` is the primary window of `codex-secondary`. Retired windows and windows without a
 * percentage are left out.
 *
 * @param headers Names in lower case with dashes, values trimmed.
 */
function headerRateLimits(headers: ReadonlyMap<string, string>): readonly HeaderRateLimit[] {
  const limits = new Map<string, Map<WindowPosition, Record<string, string>>>();
  for (const [name, value] of headers) {
    const [, limitName, position, field] = windowHeader.exec(name) ?? [];
    if (limitName === undefined || position === undefined || field === undefined || value === '') continue;
    if (!limits.has(limitName) && limits.size === mostLimits) continue;
    const windows = limits.get(limitName) ?? new Map<WindowPosition, Record<string, string>>();
    limits.set(limitName, windows);
    const window = windows.get(position as WindowPosition) ?? {};
    windows.set(position as WindowPosition, window);
    window[field.replaceAll('-', '_')] = value;
  }
  return [...limits].flatMap(([limitName, windows]) => {
    const block = Object.fromEntries([...windows].filter(([, window]) => isPresent(window)));
    return Object.keys(block).length === 0 ? [] : [{ limitName, block }];
  });
}

/** False for a retired window, which has no length, no reset and 0 %, and for a window without a percentage. */
function isPresent(window: JsonRecord): boolean {
  const used = window['used_percent'];
  if (used === undefined) return false;
  const isBare = window['window_minutes'] === undefined && window['reset_at'] === undefined;
  return !(isBare && window['reset_after_seconds'] === undefined && Number(used) === 0);
}

/** The body of a refusal because a limit is used up. */
interface UsageLimitReached {
  readonly resetsAtMs: number | null;
  readonly plan: string | null;
}

/** A reset is at most the length of its window ahead. Services round. */
const lengthTolerance = 1.02;

/** Parses the body `{error: {type: "usage_limit_reached", …}}` of a 429; null for any other body. Never throws. */
function parseUsageLimitReached(body: unknown, asOfMs: number): UsageLimitReached | null {
  const error = asRecord(asRecord(body)?.['error']);
  if (error?.['type'] !== 'usage_limit_reached') return null;
  const resetsAtMs =
    parseInstantMs(error['resets_at'] ?? null) ?? instantAfterMs(asOfMs, error['resets_in_seconds'] ?? null);
  return { resetsAtMs, plan: asName(error['plan_type']) };
}

/** Two statements of one reset may differ by the time that an answer takes. */
const sameResetMs = 120_000;

/**
 * Marks the window that caused a refusal: a full window, the one with the stated reset, or the only one that is long
 * enough for it. Where several fit, each is marked as one of several. The marked window gets the later of its own
 * reset and the stated one, because a refusal never shortens a known reset.
 */
function markReached(
  items: readonly WindowReading[],
  resetsAtMs: number | null,
  asOfMs: number,
): readonly WindowReading[] {
  const candidates = items.filter((item) => allowsReset(item, resetsAtMs, asOfMs));
  const full = candidates.filter((item) => usedOf(item) >= fullFromPercent);
  const named = candidates.filter((item) => comesBackAt(item, resetsAtMs));
  const hit = [full, named, candidates].find((group) => group.length === 1)?.[0] ?? fullest(full);
  if (hit !== undefined) return items.map((item) => (item === hit ? asReached(item, resetsAtMs) : item));
  return items.map((item) => (candidates.includes(item) ? { ...item, reached: statedValue('one-of-several') } : item));
}

function fullest(items: readonly WindowReading[]): WindowReading | undefined {
  return items.reduce<WindowReading | undefined>(
    (most, item) => (most === undefined || usedOf(item) > usedOf(most) ? item : most),
    undefined,
  );
}

function comesBackAt({ resetsAtMs: own }: WindowReading, resetsAtMs: number | null): boolean {
  return own?.is === 'value' && resetsAtMs !== null && Math.abs(own.value - resetsAtMs) <= sameResetMs;
}

function asReached(item: WindowReading, resetsAtMs: number | null): WindowReading {
  const own = item.resetsAtMs?.is === 'value' ? item.resetsAtMs.value : null;
  const isLater = resetsAtMs !== null && (own === null || resetsAtMs > own);
  return { ...item, reached: statedValue(true), ...(isLater ? { resetsAtMs: statedValue(resetsAtMs) } : {}) };
}

function allowsReset({ shape }: WindowReading, resetsAtMs: number | null, asOfMs: number): boolean {
  if (resetsAtMs === null || shape.durationSeconds === null) return true;
  return resetsAtMs - asOfMs <= shape.durationSeconds * 1000 * lengthTolerance;
}

function usedOf({ usedPercent }: WindowReading): number {
  return usedPercent?.is === 'value' ? usedPercent.value : -1;
}
