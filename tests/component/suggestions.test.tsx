import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../support/accessible.ts';
import { exampleSuggestions } from '../support/example-suggestions.ts';
import { type FakeApp, fakeBridge } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

async function open(given: Partial<FakeApp> = {}): Promise<RenderedWindow> {
  const rendered = await renderSettings(fakeBridge(given));
  await openFound(rendered);
  return rendered;
}

async function openFound({ user }: Pick<RenderedWindow, 'user'>): Promise<void> {
  await user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Accounts' }));
  await user.click(screen.getByRole('button', { name: 'Found on this computer' }));
}

const found = () => within(screen.getByRole('group', { name: 'Found on this computer' }));
const names = () =>
  found()
    .getAllByRole('button')
    .map((button) => button.getAttribute('aria-label'));
const fault = { ok: false, error: { code: 'E_FAULT' } } as const;

describe('accounts that are found on this computer', () => {
  it('are looked for when the page opens, and not before', async () => {
    const rendered = await renderSettings();
    expect(callsOf(rendered.bridge, 'getSuggestions')).toEqual([]);
    await openFound(rendered);
    expect(callsOf(rendered.bridge, 'getSuggestions')).toHaveLength(1);
  });

  it('each have a sentence, a button that adds and one that dismisses, with names of their own', async () => {
    await open();
    expect(await found().findByText(/work@mail.test is signed in to Codex in ~\/.codex-work/)).toBeDefined();
    expect(names()).toEqual([
      'Add: OpenRouter key from OpenCode',
      'Dismiss: OpenRouter key from OpenCode',
      'Add: GitHub Copilot · octocat',
      'Dismiss: GitHub Copilot · octocat',
      'Add: Codex · work@mail.test',
      'Dismiss: Codex · work@mail.test',
    ]);
    expect(found().getByText(/services that Quota Tray does not read: groq, xai/)).toBeDefined();
    await expectAccessible();
  });

  it('are added with one click or the keyboard, by their id only, and the answer is told', async () => {
    const { bridge, user } = await open();
    const add = await found().findByRole('button', { name: 'Add: OpenRouter key from OpenCode' });
    add.focus();
    await user.keyboard('{Enter}');
    expect((await found().findByText('research was added. OpenRouter answered.')).getAttribute('role')).toBe('status');
    expect(callsOf(bridge, 'acceptSuggestion')).toEqual([['acceptSuggestion', { id: 'opencode:openrouter' }]]);
    await waitFor(() => expect(found().queryByRole('button', { name: /key from OpenCode/ })).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole('group', { name: 'Found on this computer' }));
    await expectAccessible();
  });

  it.each([
    [
      { ok: true, value: { ok: false, message: 'OpenRouter refused this key (HTTP 401). Nothing was saved.' } },
      'refused',
    ],
    [fault, 'Nothing was saved'],
  ] as const)('stay when nothing was added: %j', async (accountAnswer, words) => {
    const { user } = await open({ accountAnswer });
    await user.click(await found().findByRole('button', { name: 'Add: OpenRouter key from OpenCode' }));
    expect((await screen.findByRole('alert')).textContent).toContain(words);
    expect(names()).toContain('Add: OpenRouter key from OpenCode');
    await expectAccessible();
  });

  it('are dismissed, counted, and shown again on request', async () => {
    const { bridge, user } = await open();
    await user.click(await found().findByRole('button', { name: 'Dismiss: Codex · work@mail.test' }));
    const restore = await found().findByRole('button', { name: 'Show 1 dismissed entry' });
    expect(callsOf(bridge, 'dismissSuggestion')).toEqual([['dismissSuggestion', { id: 'codex-folder:0a1b2c3d' }]]);
    expect(found().queryByRole('button', { name: 'Add: Codex · work@mail.test' })).toBeNull();
    await user.click(restore);
    expect(await found().findByRole('button', { name: 'Add: Codex · work@mail.test' })).toBeDefined();
    expect(found().queryByRole('button', { name: /dismissed/ })).toBeNull();
  });

  it('that are none say so, and a failed look can be repeated', async () => {
    const { bridge, user } = await open({ suggestions: fault });
    expect((await screen.findByRole('alert')).textContent).toContain('did not answer');
    bridge.app.suggestions = { ok: true, value: { ...exampleSuggestions, items: [], notes: [] } };
    await user.click(screen.getByRole('button', { name: 'Look again: Found on this computer' }));
    expect(await found().findByText('Nothing more to add.')).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
    await expectAccessible();
  });

  it('that are not known yet say that they are looked for', async () => {
    const { bridge } = await open();
    expect(bridge.app.silent).toBe(false);
    const waiting = fakeBridge();
    Object.assign(waiting, { getSuggestions: () => new Promise(() => undefined) });
    document.body.replaceChildren();
    const { user } = await renderSettings(waiting);
    await openFound({ user });
    expect(found().getByText('Looking for keys and sign-ins…').getAttribute('role')).toBe('status');
  });

  it('are found by the search of the settings', async () => {
    const { user } = await renderSettings();
    await user.type(screen.getByRole('searchbox'), 'other programs');
    expect(screen.getAllByText('Found on this computer').length).toBeGreaterThan(0);
  });
});
