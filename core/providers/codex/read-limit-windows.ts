import type { WindowReading } from '../../quota/observation.ts';
import type { JsonRecord, NoteOdd } from '../json.ts';
import { codeReview, ownWindowId, readOwnLimit } from './windows.ts';
import { readAccountWindows } from './read-windows.ts';

/** The limit of the whole account; every other one is a model's or a feature's. */
export const accountLimitId = 'codex';
const codeReviewLimitId = 'codex_code_review';

/** One form of a limit's id: sources write it with dashes or underscores, and in any case (S1-22). */
export function limitIdOf(stated: string): string {
  const id = stated.trim().toLowerCase().replaceAll('-', '_');
  return id === codeReviewLimitId ? codeReview.id : id;
}

/**
 * The windows of one limit as a source other than the usage endpoint gives it: a block with `primary` and
 * `secondary`. Without a stated name a model's limit goes by its id.
 */
export function readLimitWindows(
  limitId: string,
  statedName: string | null,
  block: JsonRecord,
  path: string,
  asOfMs: number,
  odd: NoteOdd,
): readonly WindowReading[] {
  if (limitId === accountLimitId) return readAccountWindows(block, path, asOfMs, odd)?.items ?? [];
  const name = statedName ?? (limitId === codeReview.id ? codeReview.name : limitId);
  return readOwnLimit(block, path, ownWindowId(limitId), name, asOfMs, odd).items;
}
