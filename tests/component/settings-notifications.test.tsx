import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../core/settings/settings.ts';
import { expectAccessible } from '../support/accessible.ts';
import { exampleNotices } from '../support/example-notifications.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { fakeBridge, type FakeApp } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

async function open(settings: Partial<Settings> = {}, app: Partial<FakeApp> = {}): Promise<RenderedWindow> {
  const value = { ...exampleSettings, settings: { ...exampleSettings.settings, ...settings } };
  const rendered = await renderSettings(fakeBridge({ settings: { ok: true, value }, ...app }));
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Alerts' }));
  return rendered;
}

const sent = ({ bridge }: RenderedWindow): readonly unknown[] =>
  [...callsOf(bridge, 'setSettings'), ...callsOf(bridge, 'setConfirmedSettings')].map(([, input]) => input);
const notify = { event: 'exhausted', command: '/usr/bin/notify', arguments: ['-x'] } as const;

describe('the settings of notifications', () => {
  it('are accessible, with everything in them shown', async () => {
    await open({ quietHours: { monday: { from: '22:00', to: '07:00' } }, hooks: [notify] });
    await expectAccessible();
  });

  it('have one switch that is called Notifications, and one for each kind', async () => {
    const window = await open({ alertKinds: { threshold: false } });
    expect(screen.getAllByRole('switch', { name: /Notifications/ })).toHaveLength(1);
    expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Running low' }).checked).toBe(false);
    await window.user.click(screen.getByRole('switch', { name: 'Available again' }));
    await window.user.click(screen.getByRole('switch', { name: 'Running low' }));
    expect(sent(window)).toEqual([
      { alertKinds: { threshold: false, 'window-back': false } },
      { alertKinds: { threshold: true, 'window-back': false } },
    ]);
  });

  it('take steps for all, and refuse what are none', async () => {
    const window = await open();
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Running low at' });
    expect(field.value).toBe('80, 95');
    await window.user.clear(field);
    await window.user.type(field, '50, 90{Enter}');
    await window.user.clear(field);
    await window.user.type(field, '90, 50{Enter}');
    expect(sent(window)).toEqual([{ alertAtPercent: [50, 90] }]);
    expect(screen.getByRole('alert').textContent).toMatch(/^Enter up to five rising percentages/);
  });

  it('take steps for one window, and forget them where they are as for all', async () => {
    const window = await open({ windowAlertAtPercent: { weekly: [70] } });
    await window.user.type(screen.getByRole('textbox', { name: 'Notify at, 5-hour limit' }), '60, 90{Enter}');
    const weekly = screen.getByRole<HTMLInputElement>('textbox', { name: 'Notify at, weekly limit' });
    expect(weekly.value).toBe('70');
    await window.user.clear(weekly);
    await window.user.tab();
    expect(sent(window)).toEqual([
      { windowAlertAtPercent: { session: [60, 90], weekly: [70] } },
      { windowAlertAtPercent: { session: [60, 90] } },
    ]);
  });

  it('take a switch and steps for one account, and forget what is as for all', async () => {
    const window = await open({ accountAlerts: { 'claude:home': { enabled: false } } });
    const steps = screen.getByRole('textbox', { name: 'Steps for work' });
    await window.user.type(steps, '70{Enter}');
    await window.user.click(screen.getByRole('switch', { name: 'Notify about home' }));
    await window.user.clear(steps);
    await window.user.tab();
    expect(sent(window)).toEqual([
      { accountAlerts: { 'claude:home': { enabled: false }, 'codex:work': { enabled: true, alertAtPercent: [70] } } },
      { accountAlerts: { 'codex:work': { enabled: true, alertAtPercent: [70] } } },
      { accountAlerts: {} },
    ]);
  });

  it('take quiet hours for each day, and say when they end on the next', async () => {
    const window = await open({ quietHours: { monday: { from: '12:00', to: '13:00' } } });
    expect(screen.queryByText('until next day at')).toBeNull();
    await window.user.click(screen.getByRole('switch', { name: 'Quiet hours on Friday' }));
    await waitFor(() => expect(screen.getByText('until next day at')).toBeDefined());
    await window.user.click(screen.getByRole('switch', { name: 'Quiet hours on Monday' }));
    expect(sent(window)).toEqual([
      { quietHours: { monday: { from: '12:00', to: '13:00' }, friday: { from: '22:00', to: '07:00' } } },
      { quietHours: { friday: { from: '22:00', to: '07:00' } } },
    ]);
  });

  it('snooze all, and show again', async () => {
    const snoozed = { ...exampleNotices, allSnoozedText: 'Notifications are muted until 14:00.' };
    const window = await open({}, { notices: { ok: true, value: snoozed } });
    expect(await screen.findByText('Notifications are muted until 14:00.')).toBeDefined();
    await window.user.click(screen.getByRole('button', { name: 'Unmute' }));
    expect(callsOf(window.bridge, 'snoozeNotices')).toEqual([['snoozeNotices', { accountId: null, forMinutes: null }]]);
  });
});

describe('the user’s commands', () => {
  it('are added once they name a program, changed, tried and removed', async () => {
    const window = await open({ hooks: [notify] });
    const draft = screen.getByRole('group', { name: 'Add' });
    await window.user.click(within(draft).getByRole('button', { name: 'Add' }));
    expect(sent(window)).toEqual([]);
    await window.user.type(within(draft).getByRole('textbox', { name: 'Program' }), 'say');
    await window.user.type(within(draft).getByRole('textbox', { name: /^Arguments/ }), 'one{Enter}two words');
    await window.user.selectOptions(within(draft).getByRole('combobox', { name: 'Event' }), 'state-changed');
    await window.user.click(within(draft).getByRole('button', { name: 'Add' }));
    const added = { event: 'state-changed', command: 'say', arguments: ['one', 'two words'] };
    expect(sent(window)).toEqual([{ hooks: [notify, added] }]);

    const first = screen.getByRole('group', { name: '/usr/bin/notify' });
    await window.user.click(within(first).getByRole('button', { name: 'Try /usr/bin/notify' }));
    expect(within(first).getByRole('status').textContent).toBe('The command ran successfully.');
    expect(callsOf(window.bridge, 'tryHook')).toEqual([['tryHook', { index: 0 }]]);
    await window.user.selectOptions(within(first).getByRole('combobox', { name: 'Event' }), 'threshold');
    expect(sent(window).at(-1)).toEqual({ hooks: [{ ...notify, event: 'threshold' }, added] });
    await window.user.click(screen.getByRole('button', { name: 'Remove say' }));
    expect(sent(window).at(-1)).toEqual({ hooks: [{ ...notify, event: 'threshold' }] });
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Commands');
  });

  it('stay as they were where the person does not agree, and nothing says that they were refused', async () => {
    const window = await open({ hooks: [notify] }, { agrees: false });
    const first = screen.getByRole('group', { name: '/usr/bin/notify' });
    const when = within(first).getByRole('combobox', { name: 'Event' });
    await window.user.selectOptions(when, 'threshold');
    expect(sent(window)).toEqual([{ hooks: [{ ...notify, event: 'threshold' }] }]);
    expect((when as HTMLSelectElement).value).toBe(notify.event);
    expect(screen.queryByText('The app did not accept this value.')).toBeNull();
  });

  it('are thirty-two at most', async () => {
    await open({ hooks: Array.from({ length: 32 }, () => notify) });
    expect(screen.queryByRole('group', { name: 'Add' })).toBeNull();
    expect(screen.getByText('You can have up to 32 commands.')).toBeDefined();
  });
});
