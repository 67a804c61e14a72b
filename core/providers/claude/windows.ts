import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { WindowReading, WindowShape, WindowsReading } from '../../usage/observation.ts';
import { parseInstantMs } from '../../units/time.ts';
import {
  asName,
  asRecord,
  firstOf,
  type JsonRecord,
  listOf,
  mentions,
  type ReportUnrecognized,
} from '../../units/json.ts';
import { statedPercent } from '../parse.ts';

const sessionSeconds = 18_000;
const weekSeconds = 604_800;

/** A window that has its own key in the body. */
export interface WindowKind {
  readonly id: string;
  /** Spellings of the key; the first that holds something counts. */
  readonly keys: readonly string[];
  readonly shape: WindowShape;
  /** The `kind` in `limits[]` that says the same; null where only a model's name does. */
  readonly limitKind: string | null;
}

/**
 * The windows with a key of their own. Every other key is a code name that comes and goes, or a shared
 * window that is counted elsewhere, and is not read.
 */
export const windowKinds: readonly WindowKind[] = [
  {
    id: 'session',
    keys: ['five_hour'],
    shape: accountShape(sessionSeconds),
    limitKind: 'session',
  },
  {
    id: 'weekly',
    keys: ['seven_day'],
    shape: accountShape(weekSeconds),
    limitKind: 'weekly_all',
  },
  weeklyPart('opus', 'Opus', ['seven_day_opus']),
  weeklyPart('sonnet', 'Sonnet', ['seven_day_sonnet']),
  weeklyPart('oauth-apps', 'OAuth apps', ['seven_day_oauth_apps']),
  weeklyPart('cowork', 'Cowork', ['seven_day_cowork', 'seven_day_routines']),
];

/** The id and shape of a week's limit for one model or feature. */
export function weeklyPart(slug: string, name: string, keys: readonly string[]): WindowKind {
  return { id: `weekly:${slug}`, keys, shape: { ...accountShape(weekSeconds), name, scope: 'part' }, limitKind: null };
}

/** The shape of a window of the whole account; Claude states a reset only while a window runs. */
export function accountShape(durationSeconds: number): WindowShape {
  return { name: null, scope: 'account', durationSeconds, runsWithReset: true };
}

/** `Claude Opus 4.5` gives `claude-opus-4-5`; letters and digits of any script are kept. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}

/**
 * All windows of a usage body (S4-18). A key of its own goes before the same window in `limits[]`, which
 * fills in where the key is null, absent or malformed. Undefined where nothing speaks of windows.
 */
export function parseWindows(body: JsonRecord, report: ReportUnrecognized): WindowsReading | undefined {
  const statesWindows = mentions(body, [...windowKinds.flatMap(({ keys }) => keys), 'limits']);
  if (!statesWindows) return undefined;
  const flat = windowKinds.map((kind) => parseFlatWindow(body, kind, report));
  const limits = parseLimits(body['limits'], report);
  const items = flat.flatMap(({ item }) => (item === null ? [] : [item]));
  const added = limits.items.filter((limit) => !items.some((item) => isSame(item, limit)));
  return {
    complete: limits.isUnderstood && flat.every(({ isUnderstood }) => isUnderstood),
    items: [...items, ...added],
  };
}

function parseFlatWindow(
  body: JsonRecord,
  { id, keys, shape }: WindowKind,
  report: ReportUnrecognized,
): { readonly item: WindowReading | null; readonly isUnderstood: boolean } {
  const value = firstOf(body, keys);
  if (value === undefined) return { item: null, isUnderstood: true };
  const path = keys.find((key) => body[key] === value) ?? '';
  const window = asRecord(value);
  if (window === null) report(path);
  const figures = window === null ? null : parseFigures(window, 'utilization', path, report);
  return figures === null
    ? { item: null, isUnderstood: false }
    : { item: { id, shape, ...figures }, isUnderstood: true };
}

/** The same window, or the same model by a longer name: `weekly:opus` and `weekly:claude-opus-4-5`. */
function isSame(flat: WindowReading, limit: WindowReading): boolean {
  if (flat.id === limit.id) return true;
  const [, flatSlug = ''] = flat.id.split(':');
  const [, limitSlug = ''] = limit.id.split(':');
  return flatSlug !== '' && limitSlug.split('-').includes(flatSlug);
}

/** What the newer list `limits[]` says. */
interface Limits {
  /** Windows that may also stand under a key of their own. */
  readonly items: readonly WindowReading[];
  /** True: every entry was understood or of a kind that is not read. */
  readonly isUnderstood: boolean;
}

/** Reads `limits[]`: session, the whole week, and weeks of single models by the model's name. */
function parseLimits(value: unknown, report: ReportUnrecognized): Limits {
  if (value === undefined || value === null) return { items: [], isUnderstood: true };
  const list = listOf(value);
  if (list === null) {
    report('limits');
    return { items: [], isUnderstood: false };
  }
  const items = new Map<string, WindowReading>();
  let isUnderstood = list.isWhole;
  if (!list.isWhole) report('limits');
  for (const { key, value: each } of list.items) {
    if (each === null) continue;
    const path = `limits[${key}]`;
    const limit = asRecord(each);
    if (limit === null) report(path);
    const kind = limit === null ? null : kindOf(limit);
    const figures = limit === null || kind === null ? null : parseFigures(limit, 'percent', path, report);
    if (limit === null || (kind !== null && figures === null)) isUnderstood = false;
    if (kind === null || figures === null || items.has(kind.id)) continue;
    items.set(kind.id, { id: kind.id, shape: kind.shape, ...figures });
  }
  return { items: [...items.values()], isUnderstood };
}

/** Which window an entry is; null for kinds that are not known and for a weekly limit without a model. */
function kindOf(limit: JsonRecord): Pick<WindowReading, 'id' | 'shape'> | null {
  if (limit['kind'] !== 'weekly_scoped') {
    return windowKinds.find(({ limitKind }) => limitKind !== null && limitKind === limit['kind']) ?? null;
  }
  const name = asName(asRecord(asRecord(limit['scope'])?.['model'])?.['display_name']);
  const slug = name === null ? '' : slugOf(name);
  return name === null || slug === '' ? null : weeklyPart(slug, name, []);
}

interface Figures {
  readonly usedPercent: Stated<number>;
  readonly resetsAtMs?: Stated<number>;
}

/**
 * What a window says: its percentage under the given key, 0..100 whatever its size (0.02 is 0.02 %), and
 * its reset, where null is "unknown". Null as a whole where the percentage is missing or malformed.
 */
function parseFigures(
  window: JsonRecord,
  percentKey: string,
  path: string,
  report: ReportUnrecognized,
): Figures | null {
  const usedPercent = statedPercent(window[percentKey]);
  if (usedPercent === null) {
    report(`${path}.${percentKey}`);
    return null;
  }
  const resetsAtMs = statedReset(window['resets_at'], path, report);
  return resetsAtMs === undefined ? { usedPercent } : { usedPercent, resetsAtMs };
}

function statedReset(value: unknown, path: string, report: ReportUnrecognized): Stated<number> | undefined {
  if (value === undefined) return undefined;
  if (value === null || value === '') return statedUnknown;
  const resetMs = parseInstantMs(value);
  if (resetMs === null) report(`${path}.resets_at`);
  return resetMs === null ? undefined : statedValue(resetMs);
}
