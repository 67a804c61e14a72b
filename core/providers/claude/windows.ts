import type { WindowShape } from '../../quota/observation.ts';

const sessionSeconds = 18_000;
export const weekSeconds = 604_800;

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
