import { expect, test } from 'vitest';
import { homePaths } from '../../../../../main/node/storage/home.ts';

const linux = { environment: {}, platform: 'linux', temporaryFolder: '/tmp' } as const;
const longHome = `/home/ann/${'deep/'.repeat(20)}quota-tray`;

test('everything lies in the folder of all state under its public name', () => {
  expect(homePaths('/h', linux)).toEqual({
    settings: '/h/settings.json',
    accountCache: '/h/cache/accounts',
    accountCacheLock: '/h/locks/account-cache',
    addedAccounts: '/h/accounts.json',
    secrets: '/h/secrets.json',
    copies: '/h/copies',
    stamp: '/h/version.json',
    database: '/h/quota-tray.db',
    logs: '/h/logs',
    rates: '/h/rates.json',
    tokenUsage: '/h/token-usage.db',
    tokenPrices: '/h/token-prices.json',
    slots: '/h/slots.json',
    ledger: '/h/ledger.db',
    ledgerOutbox: '/h/ledger-outbox.db',
    history: '/h/history.db',
    socket: '/h/api.sock',
    appSocket: '/h/api.sock',
    refreshLock: '/h/locks/refresh',
    servingLock: '/h/locks/serving',
    apiToken: '/h/api-token',
    metricsSalt: '/h/metrics-salt',
    storageProblems: '/h/storage-problems.json',
    toolFolder: '/h/tools',
    updateDownloads: '/h/cache/updates',
    updates: '/h/updates.json',
  });
});

test('a folder too deep for a socket gets one in the runtime folder, the same one each time and its own', () => {
  const surroundings = { ...linux, environment: { XDG_RUNTIME_DIR: '/run/user/1000' } };
  const { socket } = homePaths(longHome, surroundings);
  expect(socket).toMatch(/^\/run\/user\/1000\/quota-tray-[0-9a-f]{16}\/api\.sock$/);
  expect(homePaths(longHome, surroundings).socket).toBe(socket);
  expect(homePaths(`${longHome}2`, surroundings).socket).not.toBe(socket);
});

test.each([
  [{}, '/tmp'],
  [{ XDG_RUNTIME_DIR: 'relative' }, '/tmp'],
  [{ XDG_RUNTIME_DIR: `/run/${'x'.repeat(90)}` }, '/tmp'],
])('without a usable runtime folder it is the temporary one: %j', (environment, folder) => {
  expect(homePaths(longHome, { ...linux, environment }).socket.startsWith(`${folder}/quota-tray-`)).toBe(true);
});

test('the longest socket path fits the 104 bytes of macOS', () => {
  for (let length = 60; length < 160; length += 1) {
    const home = `/${'ä'.repeat(length / 2)}`;
    expect(Buffer.byteLength(homePaths(home, linux).socket)).toBeLessThanOrEqual(103);
  }
});

test('on Windows the socket is a named pipe of its own for each folder', () => {
  const windows = { environment: {}, platform: 'win32', temporaryFolder: 'C:\\Temp' } as const;
  const paths = homePaths('C:\\Users\\ann\\state', windows);
  expect(paths.settings).toBe('C:\\Users\\ann\\state\\settings.json');
  expect(paths.socket).toMatch(/^\\\\\.\\pipe\\quota-tray-[0-9a-f]{16}$/);
  expect(homePaths('D:\\state', windows).socket).not.toBe(paths.socket);
  expect(paths.appSocket).toEqual({ path: paths.socket, keyFile: 'C:\\Users\\ann\\state\\pipe-key' });
});
