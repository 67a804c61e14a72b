import fs from 'node:fs';
import path from 'node:path';

import { describe, expect, it, onTestFinished, test } from 'vitest';

import type { SignedInFolder } from '../../../../../core/ports.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { createClaudeCliCache, wantsEssentialTrafficOnly } from '../../../../../main/node/claude/cli-cache.ts';
import { claudeIdentityOf } from '../../../../../main/node/credentials/claude-credentials.ts';
import { valueOf } from '../../../../support/readings.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = Date.now();

function stateOf(organisation: string, amount: number): object {
  const info = { available: true, eligible: true, granted: false, amount_minor_units: amount, currency: 'EUR' };
  return {
    oauthAccount: { accountUuid: 'person-1', organizationUuid: organisation },
    overageCreditGrantCache: { [organisation]: { info, timestamp: nowMs - 1_000 } },
  };
}

function world(stateFile = (folder: string): string => path.join(folder, '.claude.json')) {
  const home = fs.realpathSync(temporaryFolder());
  const folder = path.join(home, '.claude');
  fs.mkdirSync(folder);
  const file = stateFile(folder);
  const seen: { accountId: string; amount: number | null | undefined }[] = [];
  const observe = (accountId: string, { grant }: Observation): void => {
    const value = valueOf(grant);
    seen.push({ accountId, amount: typeof value === 'object' ? value.amountMinorUnits : undefined });
  };
  const environment = file.startsWith(folder + path.sep) ? { CLAUDE_CONFIG_DIR: folder } : {};
  const surroundings = { environment, homeFolder: home, platform: process.platform };
  const source = createClaudeCliCache({ surroundings, nowMs: () => nowMs, observe, quietMs: 10 });
  onTestFinished(source.stop);
  const put = (state: object | string): void => {
    fs.writeFileSync(`${file}.new`, typeof state === 'string' ? state : JSON.stringify(state));
    fs.renameSync(`${file}.new`, file);
  };
  const account = (organisation: string): SignedInFolder => ({
    provider: 'claude',
    accountId: claudeIdentityOf(stateOf(organisation, 1), folder).id,
    folder,
    sinceMs: 0,
  });
  return { source, seen, put, account, file };
}

describe("Claude Code's own state file as a source", () => {
  it('is read when the app begins to follow it, and after each change', async () => {
    const { source, seen, put, account } = world();
    put(stateOf('org-1', 500));
    source.follow([account('org-1')]);
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500]);
    put(stateOf('org-1', 700));
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500, 700]);
    expect(new Set(seen.map(({ accountId }) => accountId))).toEqual(new Set([account('org-1').accountId]));
  });

  it('resolves when it was first read, so that a one-time command knows the offer', async () => {
    const { source, seen, put, account } = world();
    put(stateOf('org-1', 500));
    source.follow([account('org-1')]);
    await source.ready();
    expect(seen.map(({ amount }) => amount)).toEqual([500]);
  });

  it('is beside the folder if no folder is named', async () => {
    const { source, seen, put, account } = world((folder) => `${folder}.json`);
    put(stateOf('org-1', 500));
    source.follow([account('org-1')]);
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500]);
  });

  it('may appear later; a broken one is ignored', async () => {
    const { source, seen, put, account } = world();
    source.follow([account('org-1')]);
    put('{');
    put(stateOf('org-1', 500));
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500]);
  });

  it('is ignored if another organization is signed in by now', async () => {
    const { source, seen, put, account } = world();
    const [first, second] = [account('org-1'), account('org-2')];
    put(stateOf('org-2', 900));
    source.follow([first, second]);
    await expect.poll(() => seen).toContainEqual({ accountId: second.accountId, amount: 900 });
    put(stateOf('org-1', 500));
    await expect.poll(() => seen).toContainEqual({ accountId: first.accountId, amount: 500 });
    expect(seen).toHaveLength(2);
  });

  it('reports the same entry once, however often the tool rewrites its file', async () => {
    const { source, seen, put, account } = world();
    put(stateOf('org-1', 500));
    source.follow([account('org-1')]);
    source.follow([account('org-1')]);
    await expect.poll(() => seen.length).toBe(1);
    put({ ...stateOf('org-1', 500), numStartups: 9 });
    put({ ...stateOf('org-1', 501), numStartups: 10 });
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500, 501]);
  });

  it('is never written', async () => {
    const { source, seen, put, account, file } = world();
    put(stateOf('org-1', 500));
    const before = fs.statSync(file, { bigint: true }).mtimeNs;
    source.follow([account('org-1')]);
    await expect.poll(() => seen.length).toBe(1);
    expect(fs.statSync(file, { bigint: true }).mtimeNs).toBe(before);
  });
});

test.each([
  [undefined, false],
  ['', false],
  ['0', false],
  ['false', false],
  [' FALSE ', false],
  ['1', true],
  ['true', true],
  ['yes', true],
])('Claude Code told %j means %j', (value, expected) => {
  expect(wantsEssentialTrafficOnly({ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: value })).toBe(expected);
});
