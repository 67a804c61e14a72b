import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SettingsView } from '../../core/views/settings.ts';
import { acceleratorOf } from '../../renderer/settings/accelerator.ts';
import { expectAccessible } from '../support/accessible.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

async function open(shortcut: string, change: Partial<SettingsView> = {}): Promise<RenderedWindow> {
  const value = { ...exampleSettings, ...change, settings: { ...exampleSettings.settings, shortcut } };
  const rendered = await renderSettings(fakeBridge({ settings: { ok: true, value } }));
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Panel and icon' }));
  return rendered;
}

const sent = ({ bridge }: RenderedWindow): readonly unknown[] =>
  callsOf(bridge, 'setSettings').map(([, input]) => input);

describe('the shortcut', () => {
  it('is recorded from the keys that are pressed', async () => {
    const window = await open('');
    await window.user.click(screen.getByRole('button', { name: 'Change: Shortcut' }));
    await expectAccessible();
    await window.user.keyboard('{Control>}{Alt>}q{/Alt}{/Control}');
    expect(sent(window)).toEqual([{ shortcut: 'Control+Alt+Q' }]);
    expect(screen.getByText('Ctrl').tagName).toBe('KBD');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Change: Shortcut' }));
  });

  it('is no key that types a character, and a sentence says so', async () => {
    const window = await open('');
    await window.user.click(screen.getByRole('button', { name: 'Change: Shortcut' }));
    await window.user.keyboard('q');
    expect(screen.getByRole('alert').textContent).toContain('modifier key');
    expect(sent(window)).toEqual([]);
  });

  it('stays with Escape, which then does not close the window', async () => {
    const window = await open('Control+Alt+Q');
    await window.user.click(screen.getByRole('button', { name: 'Change: Shortcut' }));
    await window.user.keyboard('{Escape}');
    expect(screen.getByRole('button', { name: 'Change: Shortcut' })).toBeDefined();
    expect(sent(window)).toEqual([]);
    expect(callsOf(window.bridge, 'closeWindow')).toEqual([]);
  });

  it('can be removed', async () => {
    const window = await open('Control+Alt+Q');
    await window.user.click(screen.getByRole('button', { name: 'Remove: Shortcut' }));
    expect(sent(window)).toEqual([{ shortcut: '' }]);
    expect(screen.getByText('None')).toBeDefined();
  });

  it('says why it does not work', async () => {
    const text = 'Another program has these keys. Choose others.';
    await open('Control+Alt+Q', { shortcut: { ...exampleSettings.shortcut, state: 'taken', text } });
    expect(screen.getByRole('alert').textContent).toBe(text);
  });

  it('says without an alarm that the desktop decides', async () => {
    const text = 'Your desktop decides which keys open the panel, and may ask you.';
    await open('Control+Alt+Q', { shortcut: { ...exampleSettings.shortcut, state: 'desktop', text } });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByText(new RegExp(text))).toBeDefined();
  });

  it('takes the keys that the app suggests with one click', async () => {
    const window = await open('');
    await window.user.click(screen.getByRole('button', { name: 'Use Ctrl+Alt+Q' }));
    expect(sent(window)).toEqual([{ shortcut: 'Ctrl+Alt+Q' }]);
  });
});

const event = { key: 'q', code: 'KeyQ', ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };

describe('the keys of a shortcut', () => {
  it.each([
    [{ ctrlKey: true, shiftKey: true }, 'linux', 'Control+Shift+Q'],
    [{ metaKey: true }, 'darwin', 'Command+Q'],
    [{ metaKey: true }, 'win32', 'Super+Q'],
    [{ altKey: true, key: 'œ' }, 'darwin', 'Alt+Q'],
    [{ key: 'F9', code: 'F9', shiftKey: true }, 'linux', 'Shift+F9'],
    [{ ctrlKey: true, key: ' ', code: 'Space' }, 'linux', 'Control+Space'],
    [{ ctrlKey: true, key: 'ArrowUp', code: 'ArrowUp' }, 'linux', 'Control+Up'],
  ])('%j on %s are %s', (change, platform, keys) => {
    expect(acceleratorOf({ ...event, ...change }, platform)).toEqual({ kind: 'keys', keys });
  });

  it.each([
    [{ key: 'Control', ctrlKey: true }, 'partial'],
    [{ shiftKey: true }, 'no-modifier'],
    [{ key: 'F9', code: 'F9' }, 'no-modifier'],
    [{ ctrlKey: true, key: 'ö', code: 'Semicolon' }, 'unknown'],
  ])('%j are %s', (change, kind) => {
    expect(acceleratorOf({ ...event, ...change }, 'linux')).toEqual({ kind });
  });
});
