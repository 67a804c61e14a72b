import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SettingsView } from '../../core/views/settings.ts';
import { expectAccessible } from '../support/accessible.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

const sections = [
  'General',
  'Panel and icon',
  'Accounts',
  'Notifications',
  'Money',
  'Schedules',
  'Data and privacy',
  'Help',
];

async function open(section: string, change: Partial<SettingsView> = {}, refuses = false): Promise<RenderedWindow> {
  const value = { ...exampleSettings, ...change };
  const rendered = await renderSettings(fakeBridge({ settings: { ok: true, value }, refuses }));
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name: section }));
  return rendered;
}

describe('the settings', () => {
  it.each(sections)('%s has a heading and no fault that axe finds', async (section) => {
    await open(section);
    expect(screen.getByRole('heading', { level: 1, name: section })).toBeDefined();
    expect(screen.getByRole('button', { name: section }).getAttribute('aria-current')).toBe('page');
    await expectAccessible();
  });

  it('sends each change at once and shows the answer', async () => {
    const { bridge, user } = await open('General');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Refresh every' }), '30 minutes');
    await user.click(screen.getByRole('switch', { name: 'Start at login' }));
    expect(callsOf(bridge, 'setSettings')).toEqual([
      ['setSettings', { refreshMinutes: 30 }],
      ['setSettings', { startAtLogin: true }],
    ]);
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Refresh every' }).value).toBe('30');
    expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Start at login' }).checked).toBe(true);
  });

  it('shows the old value and a sentence when a change is refused', async () => {
    const { user } = await open('General', {}, true);
    await user.selectOptions(screen.getByRole('combobox', { name: 'Refresh every' }), '30 minutes');
    expect((await screen.findByRole('alert')).textContent).toContain('The old value is still in use');
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Refresh every' }).value).toBe('5');
  });

  it('says what the floor of Claude means only while it matters', async () => {
    const { bridge } = await open('General');
    expect(screen.getByText(/at most every 15 minutes/)).toBeDefined();
    const settings = { ...exampleSettings.settings, refreshMinutes: 60 };
    act(() => bridge.pushSettings({ ...exampleSettings, version: 9, settings }));
    expect(screen.queryByText(/at most every 15 minutes/)).toBeNull();
    expect(screen.getByRole<HTMLOptionElement>('option', { name: '1 hour' }).selected).toBe(true);
  });

  it('keeps an interval in the list that is none of the offered ones', async () => {
    await open('General', { settings: { ...exampleSettings.settings, refreshMinutes: 7 } });
    expect(screen.getByRole<HTMLOptionElement>('option', { name: '7 minutes' }).selected).toBe(true);
  });

  it('cannot start at login where the system does not offer it, and says why', async () => {
    await open('General', { canStartAtLogin: false });
    const control = screen.getByRole<HTMLInputElement>('switch', { name: 'Start at login' });
    expect(control.disabled).toBe(true);
    expect(screen.getByText(/does not let Quota Tray/).id).toBe(control.getAttribute('aria-describedby'));
  });

  it.each([
    ['Theme', 'Dark', { theme: 'dark' }],
    ['Figures', 'Used', { meterShows: 'used' }],
    ['Resets', 'Time of day', { resetShows: 'clock' }],
    ['Rows', 'Compact', { rows: 'compact' }],
    ['Colour', 'For dark panels', { iconTone: 'for-dark' }],
    ['Icon style', 'Ring', { iconStyle: 'ring' }],
  ])('%s can be %s', async (group, choice, input) => {
    const { bridge, user } = await open('Panel and icon');
    await user.click(within(screen.getByRole('radiogroup', { name: group })).getByRole('radio', { name: choice }));
    expect(callsOf(bridge, 'setSettings')).toEqual([['setSettings', input]]);
  });

  it('the size of texts grows and shrinks by a button', async () => {
    const { bridge, user } = await open('Panel and icon');
    const size = within(screen.getByRole('group', { name: 'Text size' }));
    await user.click(size.getByRole('button', { name: 'Larger text' }));
    expect(size.getByText('110%')).toBeDefined();
    await user.click(size.getByRole('button', { name: 'Smaller text' }));
    expect(callsOf(bridge, 'setSettings').map(([, input]) => input)).toEqual([{ textScale: 110 }, { textScale: 100 }]);
  });

  it('the size of texts ends at 200 %', async () => {
    const { bridge, user } = await open('Panel and icon', {
      settings: { ...exampleSettings.settings, textScale: 200 },
    });
    await user.click(screen.getByRole('button', { name: 'Larger text' }));
    expect(callsOf(bridge, 'setSettings')).toEqual([]);
  });

  it('a page opens from its row, and Escape goes back to the row, not out of the window', async () => {
    const { bridge, user } = await open('Data and privacy');
    await user.click(screen.getByRole('button', { name: 'What is read from each service' }));
    expect(screen.getByRole('heading', { level: 1, name: /What is read/ })).toBeDefined();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Back' }));
    await expectAccessible();
    await user.keyboard('{Escape}');
    const row = screen.getByRole('button', { name: 'What is read from each service' });
    expect(document.activeElement).toBe(row);
    expect(callsOf(bridge, 'closeWindow')).toEqual([]);
  });

  it('the report begins with one line about what needs a look', async () => {
    const { bridge } = await open('Help');
    expect(screen.getByText('1 thing to look at')).toBeDefined();
    expect(screen.getByText('no keyring: secrets are not stored')).toBeDefined();
    const diagnostics = exampleSettings.diagnostics.filter(({ state }) => state !== 'problem');
    act(() => bridge.pushSettings({ ...exampleSettings, version: 9, diagnostics }));
    expect(screen.getByText('All well')).toBeDefined();
  });

  it('a page about the app opens in the browser by its name; the page knows no address', async () => {
    const { bridge, user } = await open('Help');
    await user.click(screen.getByRole('button', { name: 'All versions' }));
    expect(callsOf(bridge, 'openHelp')).toEqual([['openHelp', { page: 'releases' }]]);
    bridge.app.offerAnswer = { ok: true, value: { opened: false, message: 'No browser opened.' } };
    await user.click(screen.getByRole('button', { name: 'Read guide' }));
    expect((await screen.findByRole('alert')).textContent).toBe('No browser opened.');
  });

  it.each([
    ['Read licence', 'licence'],
    ['Read licences', 'packages'],
  ])('%s opens a text that comes with the app, and says when it is missing', async (name, page) => {
    const { bridge, user } = await open('Help');
    const message = 'The file /opt/licences.txt is missing.';
    bridge.app.offerAnswer = { ok: true, value: { opened: false, message } };
    await user.click(screen.getByRole('button', { name }));
    expect(callsOf(bridge, 'openHelp')).toEqual([['openHelp', { page }]]);
    expect((await screen.findByRole('alert')).textContent).toBe(message);
  });

  it('offers each language in its own name', async () => {
    const { bridge, user } = await open('General');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Language' }), '简体中文');
    expect(callsOf(bridge, 'setSettings')).toEqual([['setSettings', { language: 'zh-Hans' }]]);
  });

  it('takes 0 credits per dollar and refuses what is no number without asking', async () => {
    const { bridge, user } = await open('Money');
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Credits per dollar' });
    await user.clear(field);
    await user.type(field, '-3{Enter}');
    expect(screen.getByRole('alert').textContent).toContain('0 or more');
    expect(field.value).toBe('25');
    await user.clear(field);
    await user.type(field, '0{Enter}');
    expect(callsOf(bridge, 'setSettings')).toEqual([['setSettings', { creditsPerUsd: 0 }]]);
    expect(field.value).toBe('0');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('opens the data folder and copies the report', async () => {
    const { bridge, user } = await open('Help');
    expect(screen.getByText(`\u2066${exampleSettings.dataFolder}\u2069`)).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Open folder' }));
    await user.click(screen.getByRole('button', { name: 'Copy report' }));
    expect(await screen.findByText('Copied')).toBeDefined();
    expect(bridge.calls.map(([name]) => name)).toEqual(['getSettings', 'revealData', 'copyDiagnostics']);
  });

  it('says when the report could not be copied', async () => {
    const { user } = await open('Help', {}, true);
    await user.click(screen.getByRole('button', { name: 'Copy report' }));
    expect((await screen.findByRole('alert')).textContent).toContain('could not be copied');
  });
});

describe('the search of the settings', () => {
  it('finds rows by words in any order across the sections', async () => {
    const { user } = await renderSettings();
    await user.type(screen.getByRole('searchbox', { name: 'Search settings' }), 'DOLLARS credits');
    expect(screen.getByRole('textbox', { name: 'Credits per dollar' })).toBeDefined();
    expect(screen.queryByRole('combobox')).toBeNull();
    expect(screen.getByText('1 setting found')).toBeDefined();
    await expectAccessible();
  });

  it.each([
    ['dark mode', 'Theme'],
    ['hotkey', 'Shortcut'],
    ['font', 'Text size'],
    ['autostart', 'Start at login'],
    ['recording', 'Keep the panel out of screen shares'],
  ])('finds by “%s” what is called %s', async (words, label) => {
    const { user } = await renderSettings();
    await user.type(screen.getByRole('searchbox', { name: 'Search settings' }), words);
    expect(screen.getByText(label)).toBeDefined();
  });

  it('finds rows of pages, too', async () => {
    const { user } = await renderSettings();
    await user.type(screen.getByRole('searchbox', { name: 'Search settings' }), 'installed claude');
    expect(screen.getByRole('switch', { name: 'Use Claude Code first' })).toBeDefined();
    expect(screen.getByRole('heading', { level: 2, name: 'Data and privacy' })).toBeDefined();
  });

  it('says when nothing was found; Escape empties it and closes the window only then', async () => {
    const { bridge, user } = await renderSettings();
    await user.type(screen.getByRole('searchbox', { name: 'Search settings' }), 'zebra');
    expect(screen.getByText('No setting matches “zebra”.')).toBeDefined();
    await user.keyboard('{Escape}');
    expect(screen.getByRole('combobox', { name: 'Refresh every' })).toBeDefined();
    expect(callsOf(bridge, 'closeWindow')).toHaveLength(0);
    await user.keyboard('{Escape}');
    expect(callsOf(bridge, 'closeWindow')).toHaveLength(1);
  });
});

describe('the settings window', () => {
  it('speaks Chinese when the view says so', async () => {
    const appearance = { language: 'zh-Hans', theme: 'light' } as const;
    await renderSettings(fakeBridge({ settings: { ok: true, value: { ...exampleSettings, appearance } } }));
    expect(screen.getByRole('heading', { level: 1, name: '通用' })).toBeDefined();
    expect(screen.getByRole('option', { name: '5 分钟' })).toBeDefined();
    expect(document.title).toBe('设置 · Quota Tray');
    expect(document.documentElement.dataset['theme']).toBe('light');
  });

  it('says when it could not be read', async () => {
    const { user, bridge } = await renderSettings(fakeBridge({ settings: { ok: false, error: { code: 'E_FAULT' } } }));
    expect(screen.getByRole('alert').textContent).toContain('The settings could not be read');
    bridge.app.settings = { ok: true, value: exampleSettings };
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('combobox', { name: 'Refresh every' })).toBeDefined();
  });
});
