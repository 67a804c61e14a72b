import { act, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { AccountAnswer } from '../../core/views/answers.ts';
import type { CommandAnswer } from '../../core/ipc/contract.ts';
import { expectAccessible } from '../support/accessible.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

const canary = 'sk-canary-0123456789';

async function open(accountAnswer?: CommandAnswer<AccountAnswer>): Promise<RenderedWindow> {
  const rendered = await renderSettings(fakeBridge(accountAnswer === undefined ? {} : { accountAnswer }));
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Accounts' }));
  return rendered;
}

async function openForm(accountAnswer?: CommandAnswer<AccountAnswer>, service = 'OpenRouter'): Promise<RenderedWindow> {
  const rendered = await open(accountAnswer);
  await rendered.user.click(screen.getByRole('button', { name: 'Add an account' }));
  await rendered.user.click(screen.getByRole('button', { name: new RegExp(`^${service} Shows`) }));
  return rendered;
}

const form = () => within(screen.getByRole('group', { name: 'Add an account' }));
const keyField = (): HTMLInputElement => form().getByLabelText<HTMLInputElement>('Key');

describe('adding an account', () => {
  it('offers the services with a key, to search and choose from', async () => {
    const { user } = await open();
    await user.click(screen.getByRole('button', { name: 'Add an account' }));
    const services = () => within(screen.getByRole('list', { name: 'Service' })).queryAllByRole('button');
    expect(services().map((button) => button.textContent)).toEqual([
      'OpenRouter Shows spending and a balance.',
      'Recap relay Shows limits. You need: Install ID, address of the service. A key is optional.',
    ]);
    await expectAccessible();
    await user.type(screen.getByRole('searchbox', { name: 'Find a service' }), 'zebra');
    expect(services()).toEqual([]);
    expect(screen.getByText('No service matches “zebra”.')).toBeDefined();
    await user.clear(screen.getByRole('searchbox', { name: 'Find a service' }));
    await user.type(screen.getByRole('searchbox', { name: 'Find a service' }), 'Mistr');
    expect(
      screen.getByText('Quota Tray cannot show Mistral: the service gives its figures only to a signed-in browser.'),
    ).toBeDefined();
    await user.clear(screen.getByRole('searchbox', { name: 'Find a service' }));
    await user.type(screen.getByRole('searchbox', { name: 'Find a service' }), 'spending');
    expect(services().map((button) => button.textContent)).toEqual(['OpenRouter Shows spending and a balance.']);
    await user.clear(screen.getByRole('searchbox', { name: 'Find a service' }));
    await user.type(screen.getByRole('searchbox', { name: 'Find a service' }), 'router{Enter}');
    expect(document.activeElement).toBe(form().getByRole('textbox', { name: 'Name' }));
  });

  it('says where a key is made, and has no fault that axe finds', async () => {
    const { user } = await openForm();
    expect(form().getByRole<HTMLInputElement>('textbox', { name: 'Address of the service' }).value).toBe(
      'https://openrouter.ai',
    );
    expect(form().getByText('Create a key at https://openrouter.ai/settings/keys').id).toBe(
      keyField().getAttribute('aria-describedby'),
    );
    expect(keyField().type).toBe('password');
    const fields = form().getAllByRole<HTMLInputElement>('textbox');
    expect(fields.map(({ dir }) => dir)).toEqual(['auto', 'ltr']);
    expect(keyField().dir).toBe('ltr');
    expect(form().queryByRole('textbox', { name: 'Organization ID (optional)' })).toBeNull();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Other service' }));
    await user.click(screen.getByRole('button', { name: /^Recap relay Shows/ }));
    expect(form().getByRole<HTMLInputElement>('textbox', { name: 'Address of the service' }).value).toBe('');
    expect(form().getByRole('textbox', { name: 'Install ID' })).toBeDefined();
    expect(form().getByLabelText('Key (optional)')).toBeDefined();
    await expectAccessible();
  });

  it('says that there is no keyring before the key is typed, and keeps the key in a file if the user wants it', async () => {
    const bridge = fakeBridge({ keyStorage: { isReady: false, text: 'No keyring found.', passwordText: '' } });
    const { user } = await renderSettings(bridge);
    await user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Accounts' }));
    await user.click(screen.getByRole('button', { name: 'Add an account' }));
    await user.click(screen.getByRole('button', { name: /^OpenRouter Shows/ }));
    const storage = await form().findByRole('group', { name: 'Where the key is kept' });
    expect(storage.textContent).toContain('No keyring found.');
    expect(keyField().value).toBe('');
    await expectAccessible();
    await user.click(within(storage).getByRole('button', { name: 'Keep it in a file only I can read' }));
    expect(form().getByText('The key will be kept in a file that only you can read.')).toBeTruthy();
    await user.type(form().getByLabelText('Name'), 'lab');
    await user.type(keyField(), canary);
    await user.click(form().getByRole('button', { name: 'Test and save' }));
    expect(callsOf(bridge, 'addAccount')).toMatchObject([['addAccount', { label: 'lab', inFile: true }]]);
  });

  it('opens at the service that a newcomer chose in the panel', async () => {
    const bridge = fakeBridge();
    await renderSettings(bridge);
    act(() => bridge.askToAdd('relay'));
    expect(document.activeElement).toBe(await form().findByRole('textbox', { name: 'Name' }));
    expect(screen.getByText('Recap relay')).toBeDefined();
    act(() => bridge.askToAdd('openrouter'));
    expect(screen.getByText('OpenRouter')).toBeDefined();
  });

  it('sends the key once, says that it asks and what came of it, and holds it nowhere afterwards', async () => {
    const { bridge, user } = await openForm();
    let finish = (): void => undefined;
    const waits = new Promise<void>((resolve) => (finish = resolve));
    const addAccount = bridge.addAccount;
    Object.assign(bridge, {
      addAccount: (input: Parameters<typeof addAccount>[0]) => waits.then(() => addAccount(input)),
    });
    await user.type(form().getByRole('textbox', { name: 'Name' }), 'research');
    await user.type(keyField(), `${canary}{Enter}`);
    expect(form().getByText('Testing the key with OpenRouter…').getAttribute('role')).toBe('status');
    await user.click(form().getByRole('button', { name: 'Test and save' }));
    await act(async () => finish());
    expect(await form().findByText('research was added. OpenRouter answered.')).toBeDefined();
    const input = {
      provider: 'openrouter',
      label: 'research',
      baseUrl: 'https://openrouter.ai',
      organizationId: null,
      key: canary,
    };
    expect(callsOf(bridge, 'addAccount')).toEqual([['addAccount', input]]);
    expect(keyField().value).toBe('');
    expect(document.documentElement.outerHTML).not.toContain(canary);
    await expectAccessible();
  });

  it.each([
    [
      { ok: true, value: { ok: false, message: 'OpenRouter refused this key (HTTP 401). Nothing was saved.' } },
      'refused',
    ],
    [{ ok: false, error: { code: 'E_FAULT' } }, 'Nothing was saved'],
  ] as const)('leaves the key in its field to be mended when nothing was saved: %j', async (answer, words) => {
    const { user } = await openForm(answer);
    await user.type(keyField(), canary);
    await user.click(form().getByRole('button', { name: 'Test and save' }));
    expect((await screen.findByRole('alert')).textContent).toContain(words);
    expect(keyField().value).toBe(canary);
    expect(document.documentElement.outerHTML).not.toContain(canary);
    await expectAccessible();
  });

  it('Escape goes from the form to the services and then back to the accounts, not out of the window', async () => {
    const { bridge, user } = await openForm();
    await user.type(keyField(), 'sk');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('group', { name: 'Add an account' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Find a service' }));
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add an account' }));
    expect(callsOf(bridge, 'closeWindow')).toEqual([]);
  });

  it('is found by the name of a service', async () => {
    const { user } = await renderSettings();
    await user.type(screen.getByRole('searchbox'), 'openrouter');
    expect(screen.getByRole('button', { name: /^OpenRouter Shows/ })).toBeDefined();
  });
});

describe('an account that was added', () => {
  const label = 'Forschungsdatenverarbeitungsgesellschaft';

  it('is removed with its key after ten seconds, in which the user can take it back', async () => {
    const { bridge, user } = await open();
    await user.click(screen.getByRole('button', { name: label }));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    fireEvent.click(screen.getByRole('button', { name: `Remove ${label}` }));
    expect(screen.queryByRole('button', { name: label })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await act(() => vi.advanceTimersByTimeAsync(20_000));
    expect(callsOf(bridge, 'removeAccount')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: label }));
    fireEvent.click(screen.getByRole('button', { name: `Remove ${label}` }));
    await act(() => vi.advanceTimersByTimeAsync(9_900));
    expect(callsOf(bridge, 'removeAccount')).toEqual([]);
    await act(() => vi.advanceTimersByTimeAsync(200));
    expect(callsOf(bridge, 'removeAccount')).toEqual([['removeAccount', { accountId: 'openai:lab' }]]);
    expect(callsOf(bridge, 'forgetAccount')).toEqual([]);
    vi.useRealTimers();
  });

  it('is removed at once when the window closes', async () => {
    const { bridge, user } = await open();
    await user.click(screen.getByRole('button', { name: label }));
    await user.click(screen.getByRole('button', { name: `Remove ${label}` }));
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    await act(async () => document.dispatchEvent(new Event('visibilitychange')));
    visibility.mockRestore();
    expect(callsOf(bridge, 'removeAccount')).toHaveLength(1);
  });

  it('says when it could not be removed, and lists it again', async () => {
    const { user } = await open({ ok: true, value: { ok: false, message: 'no' } });
    await user.click(screen.getByRole('button', { name: label }));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    fireEvent.click(screen.getByRole('button', { name: `Remove ${label}` }));
    await act(() => vi.advanceTimersByTimeAsync(10_100));
    vi.useRealTimers();
    expect(screen.getByText(/could not forget/)).toBeDefined();
    expect(screen.getByRole('button', { name: label })).toBeDefined();
  });

  it('takes a new key, which comes back nowhere; an account of a tool takes none', async () => {
    const { bridge, user } = await open({ ok: true, value: { ok: true, message: 'lab has the new key.' } });
    await user.click(screen.getByRole('button', { name: 'work' }));
    expect(screen.queryByLabelText('New key')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await user.click(screen.getByRole('button', { name: label }));
    const field = screen.getByLabelText<HTMLInputElement>('New key');
    await user.type(field, canary);
    await user.click(screen.getByRole('button', { name: 'Test and save' }));
    expect(await screen.findByText('lab has the new key.')).toBeDefined();
    expect(callsOf(bridge, 'giveKey')).toEqual([['giveKey', { accountId: 'openai:lab', key: canary }]]);
    expect(field.value).toBe('');
    expect(document.documentElement.outerHTML).not.toContain(canary);
    await expectAccessible();
  });
});
