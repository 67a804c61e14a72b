import { expect, test, vi } from 'vitest';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { StorageCheck } from '../../../../core/settings/storage-problem.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { createDoctor } from '../../../../main/app/diagnostics.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

vi.mock('../../../../main/electron/application.ts', () => ({
  runtimeFacts: () => ({ appVersion: '1.2.3', electron: '1', chrome: '2', node: '3', system: 'linux x64 6' }),
}));

const state = stateAfter(codexBody({ session: { used: 10, resetsInMinutes: 62 } }));
const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);
const broken = (): never => {
  throw new TypeError('It is broken.');
};

/** The report of the settings window where some parts of the app are broken. */
function report(given: {
  readonly protection?: () => Promise<'protected'>;
  readonly current?: () => typeof snapshot;
  readonly isSealed?: boolean;
  readonly storage?: () => Promise<StorageCheck>;
  readonly desktop?: () => Promise<{ readonly trayHost: boolean; readonly notifications: boolean }>;
}) {
  return createDoctor(
    {
      home: '/home/sam/data',
      paths: { copies: '/home/sam/data/copies' } as never,
      homeOutcome: { kind: 'writable' },
      timeZoneIsKnown: true,
      gate: { isSealed: () => given.isSealed ?? false } as never,
      problems: () => [],
      engine: { accounts: () => [state], findings: () => [], nextPolls: () => [] } as never,
      vault: { protection: given.protection ?? (async () => 'protected') } as never,
      locale: () => english,
      clock: { nowMs: () => nowMs, random: () => 0 },
    },
    { current: given.current ?? (() => snapshot) },
    given.desktop ?? (async () => ({ trayHost: true, notifications: true })),
    given.storage ?? (async () => ({ kind: 'works' })),
  )();
}

test('a report of which every part could be made tells no failure', async () => {
  const { checks } = await report({});
  expect(checks.filter(({ id }) => id.startsWith('failed:'))).toEqual([]);
  expect(checks.find(({ id }) => id === 'secrets')?.state).toBe('ok');
});

test('a part that throws is a line of the report, and the other parts are there', async () => {
  const { checks } = await report({ protection: broken, desktop: broken });
  const failed = checks.filter(({ id }) => id.startsWith('failed:'));
  expect(failed.map(({ id, state: how }) => `${id} ${how}`)).toEqual([
    'failed:secrets problem',
    'failed:desktop problem',
  ]);
  expect(failed[0]?.text).toContain('TypeError');
  expect(checks.some(({ id }) => id === `endpoint:${state.account.id}:usage`)).toBe(true);
});

test('storage counts as working only after a test entry came back', async () => {
  const line = async (storage: () => Promise<StorageCheck>): Promise<string> => {
    const { checks } = await report({ storage });
    const found = checks.filter(({ id }) => id === 'storage');
    return found.map(({ state: how, text }) => `${how}: ${text}`).join();
  };
  expect(await line(async () => ({ kind: 'works' }))).toBe('ok: a test entry was written and read back');
  expect(await line(async () => ({ kind: 'not-loaded', cause: 'Error ERR_DLOPEN_FAILED' }))).toBe(
    'problem: The database library does not load (Error ERR_DLOPEN_FAILED). Install Quota Tray again.',
  );
  expect(await line(async () => ({ kind: 'not-stored', cause: 'Error SQLITE_FULL' }))).toBe(
    'problem: A test entry could not be written to /home/sam/data and read back (Error SQLITE_FULL). Check the permissions and the free disk space.',
  );
  expect(await line(broken)).toBe('unknown: not checked');
});

test('figures that cannot be told are a line of the report', async () => {
  const { checks } = await report({ current: broken });
  expect(checks.map(({ id }) => id)).toContain('failed:accounts');
  expect(checks.some(({ id }) => id === 'app')).toBe(true);
});

test('nothing is tried in the data folder of a newer version', async () => {
  let isTried = false;
  await report({
    isSealed: true,
    storage: async () => {
      isTried = true;
      return { kind: 'works' };
    },
  });
  expect(isTried).toBe(false);
});
