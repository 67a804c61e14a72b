import { act, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPanel, renderPanelView, callsOf } from '../support/render-window.tsx';

describe('the keys of the panel', () => {
  it('Escape closes the window', async () => {
    const { bridge, user } = await renderPanel();
    await user.keyboard('{Escape}');
    expect(callsOf(bridge, 'closeWindow')).toHaveLength(1);
  });

  it('Escape takes an open question back first and leaves the window', async () => {
    const { bridge, user } = await renderPanel();
    await user.click(screen.getByRole('button', { name: 'Forget old laptop' }));
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Forget old laptop' }));
    expect(callsOf(bridge, 'closeWindow')).toHaveLength(0);
    expect(callsOf(bridge, 'forgetAccount')).toHaveLength(0);
  });

  it.each(['{F5}', '{Control>}r{/Control}', '{Meta>}r{/Meta}'])('%s refreshes all accounts', async (keys) => {
    const { bridge, user } = await renderPanel();
    await user.keyboard(keys);
    expect(callsOf(bridge, 'refreshAccounts')).toEqual([['refreshAccounts', { accountId: null }]]);
  });

  it('F5 asks nothing while a refresh is not possible', async () => {
    const { bridge, user } = await renderPanelView({ refreshEnabled: false });
    await user.keyboard('{F5}');
    await user.click(screen.getByRole('button', { name: /Refresh all accounts/ }));
    expect(callsOf(bridge, 'refreshAccounts')).toEqual([]);
  });

  it('Ctrl+, opens the settings', async () => {
    const { bridge, user } = await renderPanel();
    await user.keyboard('{Control>},{/Control}');
    expect(callsOf(bridge, 'openWindow')).toEqual([['openWindow', { window: 'settings' }]]);
  });

  it('arrow keys, letters and modified Escapes of other meaning stay untouched', async () => {
    const { bridge, user } = await renderPanel();
    await user.keyboard('{ArrowDown}{ArrowUp}{PageDown}r,{Control>}{Shift>}r{/Shift}{/Control}');
    expect(bridge.calls.map(([name]) => name)).toEqual(['getPanel']);
  });

  it('Tab goes from the header through the cards in reading order', async () => {
    const { user } = await renderPanel();
    const names: string[] = [];
    for (let step = 0; step < 8; step += 1) {
      await user.tab();
      names.push(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
    }
    expect(names).toEqual([
      'Refresh all accounts, 2 min ago',
      'Notifications',
      'Settings',
      'By provider and group',
      'History of all accounts',
      'Refresh old laptop',
      'Forget old laptop',
      '5 h',
    ]);
  });

  it('the tray brings the focus to a card', async () => {
    const { bridge } = await renderPanel();
    act(() => bridge.focusAccount('claude:home'));
    expect(document.activeElement).toBe(screen.getByRole('article', { name: 'home' }));
  });
});
