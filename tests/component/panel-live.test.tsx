import { act, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AccountCardView, PanelView } from '../../core/views/panel.ts';
import { PanelApp } from '../../renderer/panel/Panel.tsx';
import { account, meter } from '../support/example-cards.ts';
import { examplePanel } from '../support/example-views.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { renderPanel, renderPanelView } from '../support/render-window.tsx';

const work = account('codex:work', 'codex', 'work', 'Codex · Pro', {
  meters: [meter('weekly', 'Weekly', '41 % left', 'fine', 41)],
});

function panel(version: number, accounts: readonly AccountCardView[], rest: Partial<PanelView> = {}): PanelView {
  return { ...examplePanel, version, accounts, ...rest };
}

function announcement(): string {
  return document.querySelector('[aria-live="polite"]')?.textContent ?? '';
}

afterEach(() => vi.restoreAllMocks());

describe('a push', () => {
  it('with a smaller version is dropped, with a greater one shown', async () => {
    const { bridge } = await renderPanelView(panel(10, [work]));
    act(() => bridge.pushPanel(panel(9, [], { updatedText: 'from the past' })));
    expect(screen.queryByText('from the past')).toBeNull();
    expect(screen.getByRole('article', { name: 'work' })).toBeDefined();
    act(() => bridge.pushPanel(panel(11, [work], { updatedText: 'just now' })));
    expect(screen.getByText('just now')).toBeDefined();
  });

  it('that overtakes the first answer is not undone by it', async () => {
    const bridge = fakeBridge({ panel: { ok: true, value: panel(4, [work], { updatedText: 'older' }) } });
    render(<PanelApp bridge={bridge} />);
    act(() => bridge.pushPanel(panel(5, [work], { updatedText: 'newer' })));
    await waitFor(() => expect(bridge.calls).toEqual([['getPanel']]));
    await act(async () => undefined);
    expect(screen.getByText('newer')).toBeDefined();
    expect(screen.queryByText('older')).toBeNull();
  });

  it('is not listened to any more when the window is gone', async () => {
    const bridge = fakeBridge();
    const ends: string[] = [];
    const watched = { ...bridge, onPanelChanged: () => () => void ends.push('panel') };
    const { unmount } = render(<PanelApp bridge={watched} />);
    await screen.findByRole('article', { name: 'work' });
    unmount();
    expect(ends).toEqual(['panel']);
  });

  it('changes the language of the page and of its words', async () => {
    const { bridge } = await renderPanel();
    expect(document.documentElement.lang).toBe('en');
    act(() => bridge.pushPanel(panel(8, [work], { appearance: { language: 'zh-Hans', theme: 'dark' } })));
    expect(document.documentElement.lang).toBe('zh-Hans');
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(screen.getByRole('button', { name: '设置' })).toBeDefined();
    expect(announcement()).toBe('');
    act(() => bridge.pushPanel(panel(9, [work])));
    expect(document.documentElement.dataset['theme']).toBeUndefined();
    expect(screen.getByRole('button', { name: 'Settings' })).toBeDefined();
  });
});

describe('the live region', () => {
  it('is silent at first and when only figures and ages change', async () => {
    const { bridge } = await renderPanelView(panel(1, [work]));
    expect(announcement()).toBe('');
    const later = { ...work, meters: [meter('weekly', 'Weekly', '40 % left', 'fine', 40)] };
    act(() => bridge.pushPanel(panel(2, [later], { updatedText: '3 min ago' })));
    const aged = { ...later, stateText: 'as of 9 min ago', ageText: 'as of 9 min ago' };
    act(() => bridge.pushPanel(panel(3, [aged])));
    expect(announcement()).toBe('');
  });

  it('says the account and its state when the state changes, and when it is over', async () => {
    const { bridge } = await renderPanelView(panel(1, [work]));
    act(() => bridge.pushPanel(panel(2, [{ ...work, stateText: 'Sign in again', stateTone: 'attention' }])));
    expect(announcement()).toBe('work: Sign in again');
    act(() => bridge.pushPanel(panel(3, [work])));
    expect(announcement()).toBe('work: up to date again');
  });
});

describe('the wish to see an account', () => {
  it('that comes before the first answer is kept until the card is there', async () => {
    const bridge = fakeBridge();
    render(<PanelApp bridge={bridge} />);
    act(() => bridge.focusAccount('claude:home'));
    const card = await screen.findByRole('article', { name: 'home' });
    await waitFor(() => expect(document.activeElement).toBe(card));
  });
});

describe('a fault of one card', () => {
  it('takes only that card away, says so, and heals with other data', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken = { ...work, id: 'broken', label: 'broken', meters: null } as unknown as AccountCardView;
    const { bridge } = await renderPanelView(panel(1, [work, broken]));
    expect(screen.getByRole('article', { name: 'work' })).toBeDefined();
    expect(screen.getByRole('alert').textContent).toContain('This view stopped working');
    act(() => bridge.pushPanel(panel(2, [work, { ...broken, meters: [] }])));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('article', { name: 'broken' })).toBeDefined();
  });
});
