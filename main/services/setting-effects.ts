import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../../core/settings/settings.ts';

/** An effect that runs when one of its settings changes. */
export interface SettingEffect {
  readonly of: readonly (keyof Settings)[];
  readonly run: (settings: Settings) => void;
}

export interface ChangingSettings {
  readonly get: () => Settings;
  readonly subscribe: (listener: (settings: Settings) => void) => () => void;
}

/**
 * Runs an effect only when one of its own settings changed. A new name of an account must not, for example,
 * rewrite how the system starts the app. Returns the function that stops it.
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

/** Returns the effects of the settings that decide when the engine polls and where it looks for sign-ins. */
export function engineEffects(engine: {
  readonly reschedule: () => void;
  readonly rediscover: () => Promise<void>;
}): readonly SettingEffect[] {
  return [
    {
      of: [
        'refreshMinutes',
        'refreshEveryRequests',
        'askClaude',
        'askCodex',
        'askCodexTool',
        'askClaudeTool',
        'essentialTrafficOnly',
      ],
      run: () => engine.reschedule(),
    },
    { of: ['codexFolders', 'claudeFolders'], run: () => void engine.rediscover() },
  ];
}
