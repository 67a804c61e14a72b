import { said } from '../../quota/fact.ts';
import type { Observation, WindowReading } from '../../quota/observation.ts';
import { parsePercent } from '../../units/percent.ts';
import { parseInstantMs } from '../../units/time.ts';
import { asName, asRecord, listOf, type NoteOdd, noteOddFields } from '../shape.ts';
import { slugOf, weeklyPart, type WindowKind, windowKinds } from './window-kinds.ts';

/** The windows that the status line names by keys of their own. */
const keys: readonly string[] = ['five_hour', 'seven_day'];

/**
 * Reads `rate_limits` of the JSON that Claude Code gives its status line command: the session, the week
 * and the weeks of single models, in percent used. It names no account, and it is not the authority: a
 * null there leaves what is known as it is.
 *
 * @returns null where the key is absent (before a session's first answer) or says nothing. Never throws.
 */
export function readClaudeStatusLine(json: unknown, asOfMs: number): Observation | null {
  const limits = asRecord(asRecord(json)?.['rate_limits']);
  if (limits === null) return null;
  const notes = noteOddFields();
  const { odd } = notes;
  const flat = windowKinds
    .filter((kind) => kind.keys.some((key) => keys.includes(key)))
    .flatMap((kind) => kind.keys.map((key) => readWindow(limits[key], 'used_percentage', kind, key, odd)));
  const list = listOf(limits['model_scoped']);
  if (list?.isWhole === false) odd('rate_limits.model_scoped');
  const scoped = (list?.items ?? []).map(({ key, value }) => readScoped(value, key, odd));
  const items = distinct([...flat, ...scoped].filter((item) => item !== null));
  return items.length === 0
    ? null
    : { source: 'statusline', asOfMs, windows: { complete: false, items }, oddPaths: notes.paths };
}

function readScoped(value: unknown, index: string, odd: NoteOdd): WindowReading | null {
  const name = asName(asRecord(value)?.['display_name']);
  const slug = name === null ? '' : slugOf(name);
  if (name === null || slug === '') return null;
  return readWindow(value, 'utilization', weeklyPart(slug, name, []), `model_scoped[${index}]`, odd);
}

function readWindow(
  value: unknown,
  percentKey: string,
  { id, shape }: Pick<WindowKind, 'id' | 'shape'>,
  path: string,
  odd: NoteOdd,
): WindowReading | null {
  if (value === undefined || value === null) return null;
  const window = asRecord(value);
  const stated = window?.[percentKey] ?? null;
  const percent = parsePercent(stated);
  if (window === null || (percent === null && stated !== null)) odd(`rate_limits.${path}`);
  if (window === null || percent === null) return null;
  const resetsAtMs = parseInstantMs(window['resets_at']);
  return { id, shape, usedPercent: said(percent), ...(resetsAtMs === null ? {} : { resetsAtMs: said(resetsAtMs) }) };
}

function distinct(items: readonly WindowReading[]): readonly WindowReading[] {
  const byId = new Map<string, WindowReading>();
  for (const item of items) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()];
}
