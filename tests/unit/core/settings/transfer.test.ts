import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import {
  exportedSettings,
  importConfirmation,
  importedSettings,
  resetSettings,
} from '../../../../core/settings/transfer.ts';

const own: Settings = {
  ...defaultSettings,
  theme: 'dark',
  codexFolders: ['~/codex-two'],
  hooks: [{ event: 'exhausted', command: 'notify', arguments: ['-x'] }],
  proxyMode: 'manual',
  proxyUrl: 'http://proxy.example:8080',
};
const { t } = { t: (key: string) => key } as unknown as Parameters<typeof importConfirmation>[2];

describe('settings as a file', () => {
  it('come back as they were', () => {
    const given = importedSettings(JSON.parse(exportedSettings(own, '1.2.3')));
    const { proxySignIn: _here, ...change } = own;
    expect(given).toEqual({ kind: 'settings', change, refused: [] });
  });

  it('leave out that a password for a proxy is stored, in both directions', () => {
    const proxySignIn = { origin: 'http://proxy.example:8080', user: 'sam', givenAtMs: 1 };
    const text = exportedSettings({ ...own, proxySignIn }, '1.2.3');
    expect(text).not.toContain('sam');
    expect(JSON.parse(text)).not.toHaveProperty('settings.proxySignIn');
    expect(importedSettings({ theme: 'light', proxySignIn })).toEqual({
      ...{ kind: 'settings', refused: [] },
      change: { theme: 'light' },
    });
    expect(importedSettings({ theme: 'light', proxySignIn: 'sam' })).toMatchObject({ refused: [] });
    expect(importedSettings({ proxySignIn })).toEqual({ kind: 'not-settings' });
    expect(resetSettings()).not.toHaveProperty('proxySignIn');
  });

  it('may be the settings file of the app itself', () => {
    expect(importedSettings({ theme: 'light' })).toEqual({
      kind: 'settings',
      change: { theme: 'light' },
      refused: [],
    });
  });

  it('leave out what this version does not accept, by its name', () => {
    const settings = { theme: 'plaid', refreshMinutes: 15, unknown: true };
    expect(importedSettings({ format: 'quota-tray-settings', settings })).toEqual({
      kind: 'settings',
      change: { refreshMinutes: 15 },
      refused: ['theme'],
    });
  });

  it.each([null, 'text', [], {}, { format: 'quota-tray-settings' }, { settings: 1 }, { one: 2 }])(
    '%j are none',
    (content) => {
      expect(importedSettings(content)).toEqual({ kind: 'not-settings' });
    },
  );

  it('of any form never throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const given = importedSettings(content);
        if (given.kind === 'settings') expect(Object.keys(given.change).length).toBeGreaterThan(0);
      }),
    );
  });

  it('ask before they run a program, read a folder, or lead requests another way', () => {
    const question = importConfirmation(own, defaultSettings, { t });
    expect(question?.detail.split('\n')).toEqual(['exhausted: notify -x', '~/codex-two', 'http://proxy.example:8080']);
    expect(importConfirmation({ theme: 'dark' }, defaultSettings, { t })).toBeNull();
    expect(importConfirmation(own, own, { t })).toBeNull();
  });
});

it('a reset keeps where accounts and the ledger are, and changes all else', () => {
  const after = { ...own, ...resetSettings() };
  expect(after).toEqual({ ...defaultSettings, codexFolders: ['~/codex-two'] });
});
