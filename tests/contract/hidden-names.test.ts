import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { ask, exchangeBytes } from '../support/api-server.ts';
import { type CommandPlace, runCommandLine, startServe } from '../support/command-line.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { exampleUsage, socketOf, until } from '../support/serving-place.ts';
import { writeClaudeSignIn, writeCodexSignIn } from '../support/sign-in.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Every made-up name of this file holds this, and nothing else does. */
const canary = 'nadia-7c3d';
const holdsName = (text: string): boolean => text.toLowerCase().includes(canary);

/** What a user may read, print or give to another program. `ID` is the account. */
const commands: readonly string[] = [
  ...['status', 'status --json', 'status --refresh', 'accounts list', 'accounts list --json'],
  ...[
    'accounts discover',
    'accounts discover --json',
    'daily-usage ID',
    'daily-usage ID --json',
    'daily-usage ID --csv',
  ],
  ...[
    'history export --csv',
    'history export --json',
    'guard',
    'guard --json',
    'guard ID',
    'warmups',
    'warmups --json',
  ],
  ...['ledger show', 'doctor', 'doctor --json', 'completion accounts'],
];
const paths = ['/v1/snapshot', '/metrics', '/v1/slots', '/v1/ledger/installs'];

let upstream: FakeUpstream;
beforeEach(async () => (upstream = await startFakeUpstream()));
afterEach(() => upstream.close());

/** A user with two accounts, a name of their own for one of them, and a key of another tool. */
async function placeOfNames(hidePersonal: boolean): Promise<CommandPlace> {
  const root = temporaryFolder();
  const place = { userHome: path.join(root, 'user'), home: path.join(root, 'state') };
  for (const folder of Object.values(place)) fs.mkdirSync(folder, { mode: 0o700 });
  fs.writeFileSync(path.join(place.home, 'settings.json'), JSON.stringify({ hidePersonal }));
  const email = `${canary}@mail.test`;
  const codex = { email, plan: 'pro', accountId: 'acc-work', baseUrl: upstream.codex('codex') };
  await writeCodexSignIn(path.join(place.userHome, 'codex'), codex);
  await writeClaudeSignIn(path.join(place.userHome, 'claude'), { email, accountUuid: 'uuid-1', subscription: 'max' });
  const gh = path.join(place.userHome, '.config/gh');
  fs.mkdirSync(gh, { recursive: true });
  fs.writeFileSync(
    path.join(gh, 'hosts.yml'),
    `github.com:\n    oauth_token: gho_example\n    users:\n        ${canary}:\n            oauth_token: gho_example\n    user: ${canary}\n`,
  );
  const environment = { XDG_CONFIG_HOME: path.join(place.userHome, '.config') };
  upstream.reply('codex', { body: exampleUsage() });
  return { ...place, env: { ...environment, QUOTA_TRAY_CLAUDE_BASE_URL: upstream.claude('claude') } };
}

/** Runs the app without windows, and returns what each command printed and each path answered. */
async function everythingSaid(place: CommandPlace, asked = commands): Promise<Readonly<Record<string, string>>> {
  const seen: Record<string, string> = {};
  const serving = await startServe(place);
  const id = await until(async () => {
    const { accounts } = (await ask(socketOf(place), 'GET', '/v1/snapshot')).body as Snapshot;
    return accounts.find(({ state }) => state === 'fresh')?.id ?? null;
  });
  const headers = { 'Content-Type': 'application/json' };
  const observed = JSON.stringify({ provider: 'codex', headers: { 'X-Codex-Primary-Used-Percent': '73' } });
  seen['POST /v1/observations'] = JSON.stringify(
    await ask(socketOf(place), 'POST', '/v1/observations', headers, observed),
  );
  for (const target of paths) {
    const request = `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    seen[`GET ${target}`] = await exchangeBytes(socketOf(place), request);
  }
  const run = async (when: string): Promise<void> => {
    const left = [...asked];
    const worker = async (): Promise<void> => {
      for (let command = left.shift(); command !== undefined; command = left.shift()) {
        const args = command.split(' ').map((word) => (word === 'ID' ? id : word));
        const { stdout, stderr } = await runCommandLine({ ...place, input: '' }, ...args);
        seen[`${when}: ${command}`] = stdout + stderr;
      }
    };
    await Promise.all([worker(), worker(), worker()]);
  };
  await run('with the app');
  serving.child.kill('SIGTERM');
  const { stdout, stderr } = await serving.ended;
  seen['serve'] = stdout + stderr;
  await run('alone');
  return seen;
}

it.skipIf(process.platform === 'win32')(
  'no command, export, metric or answer of the local interface contains a name while names are hidden',
  async () => {
    const seen = await everythingSaid(await placeOfNames(true));
    expect(Object.keys(seen).filter((where) => holdsName(seen[where] ?? ''))).toEqual([]);
    for (const where of ['GET /v1/snapshot', 'GET /v1/slots', 'alone: status', 'alone: history export --csv'])
      expect(seen[where], where).toMatch(/Account [12] · Codex/);

    const open = await everythingSaid(await placeOfNames(false), [
      'status',
      'accounts discover',
      'history export --csv',
    ]);
    const naming = Object.keys(open).filter((where) => holdsName(open[where] ?? ''));
    expect(naming).toEqual(expect.arrayContaining(['GET /v1/snapshot', 'GET /v1/slots', 'alone: status']));
    expect(naming).toEqual(expect.arrayContaining(['alone: accounts discover', 'alone: history export --csv']));
  },
  300_000,
);
