import type { UsageBucket, UsageSpan } from '../../core/token-usage/bucket.ts';
import { createLocalCalendar } from '../../core/token-usage/calendar.ts';
import { type UnreadFile, type UsageDocument, usageDocument } from '../../core/token-usage/document.ts';
import { createPricing, type Pricing } from '../../core/token-usage/prices/cost.ts';
import { type PriceListReading, shippedPrices, withOwnPrices } from '../../core/token-usage/prices/price-list.ts';
import { type UsageQuery, usageReport } from '../../core/token-usage/report.ts';
import { pricedBuckets } from '../../core/token-usage/sum.ts';
import { dateMs } from '../../core/units/calendar.ts';
import { dayMs, farthestMs, minuteMs } from '../../core/units/time.ts';

/** How far the reading of the logs is. */
export interface UsageProgress {
  readonly files: number;
  readonly ofFiles: number;
  readonly bytes: number;
  readonly ofBytes: number;
}

/** The index of the logs. */
export interface UsageIndex {
  readonly update: (signal: AbortSignal, onProgress?: (progress: UsageProgress) => void) => Promise<boolean>;
  readonly buckets: (span: UsageSpan) => readonly UsageBucket[];
  readonly problems: () => readonly UnreadFile[];
  readonly close: () => void;
}

interface TokenUsageDependencies {
  /** Opens the index. Null: it cannot be opened, and the log says why. */
  readonly open: () => Promise<UsageIndex | null>;
  /** Returns the user's own prices. Null: there is no file. */
  readonly ownPrices: () => PriceListReading | null;
  readonly nowMs: () => number;
  /** Takes an error of the index for the log. */
  readonly onError: (error: unknown) => void;
  readonly withTimeout: <T, L>(work: Promise<T>, timeoutMs: number, late: L) => Promise<T | L>;
}

export type UsageOutcome =
  | { readonly kind: 'document'; readonly document: UsageDocument }
  /** The first reading of the logs takes longer than the caller waits. Ask again. */
  | { readonly kind: 'reading'; readonly progress: UsageProgress }
  | { readonly kind: 'unavailable' };

/** Tokens and their cost, by the logs of the tools. */
export interface TokenUsage {
  /** Reads what is new in the logs, for at most `waitMs`, and answers a query. Never rejects. */
  readonly answer: (query: UsageQuery, timeZone: string, wait: UsageWait) => Promise<UsageOutcome>;
  /**
   * Returns what was used on a day, by logs that were read in the last five minutes. Null: they could not be read, or not
   * within `waitMs`.
   */
  readonly day: (date: string, timeZone: string, waitMs: number) => Promise<readonly UsageBucket[] | null>;
  /** Ends a reading and closes the index. */
  readonly close: () => void;
}

export interface UsageWait {
  /** Null: until the end. */
  readonly waitMs: number | null;
  readonly onProgress?: (progress: UsageProgress) => void;
}

/** Metrics are asked for every few seconds. They read the logs no more often than this. */
const metricsReadMs = 5 * minuteMs;
const noProgress: UsageProgress = { files: 0, ofFiles: 0, bytes: 0, ofBytes: 0 };
/** A local day begins and ends at most this long before or after the same day in UTC. */
const mostOffsetMs = dayMs;

/** Creates the answers about token usage. The index is opened at the first question. All questions share one reading. */
export function createTokenUsage({ open, ownPrices, nowMs, onError, withTimeout }: TokenUsageDependencies): TokenUsage {
  const end = new AbortController();
  let opening: Promise<UsageIndex | null> | null = null;
  let reading: Promise<boolean> | null = null;
  let progress = noProgress;
  let readAtMs = Number.NEGATIVE_INFINITY;
  const listeners = new Set<(progress: UsageProgress) => void>();

  async function opened(): Promise<UsageIndex | null> {
    opening ??= open();
    const index = await opening;
    // What stood in the way may be gone at the next question.
    if (index === null) opening = null;
    return index;
  }

  async function read(index: UsageIndex): Promise<boolean> {
    try {
      const isDone = await index.update(end.signal, (next) => {
        progress = next;
        for (const listener of listeners) listener(next);
      });
      if (isDone) readAtMs = nowMs();
      return isDone;
    } catch (error) {
      onError(error);
      return false;
    } finally {
      reading = null;
      progress = noProgress;
    }
  }

  async function updated(index: UsageIndex, { waitMs, onProgress }: UsageWait): Promise<boolean | 'reading'> {
    if (onProgress !== undefined) listeners.add(onProgress);
    reading ??= read(index);
    try {
      return await (waitMs === null ? reading : withTimeout(reading, waitMs, 'reading' as const));
    } finally {
      if (onProgress !== undefined) listeners.delete(onProgress);
    }
  }

  function pricing(): { readonly pricing: Pricing; readonly pricesProblem: string | null } {
    const own = ownPrices();
    const prices = own?.kind === 'prices' ? withOwnPrices(shippedPrices(), own.prices) : shippedPrices();
    return { pricing: createPricing(prices), pricesProblem: own?.kind === 'bad' ? own.problem : null };
  }

  async function answer(query: UsageQuery, timeZone: string, wait: UsageWait): Promise<UsageOutcome> {
    const index = await opened();
    if (index === null) return { kind: 'unavailable' };
    const isUpdated = await updated(index, wait);
    if (isUpdated === 'reading') return { kind: 'reading', progress };
    if (!isUpdated) return { kind: 'unavailable' };
    const { pricing: priced, pricesProblem } = pricing();
    const now = nowMs();
    const buckets = pricedBuckets(index.buckets(spanOf(query)), priced.costOf);
    const report = usageReport(buckets, query, createLocalCalendar(timeZone), now);
    const origin = { pricing: priced, pricesProblem, unread: index.problems(), nowMs: now };
    return { kind: 'document', document: usageDocument(report, origin) };
  }

  return {
    answer: async (query, timeZone, wait) => {
      try {
        return await answer(query, timeZone, wait);
      } catch (error) {
        onError(error);
        return { kind: 'unavailable' };
      }
    },
    day: async (date, timeZone, waitMs) => {
      try {
        const index = await opened();
        if (index === null) return null;
        const isRecent = Math.abs(nowMs() - readAtMs) < metricsReadMs;
        if (!isRecent && (await updated(index, { waitMs })) !== true) return null;
        const calendar = createLocalCalendar(timeZone);
        return index
          .buckets(spanOf({ since: date, until: date }))
          .filter(({ startMs }) => calendar.dayOf(startMs) === date);
      } catch (error) {
        onError(error);
        return null;
      }
    },
    close: () => {
      end.abort();
      void opening?.then((index) => index?.close());
      opening = null;
    },
  };
}

/** A time that holds the local days of a query in every time zone. */
function spanOf({ since, until }: Pick<UsageQuery, 'since' | 'until'>): UsageSpan {
  return {
    fromMs: since === null ? 0 : dateMs(since) - mostOffsetMs,
    toMs: until === null ? farthestMs : dateMs(until) + dayMs + mostOffsetMs,
  };
}
