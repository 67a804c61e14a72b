import { said } from '../../quota/fact.ts';
import type { BlockReading, Observation, WindowReading } from '../../quota/observation.ts';
import { parseHeaderFlag } from '../../units/boolean.ts';
import { headersNamed, type SeenHeaders } from '../headers.ts';
import { asName, type NoteOdd, noteOddFields } from '../json.ts';
import { saysSomething } from '../parse.ts';
import { knownReasonOf } from './block.ts';
import { headerBlocks } from './header-blocks.ts';
import { accountLimitId, limitIdOf, readLimitWindows } from './read-limit-windows.ts';
import { ownWindowId } from './windows.ts';
import { sayCredits } from './read-side-credits.ts';
import { markReached, readUsageLimitReached, type UsageLimitReached } from './usage-limit-reached.ts';

const ours = /^x-(codex-.+|.+-limit-name|.+-(primary|secondary)-(used-percent|window-minutes|reset-.+))$/;

/**
 * Reads the `x-codex-*` headers of a model answer, and the body of a 429 where there is one (S1-20 ..
 * S1-24). They never list all windows, and what they leave out stays as it is known (S1-17).
 *
 * @returns null where they say nothing. Never throws.
 */
export function readCodexHeaders(headers: SeenHeaders, asOfMs: number, body?: unknown): Observation | null {
  const seen = headersNamed(ours, headers);
  const notes = noteOddFields();
  const { odd } = notes;
  const refusal = readUsageLimitReached(body, asOfMs);
  const activeId = limitIdOf(asName(seen.get('x-codex-active-limit')) ?? accountLimitId);
  const items = distinct(
    headerBlocks(seen).flatMap(({ family, block }) => {
      const limitId = limitIdOf(family);
      const windows = readLimitWindows(limitId, nameOf(family, seen), block, `x-${family}`, asOfMs, odd).filter(
        (window) => isWithinScale(window, `x-${family}`, odd),
      );
      return refusal !== null && limitId === activeId ? markReached(windows, refusal.resetsAtMs, asOfMs) : windows;
    }),
  );
  const blocked = readBlocked(seen, refusal, activeId, items);
  const plan = asName(seen.get('x-codex-plan-type')) ?? refusal?.plan ?? null;
  const observation: Observation = {
    source: 'headers',
    asOfMs,
    ...(plan === null ? {} : { plan: said(plan) }),
    ...(items.length === 0 ? {} : { windows: { complete: false, items } }),
    ...readCredits(seen, odd),
    ...(blocked === null ? {} : { blocked: said(blocked) }),
    oddPaths: notes.paths,
  };
  return saysSomething(observation) ? observation : null;
}

/**
 * What a refusal or a stated reason blocks. A refusal for the limit of a model or feature blocks that limit
 * only; where none of its windows is known by the headers, it still is a refusal.
 */
function readBlocked(
  seen: ReadonlyMap<string, string>,
  refusal: UsageLimitReached | null,
  activeId: string,
  items: readonly WindowReading[],
): BlockReading | null {
  const reason = knownReasonOf(seen.get('x-codex-rate-limit-reached-type'));
  if (reason !== null && reason !== 'unknown') return { code: reason, endsAtMs: refusal?.resetsAtMs ?? null };
  if (refusal === null) return reason === null ? null : { code: reason, endsAtMs: null };
  const block: BlockReading = { code: 'unknown', endsAtMs: refusal.resetsAtMs };
  if (activeId === accountLimitId) return block;
  const windowId = ownWindowId(activeId);
  const isHitThere = items.some(({ id, reached }) => isOf(id, windowId) && reached?.is === 'value' && reached.value);
  return isHitThere ? null : { ...block, windowId };
}

function isOf(id: string, windowId: string): boolean {
  return id === windowId || id.startsWith(`${windowId}:`);
}

function readCredits(seen: ReadonlyMap<string, string>, odd: NoteOdd): Pick<Observation, 'credits' | 'balance'> {
  return sayCredits(
    {
      hasCredits: parseHeaderFlag(seen.get('x-codex-credits-has-credits') ?? null),
      unlimited: parseHeaderFlag(seen.get('x-codex-credits-unlimited') ?? null),
      balance: seen.get('x-codex-credits-balance'),
    },
    odd,
  );
}

/** A percentage above 100 in a header may be of another unit, so its window is not taken. */
function isWithinScale({ usedPercent }: WindowReading, path: string, odd: NoteOdd): boolean {
  const isWithin = usedPercent?.is !== 'value' || usedPercent.value <= 100;
  if (!isWithin) odd(`${path}.used_percent`);
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
