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
  /** The names of its key. The first one with a value counts. */
  readonly keys: readonly string[];
  readonly shape: WindowShape;
  /** The `kind` of the same window in `limits[]`; null where `limits[]` names only the model. */
  readonly limitKind: string | null;
}

/**
 * The windows with their own key. All other keys are code names that change often, or windows that are counted
 * elsewhere, so they are ignored.
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

/** The id and shape of the weekly limit of one model or feature. */
export function weeklyPart(slug: string, name: string, keys: readonly string[]): WindowKind {
  return { id: `weekly:${slug}`, keys, shape: { ...accountShape(weekSeconds), name, scope: 'part' }, limitKind: null };
}

/** The shape of a window of the whole account. Claude states a reset only while a window runs. */
export function accountShape(durationSeconds: number): WindowShape {
  return { name: null, scope: 'account', durationSeconds, runsWithReset: true };
}

/** A name as a part of an id: `Claude Opus 4.5` gives `claude-opus-4-5`. Letters and digits of all scripts are kept. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}

/**
 * All windows of a usage body. A window under its own key counts; `limits[]` fills in where that key is null, missing
 * or malformed. Undefined where the body states no windows.
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

/**
 * Adds the weeks of single models that Claude Code lists under `model_scoped` beside the usage body. A window that is
 * already there stays as it is.
 */
export function withModelScoped(
  windows: readonly WindowReading[],
  value: unknown,
  report: ReportUnrecognized,
): readonly WindowReading[] {
  const list = value === undefined || value === null ? null : listOf(value);
  if (list === null) {
    if (value !== undefined && value !== null) report('model_scoped');
    return windows;
  }
  if (!list.isWhole) report('model_scoped');
  const scoped = list.items.flatMap(({ key, value: each }): readonly WindowReading[] => {
    const entry = asRecord(each);
    const name = asName(entry?.['display_name']);
    const slug = name === null ? '' : slugOf(name);
    if (entry === null || name === null || slug === '') return [];
    const { id, shape } = weeklyPart(slug, name, []);
    const figures = parseFigures(entry, 'utilization', `model_scoped[${key}]`, report);
    return figures === null ? [] : [{ id, shape, ...figures }];
  });
  return scoped.reduce<readonly WindowReading[]>(
    (all, each) => (all.some((known) => isSame(known, each)) ? all : [...all, each]),
    windows,
  );
}

/** True for the same window, or the same model with a longer name: `weekly:opus` and `weekly:claude-opus-4-5`. */
function isSame(flat: WindowReading, limit: WindowReading): boolean {
  if (flat.id === limit.id) return true;
  const [, flatSlug = ''] = flat.id.split(':');
  const [, limitSlug = ''] = limit.id.split(':');
  return flatSlug !== '' && limitSlug.split('-').includes(flatSlug);
}

/** The windows of the newer list `limits[]`. */
interface Limits {
  /** These windows may also stand under their own keys. */
  readonly items: readonly WindowReading[];
  /** True: every entry was understood, or has a kind that is ignored. */
  readonly isUnderstood: boolean;
}

/** Parses `limits[]`: the session, the week, and the weeks of single models by the model's name. */
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

/** The window of an entry; null for unknown kinds, and for a weekly limit of a model without a name. */
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
 * The figures of a window: its percentage from 0 to 100 (0.02 is 0.02 %), and its reset, which is unknown where it is
 * null. Null where the percentage is missing or malformed.
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
