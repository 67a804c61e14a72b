import fs from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { createConfStore } from '../../../../main/node/storage/conf-store.ts';
import { createServices } from '../../../../main/services/create-services.ts';
import { systemIn } from '../../../support/locale.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { startServer } from '../node/http/local-server.ts';

const body = { amount: 1, base: 'USD', date: '2026-11-20', rates: { EUR: 0.92 } };

test('app and command line read the same kept rates, and only a refresh asks for them', async () => {
  vi.stubGlobal('__APP_VERSION__', '1.2.3');
  const server = await startServer((_request, response) => response.end(JSON.stringify(body)));
  const home = temporaryFolder();
  const partsOfOne = () =>
    createServices({
      environment: { QUOTA_TRAY_HOME: home, QUOTA_TRAY_RATES_URL: server.url },
      createStore: createConfStore,
      locales: () => systemIn('en-GB'),
    });
  const app = partsOfOne();
  void app.settings.set({ displayCurrency: 'EUR' });
  expect(app.locale().currency).toBeNull();
  expect(server.requests).toEqual([]);
  expect(await app.rates.refresh()).toEqual({ kind: 'refreshed' });
  expect(app.locale().currency).toMatchObject({ currency: 'EUR', perUsd: '0.92', date: '2026-11-20' });

  const commandLine = partsOfOne();
  expect(commandLine.locale().currency).toEqual(app.locale().currency);
  expect(commandLine.problems()).toEqual([]);
  expect(server.requests).toHaveLength(1);
  expect(fs.existsSync(path.join(home, 'rates.json'))).toBe(true);
  vi.unstubAllGlobals();
});
