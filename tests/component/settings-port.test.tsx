import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { expectAccessible } from '../support/accessible.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

const name = 'Port of the local interface';

async function open(apiPort: number): Promise<RenderedWindow> {
  const value = { ...exampleSettings, settings: { ...exampleSettings.settings, apiPort } };
  const rendered = await renderSettings(fakeBridge({ settings: { ok: true, value } }));
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Data and privacy' }));
  return rendered;
}

async function enter({ user, bridge }: RenderedWindow, text: string): Promise<readonly unknown[]> {
  const field = screen.getByRole('textbox', { name });
  await user.clear(field);
  await user.type(field, `${text}{Enter}`);
  return callsOf(bridge, 'setSettings').map(([, input]) => input);
}

it('shows no port while there is none, and the one that is chosen', async () => {
  await open(0);
  expect(screen.getByRole<HTMLInputElement>('textbox', { name }).value).toBe('');
  await expectAccessible();
});

it.each([
  [0, '8787', 8787],
  [8787, '65535', 65_535],
])('from %d on "%s" is taken', async (before, text, apiPort) => {
  const window = await open(before);
  expect(screen.getByRole<HTMLInputElement>('textbox', { name }).value).toBe(before === 0 ? '' : String(before));
  expect(await enter(window, text)).toEqual([{ apiPort }]);
  expect(screen.queryByRole('alert')).toBeNull();
});

it('is off again when the field is left empty', async () => {
  const window = await open(8787);
  await window.user.clear(screen.getByRole('textbox', { name }));
  await window.user.tab();
  expect(callsOf(window.bridge, 'setSettings').map(([, input]) => input)).toEqual([{ apiPort: 0 }]);
});

it.each(['65536', '-1', '80.5', 'http', '1e3'])('"%s" is no port, and a sentence says so', async (text) => {
  const window = await open(0);
  expect(await enter(window, text)).toEqual([]);
  expect(screen.getByText('Enter a whole number from 1 to 65535, or leave the field empty.')).toBeTruthy();
});
