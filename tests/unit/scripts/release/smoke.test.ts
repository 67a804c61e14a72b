import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Installation } from '../../../../scripts/release/installation.ts';
import { checksFor, smokeProblems } from '../../../../scripts/release/smoke.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const good = `case "$1" in
  --version) echo 1.2.3 ;;
  status) echo '{"schemaVersion": 1}' ;;
  ledger) if [ "$2" = reserve ]; then touch "$QUOTA_TRAY_HOME.reserved"; echo '{"reservationId": "one"}'; else
    [ -e "$QUOTA_TRAY_HOME.reserved" ] && echo '{"reserved": 1}'; fi ;;
esac`;

/** Returns an installation that copies a script of the shell, as an installer would put a program there. */
function installationOfScript(body: string, removes = true): (folder: string) => Installation {
  const file = path.join(temporaryFolder(), 'quota-tray');
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return (folder) => {
    const program = path.join(folder, 'quota-tray');
    return {
      install: [['cp', file, program]],
      run: [program],
      remove: [[removes ? 'rm' : 'ls', program]],
      place: 'here',
    };
  };
}

describe.skipIf(process.platform === 'win32')('an installed command line', () => {
  it('that answers everything and is removed has no problem', async () => {
    expect(await smokeProblems(installationOfScript(good), checksFor('1.2.3'))).toEqual([]);
  });

  it('runs from another folder, with only the programs of the system', async () => {
    const script = installationOfScript('echo "$(basename "$PWD") $PATH"');
    const where = {
      args: [],
      problem: (stdout: string) => (stdout === 'elsewhere /usr/bin:/bin:/usr/sbin:/sbin\n' ? null : stdout),
    };
    expect(await smokeProblems(script, [where])).toEqual([]);
  });

  it('of an npm package has the programs of its user, with Node among them', async () => {
    const script = installationOfScript('echo "$PATH"');
    const where = { args: [], problem: (stdout: string) => (stdout === `${process.env['PATH']}\n` ? null : stdout) };
    const ofNode = (folder: string): Installation => ({ ...script(folder), place: 'node' });
    expect(await smokeProblems(ofNode, [where])).toEqual([]);
  });

  it.each([
    ['of another version', good.replace('1.2.3', '1.2.2'), 'It says 1.2.2 and not 1.2.3.'],
    [
      'with an unknown snapshot',
      good.replace('"schemaVersion": 1', '"schemaVersion": 2'),
      'The field schemaVersion is 2.',
    ],
    ['without JSON', good.replace(`'{"schemaVersion": 1}'`, 'hello'), 'The output is no JSON'],
    ['that forgets its database', good.replace('touch', 'true'), 'ledger show'],
    ['that fails', `${good}\n[ "$1" = status ] && { echo broken >&2; exit 70; }; exit 0`, 'It ended with 70: broken'],
  ])('%s has a problem', async (_name, body, problem) => {
    const problems = await smokeProblems(installationOfScript(body), checksFor('1.2.3'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('that stays after its removal has a problem', async () => {
    const problems = await smokeProblems(installationOfScript(good, false), checksFor('1.2.3'));
    expect(problems).toEqual([expect.stringContaining('is still there.')]);
  });

  it('that cannot be installed ends the test with the reason', async () => {
    const broken = (): Installation => ({
      install: [['ls', '/nowhere']],
      run: ['true'],
      remove: [],
      place: 'here',
    });
    await expect(smokeProblems(broken, [])).rejects.toThrow('ls /nowhere ended with');
  });
});
