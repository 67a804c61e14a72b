import { createAddedAccountsFile } from '../../main/node/accounts/added-accounts-file.ts';
import { createSecretFile } from '../../main/node/secrets/secret-file.ts';
import { createConfStore } from '../../main/node/storage/conf-store.ts';
import { holdLock, lockOf } from '../../main/node/storage/process-lock.ts';
import { openSettings } from '../../main/node/storage/settings-store.ts';

/**
 * A process of its own that writes into the files of a state folder, or holds one of their locks. It says
 * `ready` when it holds the lock, and ends when its standard input does.
 */
export type FileWriterSetup =
  | { readonly kind: 'write'; readonly home: string; readonly name: string; readonly turns: number }
  | { readonly kind: 'hold'; readonly file: string };

const setup = JSON.parse(process.argv[2] ?? '') as FileWriterSetup;
await (setup.kind === 'hold' ? hold(setup.file) : write(setup));
process.exit(0);

async function hold(file: string): Promise<void> {
  const held = await holdLock(lockOf(file));
  if ('kind' in held) process.exit(1);
  process.stdout.write('ready\n');
  for await (const _ of process.stdin);
  held.release();
}

async function write({ home, name, turns }: Extract<FileWriterSetup, { kind: 'write' }>): Promise<void> {
  const report = (problem: unknown): void => {
    process.stderr.write(`${JSON.stringify(problem)}\n`);
    process.exitCode = 1;
  };
  const settings = openSettings({ folder: home, createStore: createConfStore, nowMs: Date.now, report });
  const accounts = createAddedAccountsFile({ file: `${home}/accounts.json`, nowMs: Date.now, report });
  const secrets = createSecretFile({ file: `${home}/secrets.json`, report });
  process.stdout.write('ready\n');
  for (let turn = 0; turn < turns; turn += 1) {
    const id = `openrouter:${name}${String(turn).padStart(11, '0')}`;
    const added = { provider: 'openrouter', baseUrl: 'https://openrouter.ai', organizationId: null, keyGivenAt: null };
    const savings = await Promise.all([
      accounts.put({ ...added, provider: 'openrouter', id, label: id }),
      secrets.put(id, { form: 'open', base64: 'QQ==' }),
      settings.update(({ accountLabels }) => ({ accountLabels: { ...accountLabels, [id]: id } })),
    ]);
    if (savings.some(({ ok }) => !ok)) process.exit(1);
  }
}
