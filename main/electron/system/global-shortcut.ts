import type { ShortcutState } from '../../../core/views/shortcut.ts';

/**
 * How this desktop gives keys to programs. `system`: to the first program that asks. `portal`: it decides by itself and may
 * ask the user. `none`: not at all, as a Wayland desktop without the portal does.
 */
export type ShortcutWay = 'system' | 'portal' | 'none';

/** The part of Electron's `globalShortcut` that the app uses. */
export interface ShortcutRegistry {
  readonly register: (keys: string, pressed: () => void) => boolean;
  readonly unregister: (keys: string) => void;
}

/** The keys that show and hide the panel from anywhere. */
export interface GlobalShortcut {
  /** Takes these keys instead of the ones before; empty: none. Returns what became of them. */
  readonly apply: (keys: string, way: ShortcutWay) => ShortcutState;
  /** Gives the keys back. */
  readonly release: () => void;
}

/** Makes the owner of the keys. It holds at most one combination of keys at a time. */
export function createGlobalShortcut(parts: {
  readonly registry: ShortcutRegistry;
  readonly pressed: () => void;
  readonly log: (message: string) => void;
}): GlobalShortcut {
  const { registry, pressed, log } = parts;
  let held: string | null = null;

  const release = (): void => {
    if (held !== null) registry.unregister(held);
    held = null;
  };

  /** Electron throws for keys that it does not know. */
  const take = (keys: string): boolean => {
    try {
      return registry.register(keys, pressed);
    } catch (cause) {
      log(`The keys ${keys} were not understood: ${String(cause)}`);
      return false;
    }
  };

  return Object.freeze({
    apply: (keys: string, way: ShortcutWay): ShortcutState => {
      release();
      if (way === 'none') return 'unsupported';
      if (keys === '') return 'none';
      if (!take(keys)) return 'taken';
      held = keys;
      return way === 'portal' ? 'desktop' : 'active';
    },
    release,
  });
}
