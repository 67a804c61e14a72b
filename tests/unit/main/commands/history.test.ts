import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { HistoryStore } from '../../../../core/history/store.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { history } from '../../../../main/commands/history.ts';
import { createHistory } from '../../../../main/features/history.ts';
import { openHistory } from '../../../../main/node/history/history-store.ts';
import type { Services } from '../../../../main/services/create-services.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

function world() {
  const file = path.join(temporaryFolder(), 'history.db');
  const states = [stateAfter(codexBody({ session: { used: 42, resetsInMinutes: 60 } }))];
  const open = (): Promise<HistoryStore | null> =>
    openHistory({ path: file, nowMs: () => nowMs, report: () => undefined });
  const recorder = () =>
    createHistory({
      clock: { nowMs: () => nowMs },
      settings: () => defaultSettings,
      accounts: () => states,
      store: open,
      yieldThread: () => Promise.resolve(),
    });
  const parts = {
    engine: { load: () => undefined, discover: async () => [], accounts: () => states },
    settings: { get: () => defaultSettings },
    paths: { history: file },
    clock: { nowMs: () => nowMs },
    locale: () => english,
  };
  const printed: string[] = [];
  const told: string[] = [];
  for (const [stream, texts] of [
    [process.stdout, printed],
    [process.stderr, told],
  ] as const) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((text) => texts.push(String(text)) > 0);
    onTestFinished(() => spy.mockRestore());
  }
  const run = (command: Parameters<typeof history>[1]): Promise<number> =>
    history({ ...parts, history: recorder() } as unknown as Services, command);
  return { recorder, run, printed, told };
}

const exportAll = { kind: 'history-export', format: 'csv', account: null, fromMs: null, toMs: null } as const;

test('exports the kept readings of an account by its label, and says when there are none', async () => {
  const { recorder, run, printed, told } = world();
  expect(await run(exportAll)).toBe(69);
  expect(await run({ ...exportAll, account: 'nobody' })).toBe(64);
  const kept = recorder();
  await kept.start();
  kept.record();
  kept.flush();
  expect(await run({ ...exportAll, account: 'work' })).toBe(0);
  expect(printed.join('').split('\r\n')[1]).toBe(
    'codex:work,work,window,session,2026-03-02T13:00:00.000Z,42,42,42,0,2026-03-02T14:00:00.000Z,poll',
  );
  expect(await run({ ...exportAll, account: 'nobody' })).toBe(64);
  expect(told).toHaveLength(3);
});

test('deletes everything only with --yes', async () => {
  const { recorder, run, printed } = world();
  const kept = recorder();
  await kept.start();
  kept.record();
  kept.flush();
  expect(await run({ kind: 'history-clear', yes: false })).toBe(64);
  expect(await run(exportAll)).toBe(0);
  expect(await run({ kind: 'history-clear', yes: true })).toBe(0);
  printed.splice(0);
  expect(await run({ ...exportAll, format: 'json' })).toBe(0);
  expect(JSON.parse(printed.join(''))).toMatchObject({ readings: [] });
});
