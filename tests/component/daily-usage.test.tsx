import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { DailyUsageView } from '../../core/daily-usage/view-model.ts';
import { expectAccessible } from '../support/accessible.ts';
import { exampleUsage, usageNowMs } from '../support/example-usage.ts';
import { fakeBridge, type FakeApp } from '../support/fake-bridge.ts';
import { callsOf, openAccount, renderPanel, type RenderedWindow } from '../support/render-window.tsx';

const answerOf = (value: DailyUsageView | null) => ({ ok: true, value }) as const;

async function openDrawer(app: Partial<FakeApp> = {}): Promise<RenderedWindow & { readonly drawer: HTMLElement }> {
  const opened = await renderPanel(fakeBridge(app));
  await openAccount(opened, 'work');
  await opened.user.click(opener());
  const drawer = await screen.findByRole('region', { name: /^Daily usage/ });
  await waitFor(() => expect(drawer.getAttribute('aria-busy')).toBe('false'));
  return { ...opened, drawer };
}

function opener(): HTMLElement {
  return screen.getByRole('button', { name: 'Daily usage' });
}

function readout(): string {
  return document.querySelector('[data-readout]')?.textContent ?? '';
}

describe('the page of daily usage', () => {
  it('is offered on the page of a Codex account and of no other', async () => {
    const opened = await renderPanel();
    await openAccount(opened, 'work');
    expect(opener()).toBeDefined();
    await opened.user.keyboard('{Escape}');
    await openAccount(opened, 'home');
    expect(screen.queryByRole('button', { name: 'Daily usage' })).toBeNull();
  });

  it('asks nothing before it is opened, and then only where the service may be asked', async () => {
    const opened = await renderPanel();
    const { bridge, user } = opened;
    await openAccount(opened, 'work');
    expect(callsOf(bridge, 'getDailyUsage')).toEqual([]);
    await user.click(opener());
    await screen.findByRole('application');
    expect(callsOf(bridge, 'getDailyUsage')).toEqual([['getDailyUsage', { accountId: 'codex:work' }]]);
    expect(callsOf(bridge, 'refreshDailyUsage')).toEqual([]);
  });

  it('has the service asked when it is opened and may be, and shows what came', async () => {
    const { bridge } = await openDrawer({
      usage: answerOf(exampleUsage({ days: 0, reading: { asked: null } })),
      freshUsage: answerOf(exampleUsage({ days: 7 })),
    });
    expect(await screen.findByRole('application')).toBeDefined();
    expect(callsOf(bridge, 'refreshDailyUsage')).toEqual([['refreshDailyUsage', { accountId: 'codex:work' }]]);
  });

  it('is accessible with its chart, its table and its outcome', async () => {
    const { drawer, user } = await openDrawer();
    await user.click(within(drawer).getByRole('button', { name: 'Show table' }));
    await user.click(within(drawer).getByRole('button', { name: 'Export CSV' }));
    expect((await within(drawer).findByText('Saved daily-usage.csv.')).getAttribute('role')).toBe('status');
    await expectAccessible();
  });

  it.each([
    ['off', exampleUsage({ days: 0, settings: { dailyUsage: false } })],
    ['empty', exampleUsage({ days: 0 })],
    ['refused', exampleUsage({ days: 0, reading: { failure: { kind: 'unauthorised', status: 403 }, refused: true } })],
  ])('is accessible when it is %s', async (_name, view) => {
    await openDrawer({ usage: answerOf(view) });
    await expectAccessible();
  });

  it('takes the focus, and Escape goes back to the account without closing the panel', async () => {
    const { bridge, user } = await openDrawer();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Back to all accounts' }));
    await user.keyboard('{Escape}');
    expect(opener()).toBeDefined();
    expect(callsOf(bridge, 'closeWindow')).toEqual([]);
  });

  it('arrow keys go from day to day, Home and End to the ends, each spoken with its figures', async () => {
    const { user } = await openDrawer();
    screen.getByRole('application').focus();
    expect(readout()).toBe('');
    await user.keyboard('{ArrowLeft}');
    expect(readout()).toMatch(
      /^Fri 13 Mar: [\d.]+ credits, VS Code: [\d.]+, Command line: [\d.]+, Desktop app: [\d.]+$/,
    );
    await user.keyboard('{Home}');
    expect(readout()).toMatch(/^Sun 8 Mar: /);
    await user.keyboard('{ArrowLeft}');
    expect(readout()).toMatch(/^Sun 8 Mar: /);
    await user.keyboard('{End}');
    expect(readout()).toBe('Sat 14 Mar: 1.2 credits, Command line: 1.2');
    expect(document.querySelector('[data-readout]')?.getAttribute('aria-live')).toBe('polite');
  });

  it('a day of which nothing is known is said to be so, and is not 0', async () => {
    const { user } = await openDrawer();
    await user.click(screen.getByRole('radio', { name: 'Tokens' }));
    screen.getByRole('application').focus();
    await user.keyboard('{End}');
    expect(readout()).toBe('Sat 14 Mar: no data');
  });

  it('by model it says why there are no credits, shows turns, and goes back to credits by client', async () => {
    const { user, drawer } = await openDrawer();
    await user.click(screen.getByRole('radio', { name: 'By model' }));
    expect(
      within(drawer).getByText('The service does not split credits by model, so the chart shows turns.'),
    ).toBeDefined();
    expect(screen.getByRole('radio', { name: 'Credits' })).toHaveProperty('disabled', true);
    expect(screen.getByRole('radio', { name: 'Turns' })).toHaveProperty('checked', true);
    await user.click(screen.getByRole('radio', { name: 'By client' }));
    expect(screen.getByRole('radio', { name: 'Credits' })).toHaveProperty('checked', true);
  });

  it('has the same figures as a table', async () => {
    const view = exampleUsage({ days: 7 });
    const { user } = await openDrawer({ usage: answerOf(view) });
    await user.click(screen.getByRole('button', { name: 'Show table' }));
    const table = screen.getByRole('table');
    const chart = view.splits[0]?.measures[0]?.chart;
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map(({ textContent }) => textContent),
    ).toEqual(chart?.table.columns);
    expect(
      within(table)
        .getAllByRole('row')
        .slice(1)
        .map((row) => [...row.children].map(({ textContent }) => textContent)),
    ).toEqual(chart?.table.rows.map(({ name, cells }) => [name, ...cells]));
  });

  it('draws one bar a day and one part of it for each client that has a figure', async () => {
    const view = exampleUsage({ days: 14 });
    await openDrawer({ usage: answerOf(view) });
    const chart = view.splits[0]?.measures[0]?.chart;
    const parts = document.querySelectorAll('[role="application"] rect[data-series]');
    expect(parts).toHaveLength(chart?.days.reduce((sum, day) => sum + day.parts.length, 0) ?? -1);
  });

  it('off, it explains what would be asked and can be turned on in place', async () => {
    const { bridge, user } = await openDrawer({
      usage: answerOf(exampleUsage({ days: 0, settings: { dailyUsage: false }, reading: { asked: null } })),
    });
    expect(screen.getByText('Daily usage is off')).toBeDefined();
    expect(callsOf(bridge, 'refreshDailyUsage')).toEqual([]);
    bridge.app.usage = answerOf(exampleUsage({ days: 0, reading: { asked: null } }));
    bridge.app.freshUsage = answerOf(exampleUsage({ days: 7 }));
    await user.click(screen.getByRole('button', { name: 'Turn on daily usage' }));
    expect(await screen.findByRole('application')).toBeDefined();
    expect(callsOf(bridge, 'enableDailyUsage')).toEqual([['enableDailyUsage']]);
  });

  it('Refresh asks only where the service may be asked, and a failure is told beside what is kept', async () => {
    const waiting = exampleUsage({ days: 7 });
    const { bridge, user } = await openDrawer({ usage: answerOf(waiting) });
    await user.click(screen.getByRole('button', { name: 'Refresh daily usage' }));
    expect(callsOf(bridge, 'refreshDailyUsage')).toEqual([]);
    expect(screen.getByText(waiting.waitText ?? '')).toBeDefined();
  });

  it('tells that the app did not answer, and that an export failed', async () => {
    const { user } = await openDrawer({ exportAnswer: { ok: false, error: { code: 'E_FAULT' } } });
    await user.click(screen.getByRole('button', { name: 'Export JSON' }));
    expect(await screen.findByText('The export failed. No file was saved.')).toBeDefined();
  });

  it('an export that was called off says nothing', async () => {
    const { user, bridge, drawer } = await openDrawer({
      exportAnswer: { ok: true, value: { saved: false, message: null } },
    });
    const before = drawer.textContent;
    await user.click(screen.getByRole('button', { name: 'Export CSV' }));
    expect(callsOf(bridge, 'exportDailyUsage')).toEqual([
      ['exportDailyUsage', { accountId: 'codex:work', format: 'csv' }],
    ]);
    expect(drawer.textContent).toBe(before);
  });

  it.each<readonly [string, FakeApp['usage']]>([
    ['the account is gone', answerOf(null)],
    ['a fault', { ok: false, error: { code: 'E_FAULT' } }],
  ])('says that it could not be read: %s', async (_name, usage) => {
    await openDrawer({ usage });
    expect(screen.getByText(/Daily usage could not be read/)).toBeDefined();
  });

  it('keeps what is shown when a later question fails', async () => {
    const free = exampleUsage({ days: 7, reading: { asked: { answeredAtMs: usageNowMs, notBeforeMs: 0 } } });
    const { bridge, user } = await openDrawer({ usage: answerOf(free), freshUsage: answerOf(free) });
    bridge.app.freshUsage = { ok: false, error: { code: 'E_FAULT' } };
    await user.click(screen.getByRole('button', { name: 'Refresh daily usage' }));
    expect(await screen.findByText(/Daily usage could not be read/)).toBeDefined();
    expect(screen.getByRole('application')).toBeDefined();
  });
});
