import { expect, test } from 'vitest';
import { defaultSettings, settingsOf, type Settings } from '../../../../core/settings/settings.ts';
import { engineEffects, onSettingChanges } from '../../../../main/services/setting-effects.ts';

function changing() {
  let settings: Settings = defaultSettings;
  const listeners = new Set<(settings: Settings) => void>();
  const done: string[] = [];
  const store = {
    get: () => settings,
    subscribe: (listener: (settings: Settings) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const end = onSettingChanges(store, [
    { of: ['theme'], run: ({ theme }) => void done.push(`theme ${theme}`) },
    { of: ['startAtLogin'], run: ({ startAtLogin }) => void done.push(`start ${startAtLogin}`) },
    ...engineEffects({
      reschedule: () => void done.push('reconsider'),
      rediscover: async () => void done.push('rediscover'),
    }),
  ]);
  const set = (change: Partial<Settings>): void => {
    // As read from the file again: equal values are other objects.
    settings = settingsOf(structuredClone({ ...settings, ...change }));
    for (const listener of listeners) listener(settings);
  };
  return { set, done, end };
}

test('each effect runs on a change of its own setting alone', () => {
  const { set, done, end } = changing();
  set({ accountLabels: { 'codex:1': 'Work' } });
  set({ codexFolders: [] });
  expect(done).toEqual([]);
  set({ theme: 'dark' });
  set({ startAtLogin: true });
  set({ accountGroups: { 'codex:1': 'Team' } });
  set({ codexFolders: ['/home/ann/.codex-work'] });
  set({ refreshMinutes: 10, theme: 'light' });
  expect(done).toEqual(['theme dark', 'start true', 'rediscover', 'theme light', 'reconsider']);
  end();
  set({ theme: 'system' });
  expect(done).toHaveLength(5);
});
