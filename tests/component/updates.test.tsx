import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { UpdatesView } from '../../core/views/updates.ts';
import { expectAccessible } from '../support/accessible.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { renderPanelView, renderSettings } from '../support/render-window.tsx';

const available: UpdatesView = {
  text: 'Version 0.3.0 is available.',
  problem: null,
  percent: null,
  actions: [
    { id: 'download', text: 'Download' },
    { id: 'open-page', text: 'Open release page' },
    { id: 'check', text: 'Check now' },
  ],
};

async function openHelp(updates: UpdatesView) {
  const bridge = fakeBridge({ settings: { ok: true, value: { ...exampleSettings, updates } } });
  const rendered = await renderSettings(bridge);
  await rendered.user.click(screen.getByRole('button', { name: 'Help' }));
  return rendered;
}

describe('new versions in Help', () => {
  it('have a button for each thing that the user can do', async () => {
    const { bridge, user } = await openHelp(available);
    expect(screen.getByText('Version 0.3.0 is available.')).toBeDefined();
    for (const name of ['Download', 'Open release page', 'Check now']) {
      await user.click(screen.getByRole('button', { name }));
    }
    expect(bridge.calls.filter(([name]) => name === 'actOnUpdate').map(([, input]) => input)).toEqual([
      { action: 'download' },
      { action: 'open-page' },
      { action: 'check' },
    ]);
    await expectAccessible();
  });

  it('show the progress of a download', async () => {
    await openHelp({ ...available, text: 'Downloading version 0.3.0: 40%', percent: 40, actions: [] });
    expect(screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Download' }).value).toBe(40);
    await expectAccessible();
  });

  it('say why there is none, and what the app answers to a button', async () => {
    const { bridge, user } = await openHelp({ ...available, text: '', problem: 'The feed is away. Check again.' });
    expect(screen.getByRole('alert').textContent).toBe('The feed is away. Check again.');
    bridge.app.actionAnswer = { ok: true, value: { ok: false, message: 'No browser opened.' } };
    await user.click(screen.getByRole('button', { name: 'Open release page' }));
    expect(await screen.findByText('No browser opened.')).toBeDefined();
  });

  it('are looked for once the user turns that on', async () => {
    const { bridge, user } = await openHelp(available);
    await user.click(screen.getByRole('switch', { name: 'Look for new versions' }));
    expect(bridge.calls.filter(([name]) => name === 'setSettings')).toEqual([
      ['setSettings', { checkForUpdates: true }],
    ]);
  });
});

it('the panel offers a new version, and the offer can be closed', async () => {
  const { bridge, user } = await renderPanelView({
    banners: [
      {
        ...{ id: 'update', severity: 'hint', text: 'Version 0.3.0 is available.' },
        update: [
          { id: 'download', text: 'Download' },
          { id: 'close', text: 'Not now' },
        ],
      },
    ],
  });
  await user.click(screen.getByRole('button', { name: 'Not now' }));
  expect(bridge.calls.at(-1)).toEqual(['actOnUpdate', { action: 'close' }]);
  await expectAccessible();
});

describe('the report of a problem', () => {
  it('is shown as a whole before anything leaves the app', async () => {
    const { bridge, user } = await openHelp(available);
    await user.click(screen.getByRole('button', { name: 'Report a problem' }));
    const report = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Report' });
    expect(report.value).toContain('"version": "0.2.0"');
    expect(report.readOnly).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Save report…' }));
    await user.click(screen.getByRole('button', { name: 'Open issue page' }));
    expect(bridge.calls.map(([name]) => name)).toEqual(['getSettings', 'getReport', 'saveReport', 'openHelp']);
    await expectAccessible();
  });

  it('says what to do when there is none', async () => {
    const { bridge, user } = await openHelp(available);
    bridge.app.report = { ok: false, error: { code: 'E_FAULT' } };
    await user.click(screen.getByRole('button', { name: 'Report a problem' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Run `quota-tray doctor` in a terminal.');
  });
});
