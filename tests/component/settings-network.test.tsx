import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SettingsView } from '../../core/views/settings.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { expectAccessible } from '../support/accessible.ts';
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
    ['http://sam:secret@proxy.example', 'Leave out user name and password'],
  ])('does not take %s, and says why', async (text, words) => {
    const { bridge, user } = await openNetwork({ proxyMode: 'manual' });
    await user.type(screen.getByRole('textbox', { name: 'Address of the proxy' }), `${text}{Enter}`);
    expect(screen.getByRole('alert').textContent).toContain(words);
    expect(callsOf(bridge, 'setConfirmedSettings')).toEqual([]);
    expect(document.documentElement.outerHTML).not.toContain('sam:secret');
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
    expect(screen.getByText('/etc/own.pem')).toBeDefined();
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
