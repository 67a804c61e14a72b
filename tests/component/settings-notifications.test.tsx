import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../support/accessible.ts';
import { exampleNotices } from '../support/example-notifications.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { callsOf, renderSection, type RenderedWindow } from '../support/render-window.tsx';

const open = renderSection.bind(null, 'Notifications');

async function openPage({ user }: RenderedWindow, name: string): Promise<void> {
  await user.click(within(screen.getByRole('main')).getByRole('button', { name }));
}

const sent = ({ bridge }: RenderedWindow): readonly unknown[] =>
  [...callsOf(bridge, 'setSettings'), ...callsOf(bridge, 'setConfirmedSettings')].map(([, input]) => input);
/** The hours below the line of a day, with a blank between them. */
const daysLine = (): string =>
  [...document.querySelectorAll('li [aria-hidden="true"] > div:last-child > span')]
    .map(({ textContent }) => textContent)
    .join(' ');
const notify = { event: 'exhausted', command: '/usr/bin/notify', arguments: ['-x'] } as const;

describe('the settings of notifications', () => {
  it('are accessible, with everything in them shown', async () => {
    const window = await open({ quietHours: { monday: { from: '22:00', to: '07:00' } }, hooks: [notify] });
    await expectAccessible();
    await openPage(window, 'Run my own command');
    await expectAccessible();
  });

  it('have one switch for all, and for each kind one that notifies and one that makes a sound', async () => {
    const window = await open({ alertKinds: { threshold: false }, alertSounds: { exhausted: true } });
    expect(screen.getAllByRole('switch', { name: 'Notifications' })).toHaveLength(1);
    const table = within(screen.getByRole('table', { name: 'Notify me when' }));
    const on = (name: string): HTMLInputElement => table.getByRole<HTMLInputElement>('switch', { name });
    expect(on('Notification: A limit is running low').checked).toBe(false);
    expect(on('Sound: A limit is running low').disabled).toBe(true);
    expect(on('Sound: A limit is used up').checked).toBe(true);
    await window.user.click(on('Notification: A limit is back'));
    await window.user.click(on('Notification: A limit is running low'));
    await window.user.click(on('Sound: A limit is running low'));
    expect(sent(window)).toEqual([
      { alertKinds: { threshold: false, 'window-back': false } },
      { alertKinds: { threshold: true, 'window-back': false } },
      { alertSounds: { exhausted: true, threshold: true } },
    ]);
  });

  it('say in the table what each kind means with the present settings', async () => {
    const window = await open({ alertAtPercent: [70, 90], lowCredits: 0 });
    expect(screen.getByText('at 30% and 10% left')).toBeDefined();
    expect(screen.getByText('Set a low balance under Money first.')).toBeDefined();
    act(() =>
      window.bridge.pushSettings({
        ...exampleSettings,
        version: 9,
        settings: { ...exampleSettings.settings, alertAtPercent: [70, 90], meterShows: 'used' },
      }),
    );
    expect(screen.getByText('at 70% and 90% used')).toBeDefined();
    act(() =>
      window.bridge.pushSettings({
        ...exampleSettings,
        version: 10,
        settings: { ...exampleSettings.settings, alertAtPercent: [], lowCredits: 12 },
      }),
    );
    expect(screen.getByText('No steps are set.')).toBeDefined();
    expect(screen.getByText('below 12')).toBeDefined();
  });

  it.each([
    ['left', '20, 5', /^Percent left/, '50, 10', '80, 95', /^Enter up to five falling percentages.* such as 20, 5/],
    ['used', '80, 95', /^Percent used/, '50, 90', '20, 5', /^Enter up to five rising percentages.* such as 80, 95/],
  ] as const)(
    'take steps for all in percent %s, as the panel shows them, and refuse a list for the other side',
    async (meterShows, shown, help, wish, otherSide, problem) => {
      const window = await open({ meterShows });
      const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Running low at' });
      expect(field.value).toBe(shown);
      expect(screen.getByText(help).id).toBe(field.getAttribute('aria-describedby'));
      await window.user.clear(field);
      await window.user.type(field, `${wish}{Enter}`);
      await window.user.clear(field);
      await window.user.type(field, `${otherSide}{Enter}`);
      expect(sent(window)).toEqual([{ alertAtPercent: [50, 90] }]);
      expect(screen.getByRole('alert').textContent).toMatch(problem);
    },
  );

  it('forget a text for one side when the user turns to the other one', async () => {
    const window = await open();
    await window.user.type(screen.getByRole('textbox', { name: 'Running low at' }), '1');
    const settings = { ...exampleSettings.settings, meterShows: 'used' } as const;
    act(() => window.bridge.pushSettings({ ...exampleSettings, version: 9, settings }));
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Running low at' }).value).toBe('80, 95');
    expect(sent(window)).toEqual([]);
  });

  it('take steps for one window, and forget them where they are as for all', async () => {
    const window = await open({ windowAlertAtPercent: { weekly: [70] } });
    await openPage(window, 'Other steps for 5 hours or week');
    await window.user.type(screen.getByRole('textbox', { name: '5-hour limit' }), '40, 10{Enter}');
    const weekly = screen.getByRole<HTMLInputElement>('textbox', { name: 'Weekly limit' });
    expect(weekly.value).toBe('30');
    expect(screen.getAllByText(/^Percent left\. Leave empty/)).toHaveLength(2);
    await window.user.clear(weekly);
    await window.user.tab();
    expect(sent(window)).toEqual([
      { windowAlertAtPercent: { session: [60, 90], weekly: [70] } },
      { windowAlertAtPercent: { session: [60, 90] } },
    ]);
  });

  it('take a switch and steps for one account, and forget what is as for all', async () => {
    const window = await open({ accountAlerts: { 'claude:home': { enabled: false } } });
    expect(screen.getByText('1 account differs: home.')).toBeDefined();
    await openPage(window, 'Notifications by account');
    expect(screen.getByText(/enter its own steps in percent left/)).toBeDefined();
    const steps = screen.getByRole<HTMLInputElement>('textbox', { name: 'Notify at: work' });
    expect(steps.placeholder).toBe('20, 5');
    await window.user.type(steps, '30{Enter}');
    await window.user.click(screen.getByRole('switch', { name: 'Notifications: home' }));
    await window.user.clear(steps);
    await window.user.tab();
    expect(sent(window)).toEqual([
      { accountAlerts: { 'claude:home': { enabled: false }, 'codex:work': { enabled: true, alertAtPercent: [70] } } },
      { accountAlerts: { 'codex:work': { enabled: true, alertAtPercent: [70] } } },
      { accountAlerts: {} },
    ]);
  });

  it('take one span of quiet hours for all days, and leave out days', async () => {
    const window = await open();
    await window.user.click(screen.getByRole('switch', { name: 'Quiet hours' }));
    expect(screen.getByText('Every day 22:00 – 7:00')).toBeDefined();
    expect(daysLine()).toBe('00 06 12 18 00');
    await expectAccessible();
    fireEvent.change(screen.getByLabelText('Quiet from'), { target: { value: '23:30' } });
    await window.user.click(screen.getByRole('button', { name: 'Sunday' }));
    expect(screen.getByText('Mon Tue Wed Thu Fri Sat 23:30 – 7:00')).toBeDefined();
    const [all, later, without] = sent(window) as readonly { readonly quietHours: object }[];
    expect(Object.keys(all?.quietHours ?? {})).toHaveLength(7);
    expect(later).toMatchObject({ quietHours: { sunday: { from: '23:30', to: '07:00' } } });
    expect(Object.keys(without?.quietHours ?? {})).toHaveLength(6);
    await window.user.click(screen.getByRole('switch', { name: 'Quiet hours' }));
    expect(sent(window).at(-1)).toEqual({ quietHours: {} });
  });

  it('write the times of quiet hours as the region does', async () => {
    await open({ quietHours: { monday: { from: '22:00', to: '07:00' } } }, {}, 'en-US');
    expect(screen.getByText(/^Mon 10:00\sPM – 7:00\sAM$/)).toBeDefined();
    expect(daysLine()).toMatch(/^12\sAM 6\sAM 12\sPM 6\sPM 12\sAM$/);
  });

  it('explain quiet hours beside their switch, whatever the times are', async () => {
    const hours = { from: '12:00', to: '13:00' };
    const window = await open({ quietHours: { monday: hours, friday: { from: '22:00', to: '07:00' } } });
    const explained = (): string => {
      const control = screen.getByRole('switch', { name: 'Quiet hours' });
      return document.getElementById(control.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
    };
    expect(screen.getByText('Different times on each day')).toBeDefined();
    expect(explained()).toMatch(/^No notifications in these hours/);
    await window.user.click(screen.getByRole('switch', { name: 'Quiet hours' }));
    expect(screen.queryByText('Different times on each day')).toBeNull();
    expect(explained()).toMatch(/^No notifications in these hours/);
  });

  it('take other quiet hours for each day on demand, and say when they end on the next', async () => {
    const window = await open({ quietHours: { monday: { from: '12:00', to: '13:00' } } });
    await window.user.click(screen.getByRole('button', { name: 'Different times on each day' }));
    expect(screen.queryByText('until next day at')).toBeNull();
    await window.user.click(screen.getByRole('switch', { name: 'Quiet hours on Friday' }));
    await waitFor(() => expect(screen.getByText('until next day at')).toBeDefined());
    expect(sent(window)).toEqual([
      { quietHours: { monday: { from: '12:00', to: '13:00' }, friday: { from: '22:00', to: '07:00' } } },
    ]);
    await expectAccessible();
    await window.user.click(screen.getByRole('button', { name: 'Same time on all days' }));
    expect(sent(window).at(-1)).toEqual({
      quietHours: { monday: { from: '12:00', to: '13:00' }, friday: { from: '12:00', to: '13:00' } },
    });
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
    await openPage(window, 'Run my own command');
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
    await openPage(window, 'Run my own command');
    const first = screen.getByRole('group', { name: '/usr/bin/notify' });
    const when = within(first).getByRole('combobox', { name: 'Event' });
    await window.user.selectOptions(when, 'threshold');
    expect(sent(window)).toEqual([{ hooks: [{ ...notify, event: 'threshold' }] }]);
    expect((when as HTMLSelectElement).value).toBe(notify.event);
    expect(screen.queryByText('The app did not accept this value.')).toBeNull();
  });

  it('are thirty-two at most', async () => {
    const window = await open({ hooks: Array.from({ length: 32 }, () => notify) });
    expect(screen.getByText('32 commands')).toBeDefined();
    await openPage(window, 'Run my own command');
    expect(screen.queryByRole('group', { name: 'Add' })).toBeNull();
    expect(screen.getByText('You can have up to 32 commands.')).toBeDefined();
  });
});
