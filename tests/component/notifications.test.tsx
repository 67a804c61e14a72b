import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../support/accessible.ts';
import { exampleNotices } from '../support/example-notifications.ts';
import { examplePanel } from '../support/example-views.ts';
import { fakeBridge, type FakeApp } from '../support/fake-bridge.ts';
import { callsOf, openAccount, renderPanel, renderPanelView, type RenderedWindow } from '../support/render-window.tsx';

const drawer = (): HTMLElement => screen.getByRole('region', { name: 'Notifications' });

async function open(given: Partial<FakeApp> = {}): Promise<RenderedWindow> {
  const rendered = await renderPanel(fakeBridge(given));
  await rendered.user.click(screen.getByRole('button', { name: /^Notifications/ }));
  return rendered;
}

describe('the notice centre', () => {
  it('is behind a button that says in words how many are new', async () => {
    const { user } = await renderPanelView({ unseenCount: 3 });
    await user.click(screen.getByRole('button', { name: '3 new notifications' }));
    expect(drawer()).toBeDefined();
  });

  it('lists what happened, the newest first, with what is new as a word, and is accessible', async () => {
    await open();
    const items = within(drawer()).getAllByRole('listitem').slice(1);
    expect(items.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^new work: 5-hour limit used upThe 5-hour limit is used up until 14:02\.13:35/),
      expect.stringMatching(/^new home: weekly limit is available again.* · in the panel only10:35/),
      expect.stringMatching(/^codex:old: sign in again/),
    ]);
    expect(
      within(drawer())
        .getAllByRole('heading', { level: 3 })
        .map(({ textContent }) => textContent),
    ).toEqual(['Today', 'Thu, 20 Nov']);
    await expectAccessible();
  });

  it('takes the focus, and Escape gives it back without closing the window', async () => {
    const { bridge, user } = await open();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Back to all accounts' }));
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('region', { name: 'Notifications' })).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: /^Notifications/ })));
    expect(callsOf(bridge, 'closeWindow')).toEqual([]);
  });

  it('marks all as seen, says so, and the button that is gone leaves the focus in place', async () => {
    const { user } = await open();
    await user.click(screen.getByRole('button', { name: 'Mark all as read' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull());
    expect(screen.getByText('All notifications are marked as read.')).toBeDefined();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Back to all accounts' }));
    expect(within(drawer()).queryByText('new')).toBeNull();
  });

  it('snoozes and wakes, one account or all', async () => {
    const { bridge, user } = await open();
    await user.click(screen.getByRole('button', { name: /^Mute work, .* for 1 hour/ }));
    await user.click(screen.getByRole('button', { name: 'Mute for 1 hour' }));
    await user.click(screen.getByRole('button', { name: 'Unmute: home' }));
    expect(callsOf(bridge, 'snoozeNotices').map(([, input]) => input)).toEqual([
      { accountId: 'codex:work', forMinutes: 60 },
      { accountId: null, forMinutes: 60 },
      { accountId: 'claude:home', forMinutes: null },
    ]);
  });

  it('goes to the account of a notice, where there still is one', async () => {
    const id = examplePanel.accounts[0]?.id ?? '';
    const [first, , gone] = exampleNotices.notices;
    if (first === undefined || gone === undefined) throw new Error('the example has three notices');
    const notices = [{ ...first, accountId: id, label: 'this one' }, gone];
    const { user } = await open({ notices: { ok: true, value: { ...exampleNotices, notices } } });
    expect(screen.getAllByRole('button', { name: /^Show account/ })).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: /^Show account this one/ }));
    expect(screen.getByRole('region', { name: /^old laptop/ })).toBeDefined();
  });

  it('says when there is nothing yet, and when the app does not answer', async () => {
    const empty = { ...exampleNotices, notices: [], unseen: 0, snoozedAccounts: [] };
    const { user } = await open({ notices: { ok: true, value: empty } });
    expect(within(drawer()).getByText(/^No notifications yet/)).toBeDefined();
    await user.keyboard('{Escape}');
  });

  it('says when the app does not answer', async () => {
    await open({ notices: { ok: false, error: { code: 'E_FAULT' } } });
    expect(within(drawer()).getByText(/^The app did not answer/)).toBeDefined();
  });
});

it('a fault of its service stands on the page of an account', async () => {
  const [first, ...others] = examplePanel.accounts;
  if (first === undefined) throw new Error('the example has accounts');
  const incident = 'OpenAI reports a problem on its side: Errors · 3 min ago';
  const page = await openAccount(await renderPanelView({ accounts: [{ ...first, incident }, ...others] }), first.label);
  expect(within(page).getByText(incident)).toBeDefined();
});
