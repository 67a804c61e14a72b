import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SettingsView } from '../../core/views/settings.ts';
import { expectAccessible } from '../support/accessible.ts';
import { exampleAccount, exampleSettings } from '../support/example-settings.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

async function open(change: Partial<SettingsView> = {}): Promise<RenderedWindow> {
  const value = { ...exampleSettings, ...change };
  const rendered = await renderSettings(fakeBridge({ settings: { ok: true, value } }));
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Accounts' }));
  return rendered;
}

const lines = (): readonly (string | null)[] =>
  within(screen.getByRole('list', { name: 'Accounts' }))
    .getAllByRole('button')
    .map((button) => button.closest('[data-row]')?.getAttribute('data-row') ?? null);
const sent = ({ bridge }: RenderedWindow): readonly unknown[] =>
  callsOf(bridge, 'setSettings').map(([, input]) => input);

const nineteen = Array.from({ length: 19 }, (_, place) =>
  exampleAccount(`codex:${place}`, `account${place}@river.example`, 'Codex · Plus', `~/.codex-${place}`),
);

describe('the list of accounts', () => {
  it('shows eight of nineteen, the others behind one line, and has no fault that axe finds', async () => {
    const { user } = await open({ accounts: nineteen });
    expect(lines()).toHaveLength(8);
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: '11 more' }));
    expect(lines()).toHaveLength(19);
    await expectAccessible();
  });

  it('names plan, place and what is special about an account', async () => {
    const [first = exampleAccount('a', 'a', 'a', 'a'), ...others] = nineteen;
    const settings = { ...exampleSettings.settings, pinned: ['codex:0'], accountGroups: { 'codex:0': 'Studio' } };
    await open({ accounts: [{ ...first, needs: 'Sign in' }, ...others], settings });
    const row = screen.getByRole('button', { name: /^account0/ }).closest<HTMLElement>('[data-row]');
    if (row === null) throw new Error('The row is missing.');
    for (const text of ['Codex · Plus · ~/.codex-0', 'Sign in', 'Studio', 'Pinned']) {
      expect(within(row).getByText(text)).toBeDefined();
    }
  });

  it('finds by name, place and group, also behind the line', async () => {
    const settings = { ...exampleSettings.settings, accountGroups: { 'codex:17': 'Berlin' } };
    const { user } = await open({ accounts: nineteen, settings });
    const field = screen.getByRole('searchbox', { name: 'Find an account' });
    await user.type(field, 'berlin');
    expect(lines()).toEqual(['codex:17']);
    await user.clear(field);
    await user.type(field, '.codex-18');
    expect(lines()).toEqual(['codex:18']);
    await user.clear(field);
    await user.type(field, 'zebra');
    expect(screen.getByText('No account matches “zebra”.')).toBeDefined();
    await user.keyboard('{Escape}');
    expect(lines()).toHaveLength(8);
  });

  it('goes through its lines with the arrows', async () => {
    const { user } = await open({ accounts: nineteen });
    screen.getByRole('button', { name: /^account0/ }).focus();
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
    expect(document.activeElement?.closest('[data-row]')?.getAttribute('data-row')).toBe('codex:1');
    await user.keyboard('{End}');
    expect(document.activeElement?.closest('[data-row]')?.getAttribute('data-row')).toBe('codex:7');
  });

  it('takes another order with Alt and an arrow, says the new place, and takes it back', async () => {
    const window = await open();
    screen.getByRole('button', { name: 'home' }).focus();
    await window.user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(sent(window)).toEqual([{ order: ['claude:home', 'codex:work', 'openai:lab'] }]);
    expect(screen.getByRole('status').textContent).toContain('home moved to 1 of 3');
    await window.user.keyboard('{Control>}z{/Control}');
    expect(sent(window).at(-1)).toEqual({ order: [] });
  });

  it('takes another order by a drag of the grip', async () => {
    const window = await open();
    const row = screen.getByRole('button', { name: 'work' }).closest('[data-row]');
    if (row === null) throw new Error('The row is missing.');
    Object.defineProperty(row, 'offsetHeight', { value: 52 });
    const grip = row.querySelector('[data-grip]');
    if (grip === null) throw new Error('The row has no grip.');
    fireEvent.pointerDown(grip, { button: 0, clientY: 100 });
    fireEvent.pointerMove(globalThis.window, { clientY: 155 });
    fireEvent.pointerUp(globalThis.window, { clientY: 155 });
    expect(sent(window)).toEqual([{ order: ['claude:home', 'codex:work', 'openai:lab'] }]);
  });

  it('the page of an account that is gone closes by itself', async () => {
    const window = await open();
    await window.user.click(screen.getByRole('button', { name: 'home' }));
    expect(screen.getByRole('heading', { level: 1, name: /home/ })).toBeDefined();
    const accounts = exampleSettings.accounts.filter(({ label }) => label !== 'home');
    window.bridge.pushSettings({ ...exampleSettings, version: 9, accounts });
    expect(await screen.findByRole('heading', { level: 1, name: 'Accounts' })).toBeDefined();
  });

  it('the folders page says where Quota Tray looked and what it found there', async () => {
    const { user } = await open();
    await user.click(screen.getByRole('button', { name: 'Add folder…' }));
    expect(screen.getByText('~/.claude/.credentials.json, not there')).toBeDefined();
    expect(screen.getByRole('textbox', { name: 'More Codex folders' })).toBeDefined();
    await expectAccessible();
  });
});
