import path from 'node:path';
import { describe, expect, test } from 'vitest';

import { createDiscovery } from '../../../main/node/credentials/discovery.ts';
import { signOut, writeClaudeSignIn, writeCodexSignIn } from '../../support/sign-in.ts';
import { modeOf, temporaryFolder } from '../../support/temporary-folder.ts';

const nowMs = Date.parse('2026-03-02T09:00:00Z');

function discoveryIn(folder: string) {
  const environment = { CODEX_HOME: path.join(folder, 'codex'), CLAUDE_CONFIG_DIR: path.join(folder, 'claude') };
  return createDiscovery({ environment, homeFolder: folder, platform: process.platform, keychain: null });
}

describe('the written sign-ins', () => {
  test('are found as real ones are, with identity, plan, address and expiry', async () => {
    const folder = temporaryFolder();
    const codexFolder = path.join(folder, 'codex');
    const baseUrl = 'http://127.0.0.1:9/studio/backend-api';
    const codex = {
      email: 'work@river.example',
      plan: 'pro',
      accountId: 'acct-1',
      baseUrl,
      expiresInSeconds: 60,
      nowMs,
    };
    await writeCodexSignIn(codexFolder, codex);
    const claude = {
      email: 'home@home.example',
      accountUuid: 'uuid-1',
      subscription: 'max',
      rateLimitTier: 'default_claude_max_20x',
      nowMs,
    };
    await writeClaudeSignIn(path.join(folder, 'claude'), claude);

    const [first, second] = (await discoveryIn(folder).look()).map(({ outcome }) => outcome);
    expect(first).toMatchObject({
      kind: 'account',
      account: { email: 'work@river.example', plan: 'pro', vendorAccountId: 'acct-1', baseUrl },
      expiresAtMs: nowMs + 60_000,
    });
    expect(second).toMatchObject({
      kind: 'account',
      account: { email: 'home@home.example', plan: 'max_20x' },
      expiresAtMs: nowMs + 3_600_000,
    });
    expect(modeOf(path.join(codexFolder, 'auth.json'))).toBe(0o600);
  });

  test('carry canaries that can be searched for, and another token for each expiry', async () => {
    const folder = temporaryFolder();
    const person = { email: 'a@b.example', plan: 'pro', accountId: 'acct-1', nowMs };
    const before = await writeCodexSignIn(folder, person);
    const after = await writeCodexSignIn(folder, { ...person, expiresInSeconds: 7200 });
    expect(before.accessToken).toContain('canary-codex-');
    expect(after.accessToken).not.toBe(before.accessToken);
  });

  test('are gone after signing out', async () => {
    const folder = temporaryFolder();
    await writeClaudeSignIn(path.join(folder, 'claude'), {
      email: 'a@b.example',
      accountUuid: 'u',
      subscription: 'pro',
    });
    await signOut(path.join(folder, 'claude'));
    expect((await discoveryIn(folder).look()).map(({ outcome }) => outcome.kind)).not.toContain('account');
  });
});
