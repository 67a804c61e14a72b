import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../support/accessible.ts';
import { exampleWarmups, morning, warmupsNowMs } from '../support/example-warmups.ts';
import { callsOf, renderSection, type RenderedWindow } from '../support/render-window.tsx';

const open = renderSection.bind(null, 'Schedules');

const sent = ({ bridge }: RenderedWindow): readonly unknown[] =>
  callsOf(bridge, 'setSettings').map(([, input]) => input);

describe('the section of warm-ups', () => {
  it('is accessible, with schedules and without', async () => {
    await open({ windowWarmups: [morning] });
    expect(screen.getByRole('switch', { name: 'work: 7:00, Monday to Friday is on' })).toBeTruthy();
    await expectAccessible();
  });

  it('shows what happened today and what is planned as a table', async () => {
    await open();
    const rows = within(screen.getByRole('table', { name: 'Warm-ups on Today' })).getAllByRole('row');
    expect(rows.map((row) => row.textContent)).toContain('7:00work7:00 – 12:005-hour limit started, until 12:00');
    expect(screen.getByRole('table', { name: 'Warm-ups on Tomorrow' })).toBeTruthy();
  });

  it('names the hours below each day as the region writes them, and says what the forms mean', async () => {
    await open({}, {}, 'en-US');
    const texts = [...document.querySelectorAll('[aria-hidden="true"]')].map(({ textContent }) =>
      textContent?.replaceAll('\u202f', ' '),
    );
    expect(texts.filter((text) => text === '12 AM6 AM12 PM6 PM12 AM')).toHaveLength(2);
    expect(texts).toContain('5-hour limit, started5-hour limit, schedulednow');
  });

  it.each([
    ['en-GB', '9:15, Sun', 'work: 7:00, Monday to Friday'],
    ['en-US', '9:15 AM, Sun', 'work: 7:00 AM, Monday to Friday'],
  ])('writes the times of schedules as the region %s does, like the timetable', async (times, refresh, warmup) => {
    await open({ windowWarmups: [morning], refreshSlots: [{ days: [7], time: '09:15' }] }, {}, times);
    const lists = screen.getAllByRole('listitem').map(({ textContent }) => textContent?.replaceAll('\u202f', ' '));
    expect(lists.some((text) => text?.startsWith(refresh))).toBe(true);
    expect(lists.some((text) => text?.startsWith(warmup))).toBe(true);
    expect(document.body.textContent).not.toMatch(/0[79]:\d\d/);
  });

  it('adds a schedule with the keyboard alone, from now on', async () => {
    const window = await open();
    const list = screen.getByRole('button', { name: 'Add: Start the 5-hour limit' });
    list.focus();
    await window.user.keyboard('{Enter}');
    const time = screen.getByLabelText<HTMLInputElement>('Time');
    expect(document.activeElement).toBe(time);
    await window.user.clear(time);
    await window.user.type(time, '06:30');
    await window.user.click(screen.getByRole('checkbox', { name: 'Fri' }));
    await window.user.selectOptions(screen.getByLabelText('Run late by up to'), '60');
    await window.user.click(screen.getByRole('button', { name: 'Save' }));
    expect(sent(window)).toMatchObject([
      {
        windowWarmups: [
          {
            ...{ accountId: 'codex:work', days: [1, 2, 3, 4], time: '06:30', graceMinutes: 60, enabled: true },
            sinceMs: warmupsNowMs,
          },
        ],
      },
    ]);
  });

  it('takes no schedule without a day, and nothing with Escape', async () => {
    const window = await open();
    await window.user.click(screen.getByRole('button', { name: 'Add: Refresh at set times' }));
    for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri']) {
      await window.user.click(screen.getByRole('checkbox', { name: day }));
    }
    await window.user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByRole('alert').textContent).toBe('Choose at least one day.');
    await window.user.keyboard('{Escape}');
    expect(screen.queryByLabelText('Time')).toBeNull();
    expect(sent(window)).toEqual([]);
  });

  it('edits, switches off and removes', async () => {
    const window = await open({ windowWarmups: [morning], refreshSlots: [{ days: [7], time: '09:15' }] });
    await window.user.click(screen.getByRole('switch'));
    expect(sent(window).at(-1)).toEqual({ windowWarmups: [{ ...morning, enabled: false, sinceMs: warmupsNowMs }] });
    await window.user.click(screen.getByRole('button', { name: 'Edit 9:15, Sun' }));
    await window.user.click(screen.getByRole('checkbox', { name: 'Sat' }));
    await window.user.keyboard('{Enter}');
    await window.user.click(screen.getByRole('button', { name: 'Save' }));
    await window.user.click(screen.getByRole('button', { name: /^Remove work/ }));
    expect(sent(window).at(-1)).toEqual({ windowWarmups: [] });
  });

  it('says that nothing runs without a cap, and sets one', async () => {
    const none = exampleWarmups({ settings: { windowWarmupCap: { perDay: 0, perWeek: 0 } } });
    const window = await open({ windowWarmups: [morning] }, { warmups: { ok: true, value: none } });
    expect(screen.getByText('Nothing runs until you set a maximum above 0.')).toBeTruthy();
    const field = screen.getByRole('spinbutton', { name: 'Per week' });
    await window.user.clear(field);
    await window.user.type(field, '5');
    expect(sent(window).at(-1)).toEqual({ windowWarmupCap: { perDay: 0, perWeek: 5 } });
  });

  it('are tried by the main process, which asks first; what came of it is said', async () => {
    const window = await open(
      {},
      {
        warmupAnswers: [
          { ok: true, value: { ok: false, message: null } },
          { ok: true, value: { ok: true, message: 'Request sent' } },
        ],
      },
    );
    const button = screen.getByRole('button', { name: 'Run now: work' });
    await window.user.click(button);
    expect(screen.queryByText(/^Running/)).toBeNull();
    await window.user.click(button);
    expect(callsOf(window.bridge, 'tryWarmup')).toEqual([
      ['tryWarmup', { accountId: 'codex:work' }],
      ['tryWarmup', { accountId: 'codex:work' }],
    ]);
    expect(screen.getAllByText('Request sent').length).toBeGreaterThan(0);
    await expectAccessible();
  });
});
