import type { UsageBucket, UsageSpan } from '../../../core/token-usage/bucket.ts';
import { bucketMs } from '../../../core/token-usage/bucket.ts';
import type { TokenCounts } from '../../../core/token-usage/entry.ts';
import type { Database } from '../storage/sqlite.ts';
import { pieces, placeholders } from './index-tables.ts';
import { bucketStartOf, type RequestRow, type RowGroup } from './request-row.ts';

/** The sums of the rows of a group in a quarter of an hour: start, group, requests, first, last, tokens, dollars. */
type Sums = number[];

const tokenKinds = ['input', 'cacheRead', 'cacheWrite', 'cacheWriteHour', 'output', 'reasoning'] as const;

/** Returns the sums of rows, each of which counts. */
export function aggregate(rows: readonly RequestRow[]): readonly Sums[] {
  const sums = new Map<number, Map<number, Sums>>();
  for (const { atMs, group, tokens, statedUsd } of rows) {
    const start = bucketStartOf(atMs);
    const ofStart = sums.get(start) ?? new Map<number, Sums>();
    sums.set(start, ofStart);
    const known = ofStart.get(group);
    const sum = known ?? [start, group, 0, atMs, atMs, 0, 0, 0, 0, 0, 0, 0, 0];
    if (known === undefined) ofStart.set(group, sum);
    const [, , , first = atMs, last = atMs] = sum;
    sum[3] = Math.min(first, atMs);
    sum[4] = Math.max(last, atMs);
    add(sum, 2, 1);
    tokenKinds.forEach((kind, index) => add(sum, 5 + index, tokens[kind]));
    add(sum, 11, statedUsd ?? 0);
    add(sum, 12, statedUsd === null ? 1 : 0);
  }
  return [...sums.values()].flatMap((ofStart) => [...ofStart.values()]);
}

function add(sum: Sums, index: number, value: number): void {
  sum[index] = (sum[index] ?? 0) + value;
}

export interface BucketTable {
  readonly add: (file: number, sums: readonly Sums[]) => void;
  readonly clear: (file: number) => void;
}

const columns = `start_ms, group_id, requests, first_ms, last_ms, input, cache_read, cache_write, cache_write_hour,
  output, reasoning, usd, without_usd`;
const added = ['requests', 'input', 'cache_read', 'cache_write', 'cache_write_hour', 'output', 'reasoning', 'usd'];
const update = [...added, 'without_usd'].map((name) => `${name} = ${name} + excluded.${name}`).join();
const bucketsAtOnce = 20;

/** Creates the table of the sums. Its functions throw what the database throws. */
export function createBucketTable(database: Database): BucketTable {
  return {
    add: (file, sums) => {
      for (const piece of pieces(sums, bucketsAtOnce)) {
        database.run(
          `INSERT INTO buckets (file, ${columns}) VALUES ${piece.map(() => `(${placeholders(14)})`).join()}
           ON CONFLICT (file, start_ms, group_id) DO UPDATE SET ${update},
             first_ms = min(first_ms, excluded.first_ms), last_ms = max(last_ms, excluded.last_ms)`,
          ...piece.flatMap((sum) => [file, ...sum]),
        );
      }
    },
    clear: (file) => void database.run('DELETE FROM buckets WHERE file = ?', file),
  };
}

/**
 * Returns the buckets that begin in a span, or contain its beginning. The database hands them over as one text, which is
 * many times faster than row by row. Throws what the database throws.
 */
export function bucketsIn(database: Database, { fromMs, toMs }: UsageSpan): readonly UsageBucket[] {
  const span = [Math.floor(fromMs / bucketMs) * bucketMs, toMs] as const;
  const groups = new Map(
    listIn<readonly [number, string]>(
      database.first(
        `SELECT json_group_array(json_array(id, words)) AS list FROM groups
         WHERE id IN (SELECT group_id FROM buckets WHERE start_ms >= ? AND start_ms < ?)`,
        ...span,
      ),
    ).map(([id, words]) => [id, JSON.parse(words) as RowGroup]),
  );
  const sums = listIn<Sums>(
    database.first(
      `SELECT json_group_array(json_array(${columns})) AS list FROM (
         SELECT start_ms, group_id, sum(requests) AS requests, min(first_ms) AS first_ms, max(last_ms) AS last_ms,
           ${sumsOf(added.slice(1))}, sum(without_usd) AS without_usd
         FROM buckets WHERE start_ms >= ? AND start_ms < ? GROUP BY start_ms, group_id)`,
      ...span,
    ),
  );
  return sums.flatMap((sum) => {
    const group = groups.get(sum[1] ?? 0);
    return group === undefined ? [] : [bucketOf(sum, group)];
  });
}

function sumsOf(names: readonly string[]): string {
  return names.map((name) => `sum(${name}) AS ${name}`).join();
}

function listIn<T>(row: Readonly<Record<string, unknown>> | null): readonly T[] {
  const list = row?.['list'];
  return typeof list === 'string' ? (JSON.parse(list) as T[]) : [];
}

function bucketOf(sum: Sums, group: RowGroup): UsageBucket {
  const [startMs = 0, , requests = 0, firstMs = 0, lastMs = 0] = sum;
  const tokens = Object.fromEntries(tokenKinds.map((kind, index) => [kind, sum[5 + index] ?? 0]));
  const statedUsd = sum[12] === 0 ? (sum[11] ?? 0) : null;
  return { startMs, firstMs, lastMs, requests, ...group, tokens: tokens as unknown as TokenCounts, statedUsd };
}
