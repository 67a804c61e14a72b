import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../support/accessible.ts';
import { emptyHistory, exampleHistory, examplePeaks } from '../support/example-history.ts';
import { fakeBridge, type FakeApp } from '../support/fake-bridge.ts';
import { callsOf, openAccount, renderPanel, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

async function openPage(app: Partial<FakeApp> = {}) {
  const opened = await renderPanel(fakeBridge(app));
  await openAccount(opened, 'work');
  return { ...opened, part: await screen.findByRole('region', { name: 'History of work' }) };
}

afterEach(() => vi.restoreAllMocks());

describe('the history of an account', () => {
  it('asks for nothing before the page of the account is open, and then for the present period', async () => {
    const narrow = { matches: false, addEventListener: () => undefined, removeEventListener: () => undefined };
    vi.spyOn(window, 'matchMedia').mockReturnValue(narrow as unknown as MediaQueryList);
    const opened = await renderPanel();
    expect(callsOf(opened.bridge, 'getHistory')).toEqual([]);
    await openAccount(opened, 'work');
    await waitFor(() =>
      expect(callsOf(opened.bridge, 'getHistory')[0]).toEqual([
        'getHistory',
        { accountId: 'codex:work', windowId: 'session', range: 'period' },
      ]),
    );
  });

  it('is accessible with its chart, its table and its outcome', async () => {
    const { part, user } = await openPage();
    await within(part).findByRole('application', { name: /^5 hours of work, since the last reset/ });
    await user.click(within(part).getByText('Table and export'));
    await user.click(within(part).getByRole('button', { name: 'Show table' }));
    expect(within(part).getByRole('table', { name: /^5 hours of work/ })).toBeDefined();
    await user.click(within(part).getByRole('button', { name: 'Export CSV' }));
    expect(await within(part).findByText('Saved daily-usage.csv.')).toBeDefined();
    await expectAccessible();
  });

  it('asks again when another range or another limit is chosen', async () => {
    const { bridge, part, user } = await openPage();
    await user.selectOptions(within(part).getByRole('combobox', { name: 'Time range' }), 'Month');
    await user.click(within(part).getByRole('radio', { name: 'Week' }));
    await waitFor(() =>
      expect(callsOf(bridge, 'getHistory').at(-1)).toEqual([
        'getHistory',
        { accountId: 'codex:work', windowId: 'weekly', range: 'month' },
      ]),
    );
    expect(await within(part).findByRole('application', { name: /last 30 days/ })).toBeDefined();
  });

  it('shows a bar for each week of a year when the year is chosen', async () => {
    const peaks = examplePeaks();
    const { bridge, user } = await openPage({ peaks });
    const bars = await screen.findByRole('region', { name: peaks.title });
    expect(callsOf(bridge, 'getPeaks').at(-1)).toMatchObject(['getPeaks', { windowId: 'session', range: 'month' }]);
    // Everything else counts what is left, so that the axis and the caption say that this counts what was used
    expect(within(bars).getByText('used')).toBeDefined();
    expect(within(bars).getByText(/^Each bar is the highest use of that day/)).toBeDefined();
    await user.click(within(bars).getByRole('radio', { name: 'Year' }));
    await waitFor(() =>
      expect(callsOf(bridge, 'getPeaks').at(-1)).toMatchObject(['getPeaks', { windowId: 'session', range: 'year' }]),
    );
    await expectAccessible();
  });

  it('is read by keys, figure by figure', async () => {
    const { part, user } = await openPage();
    const chart = await within(part).findByRole('application');
    const spoken = (): string => part.querySelector('[data-readout]')?.textContent ?? '';
    chart.focus();
    await user.keyboard('{End}');
    expect(spoken()).toMatch(/^0?9:30: \d+% left$/);
    await user.keyboard('{ArrowLeft}');
    expect(spoken()).toMatch(/^0?9:20: \d+% left$/);
    await user.keyboard('{Home}');
    expect(spoken()).not.toMatch(/^0?9:20/);
  });

  it('draws the even pace and the forecast of the running period, with its sentence', async () => {
    const sentence = 'about 22% left at the reset, Sun 12:20';
    const { part } = await openPage({
      history: (question) => {
        const view = exampleHistory(question);
        const period = {
          ...{ startsAt: view.from, resetsAt: view.to + 9_000, evenFrom: 100, evenTo: 0, sentence },
          forecast: { at: view.to + 9_000, value: 22, isEarly: false },
        };
        return { ok: true, value: { ...view, period } };
      },
    });
    expect(await within(part).findByText(sentence)).toBeDefined();
    expect(within(part).getByText('forecast')).toBeDefined();
    const ends = [...part.querySelectorAll('line')].map((line) => line.getAttribute('x2'));
    expect(new Set(ends.filter((end) => end === '312')).size).toBe(1);
  });

  it('says so when nothing is kept', async () => {
    const { part } = await openPage({ history: (question) => ({ ok: true, value: emptyHistory(question) }) });
    expect(await within(part).findByText('No readings are stored for this time yet.')).toBeDefined();
    expect(within(part).queryByRole('application')).toBeNull();
  });

  it('says so when there is no history at all', async () => {
    const { part } = await openPage({ history: () => ({ ok: true, value: null }) });
    expect(await within(part).findByText(/^The history could not be read/)).toBeDefined();
  });

  it('shows all accounts together on the page about all', async () => {
    const { bridge, user } = await renderPanel(fakeBridge({ menuChoice: 'overview' }));
    await user.click(screen.getByRole('button', { name: 'More' }));
    const part = await screen.findByRole('region', { name: 'History of all accounts' });
    expect(await within(part).findByText(/^Average of up to 3 accounts/)).toBeDefined();
    expect(callsOf(bridge, 'getHistory').at(-1)).toEqual([
      'getHistory',
      { accountId: null, windowId: null, range: 'day' },
    ]);
    await expectAccessible();
  });
});

describe('the settings of the history', () => {
  async function openData(): Promise<RenderedWindow> {
    const opened = await renderSettings();
    await opened.user.click(screen.getByRole('button', { name: 'Data and privacy' }));
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
