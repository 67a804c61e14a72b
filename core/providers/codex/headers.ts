import { statedValue } from '../../usage/fact.ts';
import type { BlockReading, Observation, WindowReading } from '../../usage/observation.ts';
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
import { hasKnownValue } from '../parse.ts';
import type { WindowPosition } from '../windows.ts';
import { parseKnownBlockCode } from './block.ts';
import { parsePartialCredits } from './credits.ts';
import { fullFromPercent } from './rate-limit.ts';
import { accountLimitId, normalizeLimitId, extraWindowId, parseLimitWindows } from './windows.ts';

const ours = /^x-(codex-.+|.+-limit-name|.+-(primary|secondary)-(used-percent|window-minutes|reset-.+))$/;

/**
 * Reads the `x-codex-*` headers of a model answer, and the body of a 429 where there is one (S1-20 ..
 * S1-24). They never list all windows, and what they leave out stays as it is known (S1-17).
 *
 * @returns null where they say nothing. Never throws.
 */
export function parseCodexHeaders(headers: ResponseHeaders, asOfMs: number, body?: unknown): Observation | null {
  const seen = selectHeaders(ours, headers);
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const refusal = parseUsageLimitReached(body, asOfMs);
  const activeId = normalizeLimitId(asName(seen.get('x-codex-active-limit')) ?? accountLimitId);
  const items = distinct(
    headerBlocks(seen).flatMap(({ family, block }) => {
      const limitId = normalizeLimitId(family);
      const windows = parseLimitWindows(limitId, nameOf(family, seen), block, `x-${family}`, asOfMs, report).filter(
        (window) => isWithinScale(window, `x-${family}`, report),
      );
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
 * What a refusal or a stated reason blocks. A refusal for the limit of a model or feature blocks that limit
 * only; where none of its windows is known by the headers, it still is a refusal.
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

/** A percentage above 100 in a header may be of another unit, so its window is not taken. */
function isWithinScale({ usedPercent }: WindowReading, path: string, report: ReportUnrecognized): boolean {
  const isWithin = usedPercent?.is !== 'value' || usedPercent.value <= 100;
  if (!isWithin) report(`${path}.used_percent`);
  return isWithin;
}

function nameOf(family: string, seen: ReadonlyMap<string, string>): string | null {
  return asName(seen.get(`x-${family}-limit-name`)) ?? asName(seen.get(`x-codex-${family}-limit-name`));
}

/** Two spellings of one limit name the same windows; the first counts. */
function distinct(items: readonly WindowReading[]): readonly WindowReading[] {
  const byId = new Map<string, WindowReading>();
  for (const item of items) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()];
}

const windowHeader = /^x-(.+)-(primary|secondary)-(used-percent|window-minutes|reset-at|reset-after-seconds)$/;
const mostLimits = 50;

/** The windows of one limit as headers name them, in the form of a body's block. */
interface HeaderBlock {
  /** With dashes, as in the headers' names. */
  readonly family: string;
  readonly block: JsonRecord;
}

/**
 * Gathers the windows of all limits (S1-22): what stands before the last slot word is the limit, so
 * `x-codex-secondary-primary-…` is the primary window of `codex-secondary`. Retired slots and slots
 * without a percentage are not there (S1-21).
 *
 * @param headers names in lower case with dashes, values trimmed.
 */
function headerBlocks(headers: ReadonlyMap<string, string>): readonly HeaderBlock[] {
  const families = new Map<string, Map<WindowPosition, Record<string, string>>>();
  for (const [name, value] of headers) {
    const [, family, slot, field] = windowHeader.exec(name) ?? [];
    if (family === undefined || slot === undefined || field === undefined || value === '') continue;
    if (!families.has(family) && families.size === mostLimits) continue;
    const slots = families.get(family) ?? new Map<WindowPosition, Record<string, string>>();
    families.set(family, slots);
    const window = slots.get(slot as WindowPosition) ?? {};
    slots.set(slot as WindowPosition, window);
    window[field.replaceAll('-', '_')] = value;
  }
  return [...families].flatMap(([family, slots]) => {
    const block = Object.fromEntries([...slots].filter(([, window]) => isThere(window)));
    return Object.keys(block).length === 0 ? [] : [{ family, block }];
  });
}

/** A slot of 0 % with neither a length nor a reset is a retired one, like that of 0 % and 0 minutes. */
function isThere(window: JsonRecord): boolean {
  const used = window['used_percent'];
  if (used === undefined) return false;
  const isBare = window['window_minutes'] === undefined && window['reset_at'] === undefined;
  return !(isBare && window['reset_after_seconds'] === undefined && Number(used) === 0);
}

/** What the body of a refusal for a used-up limit says. */
interface UsageLimitReached {
  readonly resetsAtMs: number | null;
  readonly plan: string | null;
}

/** A reset lies at most its window's length ahead; services round. */
const lengthTolerance = 1.02;

/** Reads a 429 body `{error: {type: "usage_limit_reached", …}}`; null for any other body. Never throws. */
function parseUsageLimitReached(body: unknown, asOfMs: number): UsageLimitReached | null {
  const error = asRecord(asRecord(body)?.['error']);
  if (error?.['type'] !== 'usage_limit_reached') return null;
  const resetsAtMs =
    parseInstantMs(error['resets_at'] ?? null) ?? instantAfterMs(asOfMs, error['resets_in_seconds'] ?? null);
  return { resetsAtMs, plan: asName(error['plan_type']) };
}

/** A reset that is stated twice may differ by the seconds that an answer takes. */
const sameResetMs = 120_000;

/**
 * Marks the window that was hit, of those of the limit in question (S1-24): a full one, the one that comes
 * back when the refusal says so, or the only one that is long enough for that. Where that leaves several,
 * it is one of them and nobody says which. The hit one gets the later of its own reset and the stated one.
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
