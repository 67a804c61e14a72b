import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../core/settings/settings.ts';
import type { RatesView } from '../../core/views/settings.ts';
import { expectAccessible } from '../support/accessible.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { fakeBridge, type FakeApp } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

interface Given {
  readonly settings?: Partial<Settings>;
  readonly rates?: Partial<RatesView>;
  readonly app?: Partial<FakeApp>;
}

async function open(section: string, { settings, rates, app }: Given = {}): Promise<RenderedWindow> {
  const value = {
    ...exampleSettings,
    settings: { ...exampleSettings.settings, ...settings },
    rates: { ...exampleSettings.rates, ...rates },
  };
  const rendered = await renderSettings(fakeBridge({ settings: { ok: true, value }, ...app }));
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name: section }));
  return rendered;
}

const euro = { displayCurrency: 'EUR' } as const;
const sent = ({ bridge }: RenderedWindow): readonly unknown[] =>
  callsOf(bridge, 'setSettings').map(([, input]) => input);

async function enter({ user }: RenderedWindow, name: string, text: string): Promise<HTMLInputElement> {
  const field = screen.getByRole<HTMLInputElement>('textbox', { name });
  await user.clear(field);
  await user.type(field, `${text}{Enter}`);
  return field;
}

describe('the steps of a limit that is running low', () => {
  it.each([
    ['70, 95', [70, 95]],
    ['82.5 %', [82.5]],
    ['50;75、90', [50, 75, 90]],
  ])('are taken from "%s"', async (text, alertAtPercent) => {
    const window = await open('Notifications', { settings: { meterShows: 'used' } });
    const field = await enter(window, 'Running low at', text);
    expect(sent(window)).toEqual([{ alertAtPercent }]);
    expect(field.value).toBe(alertAtPercent.join(', '));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('are none when the field is left empty', async () => {
    const window = await open('Notifications', { settings: { meterShows: 'used' } });
    await window.user.clear(screen.getByRole('textbox', { name: 'Running low at' }));
    await window.user.tab();
    expect(sent(window)).toEqual([{ alertAtPercent: [] }]);
  });

  it.each(['90, 80', '0', '101', '80, 80', 'soon', '1 2 3 4 5 6', '-5'])(
    'are not taken from "%s": the old ones stay and a sentence says why',
    async (text) => {
      const window = await open('Notifications', { settings: { meterShows: 'used' } });
      const field = await enter(window, 'Running low at', text);
      expect(screen.getByRole('alert').textContent).toContain('up to five rising percentages');
      expect(field.value).toBe('80, 95');
      expect(field.getAttribute('aria-invalid')).toBe('true');
      expect(sent(window)).toEqual([]);
      await expectAccessible();
    },
  );

  it('come back with Escape, which then does not close the window', async () => {
    const window = await open('Notifications', { settings: { meterShows: 'used' } });
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Running low at' });
    await window.user.type(field, ', 9');
    await window.user.keyboard('{Escape}');
    expect(field.value).toBe('80, 95');
    await window.user.tab();
    expect(sent(window)).toEqual([]);
    expect(callsOf(window.bridge, 'closeWindow')).toEqual([]);
  });
});

describe('the currency', () => {
  it('is chosen by code and name', async () => {
    const window = await open('Money');
    await window.user.selectOptions(screen.getByRole('combobox', { name: 'Currency' }), 'EUR · Euro');
    expect(sent(window)).toEqual([euro]);
  });

  it('has no rate of its own while it is the dollar', async () => {
    await open('Money');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Your own rate' }).disabled).toBe(true);
    expect(screen.getByText('Choose a currency other than US dollars first.')).toBeDefined();
  });

  it('takes an own rate with today’s date, as the reader writes decimals', async () => {
    const window = await open('Money', { settings: euro, rates: { marks: { decimal: ',', group: '.' } } });
    const field = await enter(window, 'Your own rate', '0,92');
    expect(sent(window)).toEqual([{ ownRate: { currency: 'EUR', perUsd: '0.92', date: '2026-11-22' } }]);
    expect(field.value).toBe('0,92');
    expect(screen.getByText(/You entered it on 2026-11-22/)).toBeDefined();
  });

  it.each(['0', '-1', 'much', '1,2,3', '9'.repeat(31)])('does not take "%s" for a rate', async (text) => {
    const window = await open('Money', { settings: euro });
    const field = await enter(window, 'Your own rate', text);
    expect(screen.getByRole('alert').textContent).toContain('a number above 0, such as 0.92');
    expect(field.value).toBe('');
    expect(sent(window)).toEqual([]);
  });

  it('goes back to the table when the own rate is emptied, and keeps one of another currency apart', async () => {
    const ownRate = { currency: 'EUR', perUsd: '0.95', date: '2026-11-01' };
    const window = await open('Money', { settings: { ...euro, ownRate } });
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Your own rate' });
    expect(field.value).toBe('0.95');
    await window.user.selectOptions(screen.getByRole('combobox', { name: 'Currency' }), 'CNY · Chinese Yuan');
    expect(field.value).toBe('');
    await window.user.selectOptions(screen.getByRole('combobox', { name: 'Currency' }), 'EUR · Euro');
    await window.user.clear(field);
    await window.user.tab();
    expect(sent(window).at(-1)).toEqual({ ownRate: null });
  });
});

describe('the exchange rates', () => {
  it('are asked by the button alone, which says that it asks and what came of it', async () => {
    const { bridge, user } = await open('Money');
    expect(screen.getByText(/only when you press/)).toBeDefined();
    expect(callsOf(bridge, 'refreshRates')).toEqual([]);
    let finish = (): void => undefined;
    const waits = new Promise<void>((resolve) => (finish = resolve));
    const refreshRates = bridge.refreshRates;
    Object.assign(bridge, { refreshRates: () => waits.then(refreshRates) });
    await user.click(screen.getByRole('button', { name: 'Refresh rates' }));
    expect(screen.getByText('Refreshing…').getAttribute('role')).toBe('status');
    await act(async () => finish());
    expect(await screen.findByText('Refreshed')).toBeDefined();
    expect(callsOf(bridge, 'refreshRates')).toHaveLength(1);
    await expectAccessible();
  });

  it.each([
    [{ ok: true, value: { ok: false, message: 'rates.example could not be reached.' } }, 'could not be reached'],
    [{ ok: false, error: { code: 'E_FAULT' } }, 'The app did not answer'],
  ] as const)('say why they did not come: %j', async (ratesAnswer, text) => {
    const { user } = await open('Money', { app: { ratesAnswer } });
    await user.click(screen.getByRole('button', { name: 'Refresh rates' }));
    expect((await screen.findByRole('alert')).textContent).toContain(text);
    await expectAccessible();
  });

  it('offer no button where nobody may be asked', async () => {
    await open('Money', { rates: { canRefresh: false, text: 'The address was refused.' } });
    expect(screen.getByText('The address was refused.')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Refresh rates' })).toBeNull();
  });
});

describe('the switches about requests', () => {
  it.each([
    ['Essential traffic only', { essentialTrafficOnly: true }],
    ['Daily usage', { dailyUsage: true }],
    ['Use banked resets', { redeemResets: true }],
  ])('%s is off until the user turns it on', async (name, change) => {
    const window = await open('Data and privacy');
    const control = screen.getByRole<HTMLInputElement>('switch', { name });
    expect(control.checked).toBe(false);
    await window.user.click(control);
    expect(sent(window)).toEqual([change]);
  });
});

describe('an account of the settings', () => {
  async function page(label: string, given: Given = {}): Promise<RenderedWindow> {
    const window = await open('Accounts', given);
    await window.user.click(screen.getByRole('button', { name: label }));
    return window;
  }

  it('gets a name, a group and a letter of the user’s own, beside those of others', async () => {
    const settings = { accountLabels: { 'claude:home': 'couch' }, accountGroups: { 'claude:home': 'private' } };
    const window = await page('work', { settings });
    await window.user.type(screen.getByRole('textbox', { name: 'Name' }), 'desk{Enter}');
    await window.user.type(screen.getByRole('combobox', { name: 'Group' }), 'office');
    await window.user.tab();
    await window.user.type(screen.getByRole('textbox', { name: 'Letter or emoji' }), 'W{Enter}');
    expect(sent(window)).toEqual([
      { accountLabels: { 'claude:home': 'couch', 'codex:work': 'desk' } },
      { accountGroups: { 'claude:home': 'private', 'codex:work': 'office' } },
      { accountTiles: { 'codex:work': 'W' } },
    ]);
    await expectAccessible();
  });

  it('is pinned, hidden and shown in the icon by a switch', async () => {
    const window = await page('work', { settings: { pinned: ['claude:home'] } });
    await window.user.click(screen.getByRole('switch', { name: 'Pinned to the top' }));
    await window.user.click(screen.getByRole('switch', { name: 'Hidden' }));
    await window.user.click(screen.getByRole('switch', { name: 'Show in the icon' }));
    await window.user.click(screen.getByRole('switch', { name: 'Show in the icon' }));
    expect(sent(window)).toEqual([
      { pinned: ['claude:home', 'codex:work'] },
      { hidden: ['codex:work'] },
      { iconFollows: 'codex:work' },
      { iconFollows: 'automatic' },
    ]);
  });

  it('offers the groups that there are', async () => {
    await page('work', { settings: { accountGroups: { 'claude:home': 'private', 'codex:work': 'private' } } });
    const { list } = screen.getByRole<HTMLInputElement>('combobox', { name: 'Group' });
    expect([...(list?.children ?? [])].map((option) => option.getAttribute('value'))).toEqual(['private']);
  });

  it('loses its name when the field is emptied', async () => {
    const window = await page('work', { settings: { accountLabels: { 'codex:work': 'desk', 'x:1': 'y' } } });
    await window.user.clear(screen.getByRole('textbox', { name: 'Name' }));
    await window.user.tab();
    expect(sent(window)).toEqual([{ accountLabels: { 'x:1': 'y' } }]);
  });

  it('keeps what it had when the change is refused, with a sentence', async () => {
    const window = await page('work', { app: { refuses: true } });
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' });
    await window.user.type(field, 'desk{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('The old value is still in use');
    expect(field.value).toBe('');
  });

  it('is found by its group, and the search opens its page', async () => {
    const { user } = await open('Accounts', { settings: { accountGroups: { 'codex:work': 'Berlin' } } });
    await user.type(screen.getByRole('searchbox', { name: 'Search settings' }), 'berlin');
    expect(screen.queryByRole('button', { name: 'home' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'work' }));
    expect(screen.getByRole('heading', { level: 1, name: /work/ })).toBeDefined();
  });
});
