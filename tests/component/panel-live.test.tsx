import { act, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PanelAndPages } from '../support/card-page.ts';
import type { RowView } from '../../core/views/panel-model.ts';
import { PanelApp } from '../../renderer/panel/Panel.tsx';
import { exampleFace, exampleRow } from '../support/example-face.ts';
import { examplePanel } from '../support/example-views.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { callsOf, renderPanel, renderPanelView } from '../support/render-window.tsx';

const work = exampleRow('codex:work', 'work');

function panel(version: number, rows: readonly RowView[], rest: Partial<PanelAndPages> = {}): PanelAndPages {
  return { ...examplePanel, ...exampleFace(rows), version, ...rest };
}

const aged = (text: string): Partial<PanelAndPages> => ({ age: { text, spoken: `Updated ${text}`, isOld: false } });

function announcement(): string {
  return document.querySelector('[data-announcement]')?.textContent ?? '';
}

/** Puts the panel on the screen, or takes it away. */
async function becomes(state: DocumentVisibilityState): Promise<void> {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  await act(async () => void document.dispatchEvent(new Event('visibilitychange')));
}

afterEach(() => vi.restoreAllMocks());

describe('a push', () => {
  it('with a smaller version is dropped, with a greater one shown', async () => {
    const { bridge } = await renderPanelView(panel(10, [work]));
    act(() => bridge.pushPanel(panel(9, [], aged('from the past'))));
    expect(screen.queryByText('from the past')).toBeNull();
    expect(screen.getByRole('button', { name: /^work, / })).toBeDefined();
    act(() => bridge.pushPanel(panel(11, [work], aged('just now'))));
    expect(screen.getByText('just now')).toBeDefined();
  });

  it('that overtakes the first answer is not undone by it', async () => {
    const bridge = fakeBridge({ panel: { ok: true, value: panel(4, [work], aged('older')) } });
    render(<PanelApp bridge={bridge} />);
    act(() => bridge.pushPanel(panel(5, [work], aged('newer'))));
    await waitFor(() => expect(callsOf(bridge, 'getPanel')).toHaveLength(1));
    await act(async () => undefined);
    expect(screen.getByText('newer')).toBeDefined();
    expect(screen.queryByText('older')).toBeNull();
  });

  it('is not listened to any more when the window is gone', async () => {
    const bridge = fakeBridge();
    const ends: string[] = [];
    const watched = { ...bridge, onPanelChanged: () => () => void ends.push('panel') };
    const { unmount } = render(<PanelApp bridge={watched} />);
    await screen.findByRole('button', { name: /^work, / });
    unmount();
    expect(ends).toEqual(['panel']);
  });

  it('changes the language of the page and of its words', async () => {
    const { bridge } = await renderPanel();
    expect(document.documentElement.lang).toBe('en');
    act(() => bridge.pushPanel(panel(8, [work], { appearance: { language: 'zh-Hans', theme: 'dark' } })));
    expect(document.documentElement.lang).toBe('zh-Hans');
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(await screen.findByRole('button', { name: '更多' })).toBeDefined();
    expect(announcement()).toBe('');
    act(() => bridge.pushPanel(panel(9, [work])));
    expect(document.documentElement.dataset['theme']).toBeUndefined();
    expect(screen.getByRole('button', { name: 'More' })).toBeDefined();
  });
});

describe('the live region', () => {
  it('is silent at first and when only figures and ages change', async () => {
    const { bridge } = await renderPanelView(panel(1, [work]));
    expect(announcement()).toBe('');
    act(() => bridge.pushPanel(panel(2, [{ ...work, figure: '51%', age: '22 min old' }], aged('3 min'))));
    expect(announcement()).toBe('');
  });

  it('says the account and its state when the state changes', async () => {
    const { bridge } = await renderPanelView(panel(1, [work]));
    act(() => bridge.pushPanel(panel(2, [{ ...work, standing: 'low' }])));
    expect(announcement()).toBe('work: running low');
    act(() => bridge.pushPanel(panel(3, [work])));
    expect(announcement()).toBe('work: enough left');
  });
});

describe('the wish to see an account', () => {
  it('opens its page', async () => {
    const bridge = fakeBridge();
    render(<PanelApp bridge={bridge} />);
    await screen.findByRole('button', { name: /^home, / });
    act(() => bridge.focusAccount('claude:home'));
    expect(await screen.findByRole('region', { name: /^home/ })).toBeDefined();
  });

  it('opens its page also if the page learns later that the panel is on the screen, and the next opening shows the list', async () => {
    const bridge = fakeBridge();
    render(<PanelApp bridge={bridge} />);
    await screen.findByRole('button', { name: /^home, / });
    await becomes('hidden');
    await act(async () => bridge.focusAccount('claude:home'));
    await becomes('visible');
    expect(await screen.findByRole('region', { name: /^home/ })).toBeDefined();
    await becomes('hidden');
    await becomes('visible');
    await waitFor(() => expect(screen.queryByRole('region', { name: /^home/ })).toBeNull());
  });
});

describe('a fault of one row', () => {
  it('takes only that row away, says so, and heals with other data', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const good = exampleRow('broken', 'broken');
    const broken = { ...good, bars: null } as unknown as RowView;
    const { bridge } = await renderPanelView(panel(1, [work, broken]));
    expect(screen.getByRole('button', { name: /^work, / })).toBeDefined();
    expect(screen.getByRole('alert').textContent).toContain('This view stopped working');
    act(() => bridge.pushPanel(panel(2, [work, good])));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('button', { name: /^broken, / })).toBeDefined();
  });
});
