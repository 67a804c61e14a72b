import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { startKeyring } from '../support/desktop/keyring.ts';
import { answerDialogs, questionsAsked } from '../support/dialogs.ts';
import { expect, test } from './fixtures.ts';
import { goTo } from './settings-page.ts';
import { filesWith } from './state-files.ts';

const key = 'canary-key-of-my-own';

interface LabServer {
  readonly url: string;
  readonly asked: () => readonly (string | undefined)[];
  readonly close: () => void;
}

/** A service that the app does not know. It takes one key and states a share and a balance. */
async function startLab(): Promise<LabServer> {
  const asked: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url);
    const isKnown = request.headers['x-api-key'] === key;
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isKnown ? { session: { share: 0.42 }, cents: 763 } : { error: 'bad key' }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked: () => asked, close: () => server.close() };
}

/** Chooses this file in every dialog that asks where to save. */
function answerSaving(application: ElectronApplication, filePath: string): Promise<void> {
  return application.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, { showSaveDialog: async () => ({ canceled: false, filePath: chosen }) });
  }, filePath);
}

test('a service of your own is pasted, corrected, tested, added, shown and handed out, and its key stays inside', async ({
  place,
  launch,
}) => {
  const lab = await startLab();
  const keyring = await startKeyring();
  const definition = {
    quotaTrayService: 1,
    name: 'Lab gateway',
    origin: lab.url,
    path: '/v1/usage',
    headers: { 'X-Api-Key': '{secret}' },
    windows: [{ length: '5h', figure: 'fraction-used', at: '/session/share' }],
    balance: { at: '/cents', unit: 'minor', currency: 'USD' },
  };
  const text = JSON.stringify(definition, null, 2);
  const app = await launch({ env: keyring.environment, args: keyring.args });
  const settings = await app.open('settings');
  await goTo(settings, 'Accounts');
  await settings.getByRole('button', { name: 'Add an account' }).click();
  await settings.getByRole('button', { name: 'Your own service' }).click();

  await settings.getByText('Text', { exact: true }).click();
  const area = settings.getByRole('textbox', { name: 'Description (JSON)' });
  await app.application.evaluate(
    ({ clipboard }, pasted) => clipboard.writeText(pasted),
    text.replace('minor', 'cents'),
  );
  await area.focus();
  await settings.keyboard.press('ControlOrMeta+V');
  await settings.getByRole('button', { name: /^Line 18, column 5, balance\.unit: / }).click();
  await expect(area).toBeFocused();
  await settings.keyboard.press('End');
  for (let letter = 0; letter < '"cents",'.length; letter += 1) await settings.keyboard.press('Backspace');
  await settings.keyboard.insertText('"minor",');
  await expect(settings.getByText('No problems')).toBeVisible();
  await expect(settings.getByText(`GET ${lab.url}/v1/usage`)).toBeVisible();
  await expect(area).toHaveValue(text);

  await settings.getByText('Form', { exact: true }).click();
  await expect(settings.getByRole('textbox', { name: 'Address with path' })).toHaveValue(`${lab.url}/v1/usage`);
  await settings.getByLabel('Key', { exact: true }).fill(key);
  await answerDialogs(app.application, 'cancel');
  await settings.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(settings.getByRole('alert')).toHaveText('You canceled. Nothing was sent.');
  expect(lab.asked()).toEqual([]);
  await answerDialogs(app.application, 'agree');
  await settings.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(settings.getByText('Lab gateway answered with these figures.')).toBeVisible();
  await expect(settings.getByText('$7.63')).toBeVisible();
  expect(lab.asked()).toEqual(['/v1/usage']);
  expect(await filesWith(place.home, [key])).toEqual([]);

  await settings.getByRole('textbox', { name: 'Name', exact: true }).fill('lab');
  await settings.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(settings.getByText('lab was added. Lab gateway answered.')).toBeVisible();
  // The user agreed to this address before.
  expect((await questionsAsked(app.application)).map(({ detail }) => detail)).toEqual([`${lab.url}/v1/usage`]);
  await app.waitForAccount(({ label, state }) => label === 'lab' && state === 'fresh');
  const panel = await app.open('panel');
  await expect(panel.getByRole('article', { name: 'lab' })).toContainText('58%');

  const saved = path.join(place.elsewhere, 'lab-gateway.json');
  await answerSaving(app.application, saved);
  await settings.getByRole('button', { name: 'Back' }).click();
  await settings.getByRole('button', { name: 'lab', exact: true }).click();
  await settings.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(settings.getByText('The description is on the clipboard. It has no key.')).toBeVisible();
  const copied = await app.application.evaluate(({ clipboard }) => clipboard.readText());
  expect(JSON.parse(copied)).toEqual(definition);
  await settings.getByRole('button', { name: 'Save as file…' }).click();
  await expect(settings.getByText('The description was saved as lab-gateway.json. It has no key.')).toBeVisible();
  expect(JSON.parse(await readFile(saved, 'utf8'))).toEqual(definition);

  const seen = [await settings.content(), await panel.content(), copied, JSON.stringify(await app.snapshot())].join(
    '\n',
  );
  await app.quit();
  await keyring.stop();
  lab.close();
  expect(seen).not.toContain(key);
  expect(await filesWith(place.home, [key])).toEqual([]);
});
