import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { listAccounts } from '../../../../main/commands/accounts.ts';
import type { AppHost } from '../../../../main/commands/program.ts';
import { status } from '../../../../main/commands/status.ts';
import { createConfStore } from '../../../../main/node/storage/conf-store.ts';
import { createServices, type Services } from '../../../../main/services/create-services.ts';
import { writeClaudeSignIn } from '../../../support/sign-in.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { systemIn } from '../../../support/locale.ts';

const signIn = { email: 'someone@example.org', accountUuid: 'person-1', subscription: 'pro' };

function partsIn(folder: string): Services {
  vi.stubGlobal('__APP_VERSION__', '1.2.3');
  return createServices({
    environment: {
      QUOTA_TRAY_HOME: path.join(folder, 'q'),
      CLAUDE_CONFIG_DIR: path.join(folder, 'claude'),
      CODEX_HOME: path.join(folder, 'codex'),
      // Nothing listens there, so nobody says whose a token is.
      QUOTA_TRAY_CLAUDE_BASE_URL: 'http://127.0.0.1:9',
    },
    createStore: createConfStore,
    locales: () => systemIn('en-GB'),
  });
}

function hostOf(parts: Services): AppHost {
  const stored = { settings: parts.settings.get(), locale: parts.locale() };
  return { paths: () => parts.paths, stored: async () => stored, services: async () => parts };
}

async function printed(command: () => Promise<number>): Promise<string> {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await command()).toBe(0);
    return said.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    said.mockRestore();
  }
}

describe.runIf(process.platform !== 'win32')('a list without accounts', () => {
  it.each([
    ['its owner is unknown', (claude: string) => fs.writeFileSync(path.join(claude, '.claude.json'), '{"oauthAcc')],
    ['others can read it', (claude: string) => fs.chmodSync(path.join(claude, '.credentials.json'), 0o644)],
  ])('names a sign-in that cannot be used: %s', async (_, spoil) => {
    const folder = temporaryFolder();
    const claude = path.join(folder, 'claude');
    await writeClaudeSignIn(claude, signIn);
    spoil(claude);
    const parts = partsIn(folder);
    const expected = new RegExp(
      `^No account can be shown\\. .*\n(.*\n)*Sign-in Claude \\(${claude}/\\.credentials\\.json\\): .* not used\\.`,
      'm',
    );
    expect(await printed(() => status(hostOf(parts), { refresh: false, json: false }))).toMatch(expected);
    expect(await printed(() => listAccounts(parts, false))).toMatch(expected);
  });

  it('says that no account was found when there is no sign-in', async () => {
    const parts = partsIn(temporaryFolder());
    expect(await printed(() => status(hostOf(parts), { refresh: false, json: false }))).toMatch(/^No account found\./);
  });
});
