import { isUndoable, type LayoutChange, layoutSettings } from '../../core/settings/layout.ts';
import type { SettingName, Settings } from '../../core/settings/settings.ts';

/** The layout of the panel, which the user changes by hand, with an undo of the last changes. */
export interface Layout {
  /** Applies a change. Resolves with whether it changed anything. */
  readonly change: (change: LayoutChange) => Promise<boolean>;
  /** Takes the last change back. Resolves with it; null: there is none. */
  readonly undo: () => Promise<LayoutChange | null>;
  /** The last change that can be taken back; null: there is none. */
  readonly last: () => LayoutChange | null;
}

interface LayoutSettings {
  readonly get: () => Settings;
  /** Returns true when the file holds a value of the setting. */
  readonly isStored: (name: SettingName) => boolean;
  readonly update: (
    change: (now: Settings) => { readonly [Name in SettingName]?: Settings[Name] | undefined },
  ) => Promise<unknown>;
}

/** How many changes can be taken back. */
const mostUndone = 20;

interface Done {
  readonly change: LayoutChange;
  readonly before: ReadonlyMap<SettingName, unknown>;
  readonly after: ReadonlyMap<SettingName, unknown>;
}

/**
 * Creates the layout on the settings. A setting that was not in the file is taken out of it again by the undo. A setting
 * that something else changed in between keeps its newer value.
 */
export function createLayout(settings: LayoutSettings): Layout {
  let done: readonly Done[] = [];
  return {
    change: async (change) => {
      const now = settings.get();
      const changed = layoutSettings(change, now);
      const names = Object.keys(changed) as readonly SettingName[];
      const isNews = names.some((name) => !isSame(now[name], changed[name]));
      if (!isNews) return false;
      const before = new Map(names.map((name) => [name, settings.isStored(name) ? now[name] : undefined]));
      const after = new Map(names.map((name) => [name, changed[name]]));
      if (isUndoable(change)) done = [...done, { change, before, after }].slice(-mostUndone);
      await settings.update(() => changed);
      return true;
    },
    undo: async () => {
      const last = done.at(-1);
      if (last === undefined) return null;
      done = done.slice(0, -1);
      await settings.update((now) =>
        Object.fromEntries([...last.before].filter(([name]) => isSame(now[name], last.after.get(name)))),
      );
      return last.change;
    },
    last: () => done.at(-1)?.change ?? null,
  };
}

/** Compares two values of the layout: texts, numbers, lists of texts, or names by account. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [first, second] = [Object.entries(one), Object.entries(other)];
  const values = new Map(second);
  return first.length === second.length && first.every(([key, value]) => values.get(key) === value);
}
