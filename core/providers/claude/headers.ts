import { type Stated, statedValue } from '../../usage/fact.ts';
import type { BlockReading, Observation, WindowReading } from '../../usage/observation.ts';
import { parseNumber, parsePercent } from '../../units/number.ts';
import { parseInstantMs } from '../../units/time.ts';
import { selectHeaders, type ResponseHeaders } from '../headers.ts';
import { type ReportUnrecognized, collectUnrecognizedFields } from '../../units/json.ts';
import { windowIdentity } from '../windows.ts';
import { accountShape, slugOf, weeklyPart, windowKinds } from './windows.ts';

const prefix = 'anthropic-ratelimit-unified-';
const claudeHeader = /^anthropic-ratelimit-unified-/;
const windowField = /^(.+)-(utilization|reset|status)$/;
const mostWindows = 50;

/**
 * Parses the `anthropic-ratelimit-unified-*` headers of a model answer: used shares from 0 to 1 and resets in epoch
 * seconds. Headers never list all windows. A refusal blocks the window that it names, or else the account.
 *
 * @returns null where they state nothing. Never throws.
 */
export function parseClaudeHeaders(headers: ResponseHeaders, asOfMs: number): Observation | null {
  const seen = selectHeaders(claudeHeader, headers);
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const items = withRejected(parseWindows(seen, report), seen);
  const blocked = parseBlock(seen, items.length > 0);
  if (items.length === 0 && blocked === undefined) return null;
  const windows = items.length === 0 ? {} : { windows: { complete: false, items } };
  return {
    source: 'headers',
    asOfMs,
    ...windows,
    ...(blocked === undefined ? {} : { blocked }),
    oddPaths: unrecognized.paths,
  };
}

function parseWindows(seen: ReadonlyMap<string, string>, report: ReportUnrecognized): readonly WindowReading[] {
  const labels = new Set<string>();
  for (const name of seen.keys()) {
    const label = windowField.exec(name.slice(prefix.length))?.[1];
    if (label !== undefined && labels.size < mostWindows) labels.add(label);
  }
  return [...labels].flatMap((label) => {
    const window = windowOfLabel(label);
    const field = (name: string): string | null => seen.get(`${prefix}${label}-${name}`) ?? null;
    if (window === null) return [];
    const isRejected = field('status')?.toLowerCase() === 'rejected';
    const stated = field('utilization');
    const percent = parseHeaderShare(stated);
    if (percent === null && stated !== null && stated !== '') {
      report(`${prefix}${label}-utilization`);
      if (!isRejected) return [];
    }
    if (percent === null && !isRejected) return [];
    const resetsAtMs = parseInstantMs(field('reset'));
    const used = percent === null ? {} : { usedPercent: statedValue(percent) };
    const reached = isRejected ? { reached: statedValue(true) } : {};
    return [
      { ...window, ...used, ...reached, ...(resetsAtMs === null ? {} : { resetsAtMs: statedValue(resetsAtMs) }) },
    ];
  });
}

/** The windows, with the one that a refusal names marked as hit, whatever its share. */
function withRejected(items: readonly WindowReading[], seen: ReadonlyMap<string, string>): readonly WindowReading[] {
  if (seen.get(`${prefix}status`)?.toLowerCase() !== 'rejected') return items;
  const claimed = windowOfClaim(seen.get(`${prefix}representative-claim`) ?? '');
  if (claimed === null) return items;
  const statedResetMs = parseInstantMs(seen.get(`${prefix}reset`) ?? null);
  const hit = items.find(({ id }) => id === claimed.id) ?? {
    ...claimed,
    ...(statedResetMs === null ? {} : { resetsAtMs: statedValue(statedResetMs) }),
  };
  return [...items.filter(({ id }) => id !== claimed.id), { ...hit, reached: statedValue(true) }];
}

/**
 * The block of the whole account, or the statement that there is none. A refusal for the limit of one model blocks
 * only its window.
 */
function parseBlock(seen: ReadonlyMap<string, string>, hasWindows: boolean): Stated<BlockReading | null> | undefined {
  const status = seen.get(`${prefix}status`)?.toLowerCase();
  if (status === 'allowed' || status === 'allowed_warning') return hasWindows ? statedValue(null) : undefined;
  if (status !== 'rejected') return undefined;
  const claim = seen.get(`${prefix}representative-claim`) ?? '';
  if (windowOfClaim(claim)?.shape.scope === 'part') return undefined;
  const endsAtMs = parseInstantMs(seen.get(`${prefix}reset`) ?? null);
  return statedValue({ code: claim.trim().toLowerCase() === 'overage' ? 'spend-cap' : 'unknown', endsAtMs });
}

/**
 * A share from 0 to 1 as a percentage, rounded so that binary fractions add no digits. Null above 1, because the
 * number may have another unit.
 */
function parseHeaderShare(stated: string | null): number | null {
  const share = parseNumber(stated);
  const percent = share === null ? null : parsePercent(Math.round(share * 1e8) / 1e6);
  return percent === null || percent > 100 ? null : percent;
}

type Window = Pick<WindowReading, 'id' | 'shape'>;

const windowLabel = /^(\d{1,3})([hd])(?:-(.+))?$/;

/**
 * The weekly window that paid extra usage includes. Claude Code names it after its model, and it is the model's own
 * limit in the usage answer. Headers call it `7d_oi`.
 */
const included: Window = weekly('fable', 'Fable');
const includedLabel = 'oi';
const includedClaim = 'seven_day_overage_included';

/**
 * The window that a header's label names: `5h`, `7d`, another `<n>h` or `<n>d`, or one of these with a model
 * (`7d-opus`). Null where the label names no window.
 */
function windowOfLabel(stated: string): Window | null {
  const [, count, unit, part] = windowLabel.exec(stated) ?? [];
  if (count === undefined || Number(count) === 0) return null;
  const durationSeconds = Number(count) * (unit === 'd' ? 86_400 : 3_600);
  const { id } = windowIdentity(durationSeconds, 'primary');
  if (part === undefined) return { id, shape: accountShape(durationSeconds) };
  const slug = slugOf(part);
  if (slug === '') return null;
  if (id === 'weekly') return slug === includedLabel ? included : weekly(slug, part);
  return { id: `${id}:${slug}`, shape: { ...accountShape(durationSeconds), name: part, scope: 'part' } };
}

/** The window that a claim names, such as `five_hour` or `seven_day_opus`. Null for other claims, such as overage. */
function windowOfClaim(claim: string): Window | null {
  const key = claim.trim().toLowerCase();
  const kind = windowKinds.find(({ keys }) => keys.includes(key));
  if (kind !== undefined) return { id: kind.id, shape: kind.shape };
  if (key === includedClaim) return included;
  const part = /^seven_day_(.+)$/.exec(key)?.[1] ?? '';
  return slugOf(part) === '' || part.startsWith('overage') ? null : weekly(slugOf(part), part);
}

function weekly(slug: string, name: string): Window {
  const { id, shape } = windowKinds.find((kind) => kind.id === `weekly:${slug}`) ?? weeklyPart(slug, name, []);
  return { id, shape };
}
