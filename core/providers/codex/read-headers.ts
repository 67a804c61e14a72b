import { said } from '../../quota/fact.ts';
import type { Observation, WindowReading } from '../../quota/observation.ts';
import { parseHeaderFlag } from '../../units/boolean.ts';
import { headersNamed, type SeenHeaders } from '../headers.ts';
import { asName, type NoteOdd, noteOddFields } from '../shape.ts';
import { saysSomething } from '../statements.ts';
import { headerBlocks } from './header-blocks.ts';
import { accountLimitId, limitIdOf, readLimitWindows } from './read-limit-windows.ts';
import { sayCredits } from './read-side-credits.ts';
import { markReached, readUsageLimitReached } from './usage-limit-reached.ts';

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
      const windows = readLimitWindows(limitId, nameOf(family, seen), block, `x-${family}`, asOfMs, odd);
      return refusal !== null && limitId === activeId ? markReached(windows, refusal.resetsAtMs, asOfMs) : windows;
    }),
  );
  const plan = asName(seen.get('x-codex-plan-type')) ?? refusal?.plan ?? null;
  const observation: Observation = {
    source: 'headers',
    asOfMs,
    ...(plan === null ? {} : { plan: said(plan) }),
    ...(items.length === 0 ? {} : { windows: { complete: false, items } }),
    ...readCredits(seen, odd),
    oddPaths: notes.paths,
  };
  return saysSomething(observation) ? observation : null;
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

function nameOf(family: string, seen: ReadonlyMap<string, string>): string | null {
  return asName(seen.get(`x-${family}-limit-name`)) ?? asName(seen.get(`x-codex-${family}-limit-name`));
}

/** Two spellings of one limit name the same windows; the first counts. */
function distinct(items: readonly WindowReading[]): readonly WindowReading[] {
  const byId = new Map<string, WindowReading>();
  for (const item of items) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()];
}
