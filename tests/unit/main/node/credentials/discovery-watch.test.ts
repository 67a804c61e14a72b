import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDiscovery } from '../../../../../main/node/credentials/discovery.ts';
import type { Keychain } from '../../../../../main/node/credentials/keychain.ts';
import { claudeSignIn, claudeState, codexSignIn, putFile, temporaryFolder } from './temporary-home.ts';
import { eventually } from '../../../../support/eventually.ts';

function watched(homeFolder: string, keychain: Keychain | null = null) {
  const discovery = createDiscovery({ environment: {}, homeFolder, platform: process.platform, keychain });
  let calls = 0;
  const start = () => {
    const end = discovery.watch(() => {
      calls += 1;
    });
    onTestFinished(end);
    return end;
  };
  return { discovery, start, calls: () => calls };
}

const kinds = async (discovery: ReturnType<typeof watched>['discovery']) =>
  (await discovery.look()).map(({ outcome }) => outcome.kind);

describe('watch of the sign-ins', () => {
  test('signing in, changing the token and signing out are each told', async () => {
    const home = await temporaryFolder();
    const path = join(home, '.codex', 'auth.json');
    const { discovery, start, calls } = watched(home);
    expect(await kinds(discovery)).toEqual(['nothing', 'nothing']);
    start();
    await putFile(path, codexSignIn());
    await eventually(() => expect(calls()).toBe(1));
    expect(await kinds(discovery)).toEqual(['account', 'nothing']);
    await putFile(path, codexSignIn({ accessToken: 'rotated' }));
    await eventually(() => expect(calls()).toBe(2));
    await rm(join(home, '.codex'), { recursive: true });
    await eventually(() => expect(calls()).toBe(3));
    expect(await kinds(discovery)).toEqual(['nothing', 'nothing']);
  });

  test('what changed between the first look and the watch is told', async () => {
    const home = await temporaryFolder();
    const { discovery, start, calls } = watched(home);
    await discovery.look();
    await putFile(join(home, '.codex', 'auth.json'), codexSignIn());
    start();
    await eventually(() => expect(calls()).toBe(1));
  });

  test('the state file of Claude Code is told only when it names somebody else', async () => {
    const home = await temporaryFolder();
    const statePath = join(home, '.claude.json');
    const text = JSON.stringify(claudeSignIn());
    let looks = 0;
    const keychain: Keychain = {
      name: 'Keychain',
      read: async () => {
        looks += 1;
        return { kind: 'text', text };
      },
    };
    await putFile(statePath, claudeState('ada', 'ada@mail.test'));
    const { discovery, start, calls } = watched(home, keychain);
    await discovery.look();
    start();
    await eventually(() => expect(looks).toBeGreaterThanOrEqual(2));
    const looksBefore = looks;
    await putFile(statePath, claudeState('ada', 'ada@mail.test', 1));
    await eventually(() => expect(looks).toBeGreaterThan(looksBefore));
    await putFile(statePath, claudeState('bob', 'bob@mail.test', 2));
    await eventually(() => expect(calls()).toBeGreaterThan(0));
    expect(calls()).toBe(1);
  });

  test('a change that changes no finding looks into one folder only', async () => {
    const home = await temporaryFolder();
    const folders = Array.from({ length: 60 }, (_, number) => join(home, `claude-${number}`));
    for (const [number, folder] of folders.entries()) {
      await putFile(join(folder, '.credentials.json'), claudeSignIn());
      await putFile(join(folder, '.claude.json'), claudeState(`user-${number}`, `${number}@mail.test`));
    }
    const environment = { CLAUDE_CONFIG_DIR: folders.join(delimiter) };
    let callsInAll = 0;
    const discovery = createDiscovery({
      ...{ environment, homeFolder: home, platform: process.platform },
      keychain: {
        name: 'Keychain',
        read: async () => {
          callsInAll += 1;
          return { kind: 'missing' };
        },
      },
    });
    await discovery.look();
    const callsOfLook = callsInAll;
    expect(callsOfLook).toBeGreaterThanOrEqual(60);
    let told = 0;
    onTestFinished(discovery.watch(() => (told += 1)));
    await eventually(() => expect(callsInAll).toBe(2 * callsOfLook));
    await putFile(join(folders[7] ?? '', '.claude.json'), claudeState('user-7', '7@mail.test', 1));
    await eventually(() => expect(callsInAll).toBeGreaterThan(2 * callsOfLook));
    expect(callsInAll - 2 * callsOfLook).toBeLessThanOrEqual(4);
    await putFile(join(folders[7] ?? '', '.claude.json'), claudeState('somebody-else', 'else@mail.test', 2));
    await eventually(() => expect(told).toBe(1));
  });

  test('an ended watch tells nothing more', async () => {
    const home = await temporaryFolder();
    const { discovery, start, calls } = watched(home);
    const other = watched(home);
    await discovery.look();
    await other.discovery.look();
    const end = start();
    other.start();
    end();
    await putFile(join(home, '.codex', 'auth.json'), codexSignIn());
    await eventually(() => expect(other.calls()).toBe(1));
    expect(calls()).toBe(0);
  });
});
