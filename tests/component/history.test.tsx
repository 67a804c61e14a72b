import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../support/accessible.ts';
import { emptyHistory } from '../support/example-history.ts';
import { fakeBridge, type FakeApp } from '../support/fake-bridge.ts';
import { callsOf, renderPanel, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

async function openRow(app: Partial<FakeApp> = {}): Promise<RenderedWindow & { readonly card: HTMLElement }> {
  const opened = await renderPanel(fakeBridge(app));
  const card = screen.getByRole('article', { name: 'work' });
  await opened.user.click(within(card).getByRole('button', { name: '5 h' }));
  return { ...opened, card };
}

async function openDrawer(app: Partial<FakeApp> = {}) {
  const opened = await openRow(app);
  await opened.user.click(opener());
  const drawer = await screen.findByRole('region', { name: 'History of work' });
  await waitFor(() => expect(drawer.getAttribute('aria-busy')).toBe('false'));
  return { ...opened, drawer };
}

function opener(): HTMLElement {
  return screen.getByRole('button', { name: 'History of work, 5 h' });
}

describe('the sparkline of an opened row', () => {
  it('asks for nothing before a row is opened', async () => {
    const { bridge } = await renderPanel();
    expect(callsOf(bridge, 'getHistory')).toEqual([]);
  });

  it('draws the present period and says it in words', async () => {
    const { bridge, card } = await openRow();
    const picture = await within(card).findByRole('img', { name: /^5 h of work, since the last reset, Left: / });
    expect(picture.querySelectorAll('polyline').length).toBeGreaterThan(0);
    expect(callsOf(bridge, 'getHistory')).toEqual([
      ['getHistory', { accountId: 'codex:work', windowId: 'session', range: 'period' }],
    ]);
    await expectAccessible();
  });

  it('draws nothing where nothing is kept, and nothing where there is no history', async () => {
    const { bridge } = await openRow({ history: (question) => ({ ok: true, value: emptyHistory(question) }) });
    await waitFor(() => expect(callsOf(bridge, 'getHistory')).toHaveLength(1));
    expect(document.querySelector('polyline')).toBeNull();
    expect(opener()).toBeDefined();
  });
});

describe('the drawer of the history', () => {
  it('is accessible with its chart, its table and its outcome', async () => {
    const { drawer, user } = await openDrawer();
    await within(drawer).findByRole('application', { name: /last 24 hours/ });
    await user.click(within(drawer).getByRole('button', { name: 'Show table' }));
    expect(within(drawer).getByRole('table', { name: /^5 h of work/ })).toBeDefined();
    await user.click(within(drawer).getByRole('button', { name: 'Export CSV' }));
    expect(await within(drawer).findByText('Saved daily-usage.csv.')).toBeDefined();
    await expectAccessible();
  });

  it('takes the focus, and Escape gives it back to the button without closing the panel', async () => {
    const { bridge, user } = await openDrawer();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Back' }));
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(opener());
    expect(screen.queryByRole('application')).toBeNull();
    expect(callsOf(bridge, 'closeWindow')).toEqual([]);
  });

  it('asks anew when another range or another window is chosen', async () => {
    const { bridge, drawer, user } = await openDrawer();
    await user.click(within(drawer).getByRole('radio', { name: 'Month' }));
    await user.selectOptions(within(drawer).getByRole('combobox', { name: 'Limit' }), 'Weekly');
    await waitFor(() =>
      expect(callsOf(bridge, 'getHistory').at(-1)).toEqual([
        'getHistory',
        { accountId: 'codex:work', windowId: 'weekly', range: 'month' },
      ]),
    );
    expect(await within(drawer).findByRole('application', { name: /last 30 days/ })).toBeDefined();
  });

  it('is read by keys: figure by figure, zoomed, moved and shown whole again', async () => {
    const { drawer, user } = await openDrawer();
    const chart = await within(drawer).findByRole('application');
    const spoken = (): string => drawer.querySelector('[data-readout]')?.textContent ?? '';
    chart.focus();
    await user.keyboard('{End}');
    const last = spoken();
    expect(last).toMatch(/^Sat,? 14 Mar,? 0?9:30: \d+%$/);
    await user.keyboard('{ArrowLeft}');
    expect(spoken()).toMatch(/9:20: \d+%$/);
    await user.keyboard('+');
    const zoomed = spoken();
    expect(zoomed).toMatch(/^\S.* to .*/);
    await user.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    expect(spoken()).not.toBe(zoomed);
    await user.keyboard('0');
    expect(spoken()).toMatch(/^Fri,? 13 Mar,? 0?9:30 to Sat,? 14 Mar,? 0?9:30$/);
  });

  it('says so when nothing is kept, or when the app does not answer', async () => {
    const { drawer } = await openDrawer({ history: (question) => ({ ok: true, value: emptyHistory(question) }) });
    expect(within(drawer).getByText('No readings are stored for this time yet.')).toBeDefined();
    expect(within(drawer).queryByRole('application')).toBeNull();
  });

  it('says so when there is no history at all', async () => {
    const { drawer } = await openDrawer({ history: () => ({ ok: true, value: null }) });
    expect(within(drawer).getByText(/^The history could not be read/)).toBeDefined();
  });

  it('shows all accounts together from the overview', async () => {
    const { bridge, user } = await renderPanel();
    await user.click(screen.getByRole('button', { name: 'History of all accounts' }));
    const drawer = await screen.findByRole('region', { name: 'History of all accounts' });
    expect(await within(drawer).findByText(/^Average of up to 3 accounts/)).toBeDefined();
    expect(callsOf(bridge, 'getHistory')).toEqual([['getHistory', { accountId: null, windowId: null, range: 'day' }]]);
    await expectAccessible();
  });
});

describe('the settings of the history', () => {
  async function openData(): Promise<RenderedWindow> {
    const opened = await renderSettings();
    await opened.user.click(screen.getByRole('button', { name: 'Data' }));
    return opened;
  }

  it('keep for so many days', async () => {
    const { bridge, user } = await openData();
    const field = screen.getByRole('textbox', { name: 'Keep history for' });
    await user.clear(field);
    await user.type(field, '30{Enter}');
    expect(callsOf(bridge, 'setSettings')).toEqual([['setSettings', { historyDays: 30 }]]);
    await expectAccessible();
  });

  it('deletes all in two steps, and Escape takes the question back', async () => {
    const { bridge, user } = await openData();
    await user.click(screen.getByRole('button', { name: 'Delete history…' }));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' }));
    await expectAccessible();
    await user.keyboard('{Escape}');
    expect(callsOf(bridge, 'clearHistory')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Delete history…' }));
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('The history was deleted.')).toBeDefined();
    expect(callsOf(bridge, 'clearHistory')).toEqual([['clearHistory']]);
  });
});
