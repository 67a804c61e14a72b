import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../../core/settings/settings.ts';

/** What is done in the world when one of some settings changes. */
export interface SettingEffect {
  readonly of: readonly (keyof Settings)[];
  readonly run: (settings: Settings) => void;
}

export interface ChangingSettings {
  readonly get: () => Settings;
  readonly subscribe: (listener: (settings: Settings) => void) => () => void;
}

/**
 * Runs each effect when the value of one of its own settings has changed, and on no other change: another
 * process may write the file, and a new name of an account must not touch how the system starts the app.
 * Returns the function that ends it.
 */
export function onSettingChanges(settings: ChangingSettings, effects: readonly SettingEffect[]): () => void {
  let known = settings.get();
  return settings.subscribe((now) => {
    const before = known;
    known = now;
    for (const { of, run } of effects) {
      if (of.some((name) => !isDeepStrictEqual(before[name], now[name]))) run(now);
    }
  });
}

/** What decides when and whether the engine asks, and where it looks for sign-ins. */
export function engineEffects(engine: {
  readonly reschedule: () => void;
  readonly rediscover: () => Promise<void>;
}): readonly SettingEffect[] {
  return [
    {
      of: ['refreshMinutes', 'refreshEveryRequests', 'askClaude', 'askCodex', 'askCodexTool', 'essentialTrafficOnly'],
      run: () => engine.reschedule(),
    },
    { of: ['codexFolders', 'claudeFolders'], run: () => void engine.rediscover() },
  ];
}
