import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SettingsView } from '../../core/views/settings.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { expectAccessible } from '../support/accessible.ts';
import { leftToRight } from '../../renderer/hooks/direction.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { fakeBridge, type FakeApp } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

async function open(
  settings: Partial<Settings> = {},
  app: Partial<FakeApp> = {},
  change: Partial<SettingsView> = {},
): Promise<RenderedWindow> {
  const value = { ...exampleSettings, ...change, settings: { ...exampleSettings.settings, ...settings } };
  const rendered = await renderSettings(fakeBridge({ settings: { ok: true, value }, ...app }));
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Data and privacy' }));
  return rendered;
}

async function openNetwork(...given: Parameters<typeof open>): Promise<RenderedWindow> {
  const rendered = await open(...given);
  await rendered.user.click(screen.getByRole('button', { name: 'Network' }));
  return rendered;
}

describe('the network', () => {
  it('uses the proxy of the system, an own one or none', async () => {
    const { bridge, user } = await openNetwork();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Address of the proxy' }).disabled).toBe(true);
    await expectAccessible();
    await user.click(screen.getByRole('radio', { name: 'Own' }));
    const field = screen.getByRole('textbox', { name: 'Address of the proxy' });
    await user.type(field, 'proxy.example:8080{Enter}');
    expect(callsOf(bridge, 'setSettings')).toEqual([['setSettings', { proxyMode: 'manual' }]]);
    expect(callsOf(bridge, 'setConfirmedSettings')).toEqual([
      ['setConfirmedSettings', { proxyUrl: 'http://proxy.example:8080' }],
    ]);
  });

  it.each([
    ['socks5://proxy.example', 'SOCKS is not supported'],
    ['http://sam:secret@proxy.example', 'Enter them below'],
  ])('does not take %s, and says why', async (text, words) => {
    const { bridge, user } = await openNetwork({ proxyMode: 'manual' });
    await user.type(screen.getByRole('textbox', { name: 'Address of the proxy' }), `${text}{Enter}`);
    expect(screen.getByRole('alert').textContent).toContain(words);
    expect(callsOf(bridge, 'setConfirmedSettings')).toEqual([]);
    expect(document.documentElement.outerHTML).not.toContain('sam:secret');
  });

  it('takes a user name and a password for the own proxy, once and only there', async () => {
    const proxyUrl = 'http://proxy.example:8080';
    const message = 'The user name and the password are saved.';
    const accountAnswer = { ok: true, value: { ok: true, message } } as const;
    const { bridge, user } = await openNetwork({ proxyUrl }, { accountAnswer });
    expect(screen.queryByRole('group', { name: 'Sign-in of the proxy' })).toBeNull();
    await user.click(screen.getByRole('radio', { name: 'Own' }));
    const form = within(screen.getByRole('group', { name: 'Sign-in of the proxy' }));
    expect(await form.findByText('The password is kept in the keyring of this system.')).toBeDefined();
    await expectAccessible();
    const field = form.getByLabelText<HTMLInputElement>('Password');
    expect(field.type).toBe('password');
    await user.type(form.getByRole('textbox', { name: 'User name' }), 'sam');
    await user.type(field, 'p:ss w%rd{Enter}');
    expect(callsOf(bridge, 'saveProxySignIn')).toEqual([['saveProxySignIn', { user: 'sam', password: 'p:ss w%rd' }]]);
    expect((await form.findByText(message)).getAttribute('role')).toBe('status');
    expect(field.value).toBe('');
    expect(JSON.stringify(callsOf(bridge, 'setSettings'))).not.toContain('sam');
  });

  it('says before the password is typed that there is no keyring, and keeps it in a file on demand', async () => {
    const keyStorage = { isReady: false, text: 'no keys', passwordText: 'No keyring found.' };
    const settings = { proxyMode: 'manual', proxyUrl: 'http://proxy.example:8080' } as const;
    const { bridge, user } = await openNetwork(settings, { keyStorage });
    const storage = await screen.findByRole('group', { name: 'Where the password is kept' });
    expect(storage.textContent).toContain('No keyring found.');
    await user.click(within(storage).getByRole('button'));
    expect(screen.getByText('The password will be kept in a file that only you can read.')).toBeDefined();
    await user.type(screen.getByRole('textbox', { name: 'User name' }), 'sam');
    await user.type(screen.getByLabelText('Password'), 'secret');
    await user.click(screen.getByRole('button', { name: 'Save sign-in' }));
    expect(callsOf(bridge, 'saveProxySignIn')).toEqual([
      ['saveProxySignIn', { user: 'sam', password: 'secret', inFile: true }],
    ]);
  });

  it('says that a password is stored, for whom and for which proxy, and deletes it on demand', async () => {
    const { bridge, user } = await openNetwork({
      ...{ proxyMode: 'manual', proxyUrl: 'http://proxy.example:8080' },
      proxySignIn: { origin: 'http://proxy.example:8080', user: 'sam', givenAtMs: 1 },
    });
    expect(screen.getByText(/^The password of sam for http:\/\/proxy\.example:8080 is stored/)).toBeDefined();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'User name' }).value).toBe('sam');
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('');
    await user.click(screen.getByRole('button', { name: 'Delete sign-in' }));
    expect(callsOf(bridge, 'forgetProxySignIn')).toHaveLength(1);
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'User name' }));
  });

  it('is tested by a button, with the outcome beside it', async () => {
    const message = 'status.openai.com answered. The connection works.';
    const { bridge, user } = await openNetwork({}, { actionAnswer: { ok: true, value: { ok: true, message } } });
    await user.click(screen.getByRole('button', { name: 'Test' }));
    expect((await screen.findByText(message)).getAttribute('role')).toBe('status');
    bridge.app.actionAnswer = { ok: true, value: { ok: false, message: 'The proxy refused the connection.' } };
    await user.click(screen.getByRole('button', { name: 'Test' }));
    expect((await screen.findByRole('alert')).textContent).toBe('The proxy refused the connection.');
    await expectAccessible();
  });

  it('takes a file with certificates by a dialog, and can stop using it', async () => {
    const { bridge, user } = await openNetwork({ certificateFile: '/etc/own.pem' });
    expect(screen.getByText(leftToRight('/etc/own.pem'))).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Choose file…' }));
    expect(callsOf(bridge, 'chooseCertificates')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Stop using it' }));
    expect(callsOf(bridge, 'setConfirmedSettings')).toEqual([['setConfirmedSettings', { certificateFile: '' }]]);
  });

  it('says why the file is not used', async () => {
    await openNetwork({ certificateFile: '/etc/own.pem' }, {}, { certificateProblem: 'The file is gone.' });
    expect(screen.getByText('The file is gone.')).toBeDefined();
  });
});

describe('all settings', () => {
  it.each([
    ['Export…', 'exportSettings'],
    ['Import…', 'importSettings'],
    ['Reset…', 'resetSettings'],
  ])('%s is done by the main process, and the outcome is said', async (name, method) => {
    const { bridge, user } = await open();
    await user.click(screen.getByRole('button', { name }));
    expect(callsOf(bridge, method)).toHaveLength(1);
    expect(await screen.findByText('Done.')).toBeDefined();
  });

  it('say nothing when the user closed the dialog, and say when the app did not answer', async () => {
    const { bridge, user } = await open({}, { actionAnswer: { ok: true, value: { ok: true, message: null } } });
    await user.click(screen.getByRole('button', { name: 'Export…' }));
    expect(screen.queryByRole('alert')).toBeNull();
    bridge.app.actionAnswer = { ok: false, error: { code: 'E_FAULT' } };
    await user.click(screen.getByRole('button', { name: 'Export…' }));
    expect((await screen.findByRole('alert')).textContent).toContain('did not answer');
  });
});
