import { describe, expect, it } from 'vitest';
import { parseSettings, type SettingName, type Settings } from '../../../../core/settings/settings.ts';
import { createLayout } from '../../../../main/features/layout.ts';

/** Settings in memory that know which of them the file holds. */
function storedSettings(initial: Partial<Settings> = {}) {
  let file: Record<string, unknown> = { ...initial };
  const get = (): Settings => parseSettings(file).settings;
  return {
    get,
    file: () => JSON.stringify(file),
    isStored: (name: SettingName) => name in file,
    update: async (change: (now: Settings) => object) => {
      const changed = change(get());
      file = Object.fromEntries(Object.entries({ ...file, ...changed }).filter(([, value]) => value !== undefined));
    },
  };
}

describe('the layout of the panel', () => {
  it('takes each change back to the same bytes of settings, the last one first', async () => {
    const settings = storedSettings({ pinned: ['codex:2'] });
    const layout = createLayout(settings);
    const first = settings.file();
    await layout.change({ kind: 'pin', accountId: 'codex:1', isOn: true });
    const second = settings.file();
    await layout.change({ kind: 'hide', accountId: 'codex:3', isOn: true });
    await layout.change({ kind: 'fold', sectionId: 'ready', isOn: true });
    expect(layout.last()).toMatchObject({ kind: 'fold' });
    await layout.undo();
    await layout.undo();
    expect(settings.file()).toBe(second);
    await layout.undo();
    expect(settings.file()).toBe(first);
    expect(await layout.undo()).toBeNull();
  });

  it('changes nothing, and keeps nothing to undo, when it is so already', async () => {
    const settings = storedSettings({ hidden: ['codex:1'] });
    const layout = createLayout(settings);
    expect(await layout.change({ kind: 'hide', accountId: 'codex:1', isOn: true })).toBe(false);
    expect(layout.last()).toBeNull();
  });

  it('leaves a setting alone that something else changed in between', async () => {
    const settings = storedSettings();
    const layout = createLayout(settings);
    await layout.change({ kind: 'rename', accountId: 'codex:1', name: 'mine' });
    await settings.update(() => ({ accountLabels: { 'codex:1': 'ours' } }));
    await layout.undo();
    expect(settings.get().accountLabels).toEqual({ 'codex:1': 'ours' });
  });

  it('keeps the last twenty changes', async () => {
    const settings = storedSettings();
    const layout = createLayout(settings);
    for (let number = 0; number < 25; number += 1)
      await layout.change({ kind: 'pin', accountId: `codex:${number}`, isOn: true });
    let undone = 0;
    while ((await layout.undo()) !== null) undone += 1;
    expect(undone).toBe(20);
    expect(settings.get().pinned).toHaveLength(5);
  });
});
