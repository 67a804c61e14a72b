import { render, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { PanelView } from '../../core/views/panel.ts';
import { Window } from '../../renderer/components/Window.tsx';
import { Face } from '../../renderer/panel/Face.tsx';
import userEvent from '@testing-library/user-event';
import { threeFace } from '../support/design-faces.ts';
import { foundView, welcomeView } from '../support/example-first-run.ts';
import { emptyPanel, examplePanel } from '../support/example-views.ts';
import { fakeBridge } from '../support/fake-bridge.ts';

function draw(view: PanelView) {
  const bridge = fakeBridge();
  const of = (shown: PanelView) => (
    <Window bridge={bridge} title="ui.panel.title" appearance={shown.appearance}>
      <Face view={shown} />
    </Window>
  );
  const { rerender } = render(of(view));
  const called = (name: string): readonly unknown[] =>
    bridge.calls.filter(([method]) => method === name).map(([, input]) => input);
  return { bridge, user: userEvent.setup(), called, rerender: (next: PanelView) => rerender(of(next)) };
}

const found: PanelView = { ...examplePanel, ...threeFace, title: '3 accounts found', firstRun: foundView };

it('welcomes a newcomer with one thing to do for each tool', async () => {
  const { user, called } = draw(emptyPanel);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Welcome');
  const tools = screen.getByRole('region', { name: 'On this computer' });
  await user.click(within(tools).getByRole('button', { name: 'Copy codex login' }));
  expect(called('copySignIn')).toEqual([{ provider: 'codex' }]);
  await user.click(within(tools).getByRole('button', { name: 'Look again' }));
  expect(called('lookAgain')).toHaveLength(1);
  await waitFor(() => expect(screen.getByText('Looked again.', { selector: '[data-outcome]' })).toBeTruthy());
  expect(screen.queryByRole('button', { name: /^Refresh all/ })).toBeNull();
});

it('lists where the app looked, and why nothing was found there', async () => {
  const { user } = draw(emptyPanel);
  await user.click(screen.getByRole('button', { name: 'Where we looked' }));
  const page = await screen.findByRole('region', { name: 'Where we looked' });
  expect(await within(page).findByText('~/.codex/auth.json')).toBeTruthy();
  expect(within(page).getByText('no sign-in there')).toBeTruthy();
  await user.keyboard('{Escape}');
  expect(screen.getByRole('heading', { name: 'How much is left, and when it is back' })).toBeTruthy();
});

it('opens the settings at the form for a key, and says before that that there is no keyring', async () => {
  const { user, called } = draw({
    ...emptyPanel,
    firstRun: { ...welcomeView, keyringText: 'No keyring found.' },
  });
  await user.click(screen.getByRole('button', { name: 'OpenRouter' }));
  await user.click(screen.getByRole('button', { name: 'Other' }));
  expect(called('openWindow')).toEqual([
    { window: 'settings', addAccount: { provider: 'openrouter' } },
    { window: 'settings', addAccount: { provider: null } },
  ]);
  await user.click(screen.getByRole('button', { name: 'What to do: No keyring found.' }));
  expect((await screen.findByRole('region', { name: 'No keyring' })).textContent).toContain('Unlock the keyring');
});

it('shows who was found, applies each choice at once and the start at login with Done', async () => {
  const { user, called, rerender } = draw(found);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('3 accounts found');
  const list = screen.getByRole('region', { name: 'Accounts that were found' });
  expect(within(list).getAllByText('found')).toHaveLength(2);
  expect(within(list).getByRole('button', { name: 'Copy codex login' })).toBeTruthy();

  await user.click(screen.getByRole('switch', { name: 'Notify before a limit runs out' }));
  await user.click(screen.getByRole('radio', { name: 'Ring' }));
  expect(called('chooseAtFirst')).toEqual([
    { notifications: false, isDone: false },
    { iconStyle: 'ring', isDone: false },
  ]);
  expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Start at login' }).checked).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Done' }));
  expect(called('chooseAtFirst').at(-1)).toEqual({ startAtLogin: true, isDone: true });

  rerender({ ...found, firstRun: null, title: 'Use home next' });
  expect(screen.queryByRole('button', { name: 'Done' })).toBeNull();
});

it('proposes nothing that this computer cannot do', () => {
  const choices = { ...foundView.choices, startAtLogin: null, notifications: null };
  const { called } = draw({ ...found, firstRun: { ...foundView, choices } });
  expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Start at login' }).disabled).toBe(true);
  expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Notify before a limit runs out' }).disabled).toBe(true);
  screen.getByRole('button', { name: 'Done' }).click();
  expect(called('chooseAtFirst')).toEqual([{ isDone: true }]);
});

it('marks the sample in the title, one click from the way out', async () => {
  const { user, called, rerender } = draw(emptyPanel);
  await user.click(screen.getByRole('button', { name: 'See it with sample accounts' }));
  expect(called('showSample')).toEqual([{ isOn: true }]);
  rerender({ ...examplePanel, ...threeFace, firstRun: null, isSample: true });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(/^SAMPLE /);
  await user.click(screen.getByRole('button', { name: 'Leave the sample' }));
  expect(called('showSample')).toEqual([{ isOn: true }, { isOn: false }]);
});

it.each([
  ['no-tray', 'No place for the icon', 'AppIndicator'],
  ['no-notifications', 'No notifications', 'dunst'],
  ['offline', 'You are offline', 'HTTPS_PROXY'],
  ['signed-out', 'Signed out', 'Run it in a terminal'],
] as const)('a message about %s opens its page with the next step', async (help, title, step) => {
  const { user } = draw({
    ...emptyPanel,
    banners: [{ id: help, severity: 'hint', text: 'Something is missing.', help }],
  });
  await user.click(screen.getByRole('button', { name: 'What to do: Something is missing.' }));
  expect((await screen.findByRole('region', { name: title })).textContent).toContain(step);
});
