import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../../../main/node/child-process/run.ts';
import { createCodexSecretService } from '../../../../../main/node/credentials/codex-keyring.ts';
import { findCodexSignIns } from '../../../../../main/node/credentials/codex-sign-in.ts';
import { mayRunRealCodex, realCodex } from '../../../../support/codex/real-codex.ts';
import { hasKeyring, startGnomeKeyring, startPrivateBus } from '../secrets/private-keyring.ts';
import { putFile, temporaryFolder } from './temporary-home.ts';

const skipped = !mayRunRealCodex || !hasKeyring;
const note = skipped ? ' (skipped: set QUOTA_TRAY_REAL_CODEX=1 and install GNOME Keyring)' : '';

describe.skipIf(skipped)(`the real Codex command line and a real keyring${note}`, () => {
  it('what Codex keeps in the keyring is found under its name, and is gone when it signs out', async () => {
    const file = await realCodex();
    const bus = await startPrivateBus();
    const home = realpathSync(await temporaryFolder());
    await startGnomeKeyring(bus, home, true);
    await putFile(join(home, '.codex', 'config.toml'), 'cli_auth_credentials_store = "keyring"\n');
    const environment = { PATH: process.env['PATH'] ?? '', HOME: home, DBUS_SESSION_BUS_ADDRESS: bus.address };
    const codex = async (args: readonly string[], input = ''): Promise<unknown> => {
      const end = await runProgram({ file, args, environment, children: 'end' }, { input, timeoutMs: 60_000 });
      return end.kind === 'ended' ? end.code : end.kind;
    };
    const surroundings = { environment: {}, homeFolder: home, platform: process.platform };
    const look = async () => {
      const [found] = await findCodexSignIns(surroundings, createCodexSecretService({ connect: bus.connect }));
      return [found?.place, found?.outcome];
    };
    const place = 'Keyring: Codex Auth (~/.codex)';
    expect(await look()).toEqual([place, { kind: 'nothing' }]);
    expect(await codex(['login', '--with-api-key'], 'sk-made-up\n')).toBe(0);
    expect(await look()).toEqual([place, { kind: 'problem', problem: 'api-key-only' }]);
    expect(await codex(['logout'])).toBe(0);
    expect(await look()).toEqual([place, { kind: 'nothing' }]);
  }, 120_000);
});
