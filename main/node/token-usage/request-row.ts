import { bucketMs, contextStepOf, totalTokens } from '../../../core/token-usage/bucket.ts';
import type { TokenCounts, UsageEntry } from '../../../core/token-usage/entry.ts';

/** What a file says of one request, as the index keeps it. The words of the entry lie in the group, once for many rows. */
export interface RequestRow {
  /** A number of 53 bits that stands for the request. */
  readonly key: number;
  readonly atMs: number;
  /** The number of the group. */
  readonly group: number;
  readonly isSideChain: boolean;
  readonly tokens: TokenCounts;
  readonly statedUsd: number | null;
}

/** The words of an entry that its rows share. */
export interface RowGroup extends Pick<
  UsageEntry,
  'tool' | 'model' | 'tier' | 'project' | 'sessionId' | 'isSideChain'
> {
  readonly home: string;
  readonly contextStep: number;
}

/** Returns the group of an entry. */
export function groupOf(entry: UsageEntry, home: string): RowGroup {
  const { tool, model, tier, project, sessionId, isSideChain } = entry;
  return { tool, home, model, tier, contextStep: contextStepOf(entry), project, sessionId, isSideChain };
}

/** Returns the beginning of the quarter of an hour of a row. */
export function bucketStartOf(atMs: number): number {
  return Math.floor(atMs / bucketMs) * bucketMs;
}

/**
 * Returns true if a row is the one that counts, of two that state the same request: the one with more tokens, then the one
 * of the main conversation, then the earlier one.
 */
export function isBetter(row: RequestRow, than: RequestRow): boolean {
  const more = totalTokens(row.tokens) - totalTokens(than.tokens);
  if (more !== 0) return more > 0;
  if (row.isSideChain !== than.isSideChain) return !row.isSideChain;
  return row.atMs < than.atMs;
}

/** Returns the best row of each key. */
export function bestRows(rows: Iterable<RequestRow>): Map<number, RequestRow> {
  const best = new Map<number, RequestRow>();
  for (const row of rows) {
    const known = best.get(row.key);
    if (known === undefined || isBetter(row, known)) best.set(row.key, row);
  }
  return best;
}

/**
 * Returns a number of 53 bits for a text. Of a million texts, two have the same number once in 18,000 times. The text itself
 * is not kept.
 */
export function numberOf(text: string): number {
  let one = 0x9e3779b9;
  let two = 0x85ebca6b;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x85ebca77);
    two = Math.imul(two ^ unit, 0xc2b2ae3d);
  }
  one = Math.imul(one ^ (one >>> 15), 0x735a2d97) ^ Math.imul(two ^ (two >>> 13), 0xcaf649a9);
  two = Math.imul(two ^ (two >>> 16), 0x2c1b3c6d) ^ Math.imul(one ^ (one >>> 14), 0x297a2d39);
  return (two >>> 11) * 2 ** 32 + (one >>> 0);
}

const rowBytes = 56;
const sideChainFlag = 1;

/** Returns the rows as bytes, 56 for each. */
export function packRows(rows: readonly RequestRow[]): Buffer {
  const bytes = Buffer.allocUnsafe(rows.length * rowBytes);
  rows.forEach((row, index) => {
    const at = index * rowBytes;
    const { tokens } = row;
    bytes.writeDoubleLE(row.key, at);
    bytes.writeDoubleLE(row.atMs, at + 8);
    bytes.writeDoubleLE(row.statedUsd ?? Number.NaN, at + 16);
    bytes.writeUInt32LE(row.group, at + 24);
    bytes.writeUInt32LE(row.isSideChain ? sideChainFlag : 0, at + 28);
    bytes.writeUInt32LE(tokens.input, at + 32);
    bytes.writeUInt32LE(tokens.cacheRead, at + 36);
    bytes.writeUInt32LE(tokens.cacheWrite, at + 40);
    bytes.writeUInt32LE(tokens.cacheWriteHour, at + 44);
    bytes.writeUInt32LE(tokens.output, at + 48);
    bytes.writeUInt32LE(tokens.reasoning, at + 52);
  });
  return bytes;
}

/** Returns the rows in bytes of `packRows`. The database hands them over in either form. */
export function unpackRows(stored: Uint8Array | ArrayBuffer): readonly RequestRow[] {
  const bytes = new Uint8Array(stored);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows: RequestRow[] = [];
  for (let at = 0; at + rowBytes <= bytes.byteLength; at += rowBytes) {
    const count = (offset: number): number => view.getUint32(at + offset, true);
    const usd = view.getFloat64(at + 16, true);
    rows.push({
      key: view.getFloat64(at, true),
      atMs: view.getFloat64(at + 8, true),
      statedUsd: Number.isNaN(usd) ? null : usd,
      group: count(24),
      isSideChain: (count(28) & sideChainFlag) !== 0,
      tokens: {
        ...{ input: count(32), cacheRead: count(36), cacheWrite: count(40) },
        ...{ cacheWriteHour: count(44), output: count(48), reasoning: count(52) },
      },
    });
  }
  return rows;
}
