import { spawn } from 'node:child_process';
import path from 'node:path';
import { allProviders } from '../../core/providers/registry.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { askApp } from '../../main/node/api/client.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { testEnvironment } from '../support/electron.ts';
import { keyOfService, startServicesByKey } from '../support/upstream/services-by-key.ts';
import { type CommandResult, runCli } from './command.ts';
import { expect, type Place, test } from './fixtures.ts';
import { filesWith } from './state-files.ts';
import { allRows, wordsOf } from './tray-text.ts';

/** Services that are added with a key, one account each, all at one server that knows them by their keys. */
test('every service with a key is added, asked, shown everywhere and removed', async ({ place, tray, launch }) => {
  const services = (await allProviders()).filter(({ id, key }) => key !== undefined && id !== 'own');
  const stand = await startServicesByKey();
  try {
    const app = await launch();
    const ids = new Map<string, string>();
    for (const service of services) {
      const added = await addAccount(place, service, stand.url);
      expect(added.stderr, service.id).toBe('');
      ids.set(service.id, (JSON.parse(added.stdout) as { accountId: string }).accountId);
    }

    await expect(async () => {
      const { accounts } = await app.snapshot();
      const states = accounts.map(({ provider, state, message }) => ({ provider, state, message }));
      expect(states.filter(({ state }) => state !== 'fresh')).toEqual([]);
      expect(accounts.map(({ provider }) => provider).sort()).toEqual(services.map(({ id }) => id).sort());
    }).toPass({ timeout: 240_000 });
    for (const { id } of services) expect(stand.requestCount(id), id).toBeGreaterThan(0);

    const { accounts } = await app.snapshot();
    for (const account of accounts) {
      const figures = [account.windows.length > 0, account.prepaid, account.spend, account.ledger, account.credits];
      expect({ provider: account.provider, hasFigure: figures.some(Boolean) }).toEqual({
        provider: account.provider,
        hasFigure: true,
      });
    }

    const panel = await app.open('panel');
    const view = JSON.stringify(await app.panelView(panel));
    const menu = wordsOf(allRows(await tray.readMenu())).join('\n');
    const status = await runCli(place, 'status');
    const metrics = await askApp({ socketPath: app.socketPath, method: 'GET', path: '/metrics', timeoutMs: 10_000 });
    // The menu names as many accounts as fit, and says how many more there are.
    const inMenu = services.filter(({ id }) => menu.includes(labelOf(id)));
    expect(inMenu.length).toBeGreaterThan(5);
    expect(menu).toContain(`${services.length - inMenu.length} more in the panel`);
    for (const { id, displayName } of services) {
      const label = labelOf(id);
      expect(view, id).toContain(label);
      expect(status.stdout, id).toContain(label);
      expect(status.stdout, id).toContain(displayName);
      expect(JSON.stringify(metrics), id).toContain(id);
      const guard = await runCli(place, 'guard', '--account', label, '--json');
      expect([0, 1, 69], `${id}: ${guard.stderr}`).toContain(guard.exitCode);
      expect(() => void JSON.parse(guard.stdout), id).not.toThrow();
    }

    for (const [provider, accountId] of ids) {
      const removed = await runCli(place, 'accounts', 'remove', accountId);
      expect([removed.exitCode, removed.stderr], provider).toEqual([0, '']);
    }
    await expect(async () => expect((await app.snapshot()).accounts).toEqual([])).toPass({ timeout: 120_000 });
    expect(await filesWith(place.home, services.map(keyOfService))).toEqual([]);
    expect(app.faults()).toEqual([]);
  } finally {
    await stand.close();
  }
});

function labelOf(id: string): string {
  return `mine-${id}`;
}

async function addAccount(place: Place, service: Provider, url: string): Promise<CommandResult> {
  const args = [
    ...['accounts', 'add', '--provider', service.id, '--label', labelOf(service.id), '--base-url', url],
    ...(service.key?.idOf === undefined ? [] : ['--org', 'org-1']),
    ...['--secret-stdin', '--unprotected', '--json'],
  ];
  const program = path.join(projectRoot, 'dist', 'cli', 'cli.cjs');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: testEnvironment(place.elsewhere, place.home, place.env),
      cwd: place.elsewhere,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    child.stdin.end(keyOfService(service));
  });
}
