import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/units/time.ts';
import type { CheckOutcome } from '../../../../core/updates/release.ts';
import { noMemory, type InstallFailure, type UpdateMemory } from '../../../../core/updates/update.ts';
import { createUpdates } from '../../../../main/features/updates.ts';

const startMs = Date.UTC(2026, 10, 30, 8);

/** The updates with ports in memory, a clock that the test moves, and answers that it gives. */
function world({
  memory = noMemory,
  isOn = true,
  nowMs = startMs,
}: { readonly memory?: UpdateMemory; readonly isOn?: boolean; readonly nowMs?: number } = {}) {
  const now = { ms: nowMs };
  const settings = { checkForUpdates: isOn };
  const stored = { memory };
  const alarm: { at: number | null; ring: () => void } = { at: null, ring: () => undefined };
  const app = {
    latest: { kind: 'release', release: { version: '0.2.0' } } as CheckOutcome,
    download: null as InstallFailure | null,
    progress: [10, 60] as readonly number[],
  };
  const done: string[] = [];
  const updates = createUpdates({
    clock: { nowMs: () => now.ms, random: () => 0 },
    alarm: {
      set: (atMs, ring) => Object.assign(alarm, { at: atMs, ring }),
      clear: () => Object.assign(alarm, { at: null }),
    },
    log: { warn: () => undefined },
    currentVersion: '0.1.0',
    isWanted: () => settings.checkForUpdates,
    check: async () => {
      done.push('asked');
      return app.latest;
    },
    installer: {
      download: async ({ version }, progressed) => {
        app.progress.forEach(progressed);
        done.push(`downloaded ${version}`);
        return app.download;
      },
      install: async () => {
        done.push('installed');
        return 'install';
      },
    },
    store: { load: () => stored.memory, save: (saved) => Object.assign(stored, { memory: saved }) },
    changed: () => undefined,
  });
  /** Moves the clock to the time of the alarm, and lets it ring. */
  const ring = async (): Promise<void> => {
    if (alarm.at === null) throw new Error('no alarm is set');
    now.ms = alarm.at;
    alarm.ring();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { now, settings, stored, alarm, app, done, updates, ring };
}

describe('looking for a new version', () => {
  it('is never done while the setting is off, and begins when the user turns it on', async () => {
    const { updates, alarm, settings, done, ring } = world({ isOn: false });
    updates.plan();
    expect(alarm.at).toBeNull();
    settings.checkForUpdates = true;
    updates.plan();
    await ring();
    expect(done).toEqual(['asked']);
    settings.checkForUpdates = false;
    updates.plan();
    expect(alarm.at).toBeNull();
  });

  it('is done a minute after the start and then once a day, however often the app starts', async () => {
    const { updates, alarm, done, ring, stored, now } = world();
    updates.plan();
    expect(alarm.at).toBe(startMs + minuteMs);
    await ring();
    const askedAtMs = now.ms;
    expect(alarm.at).toBe(askedAtMs + dayMs);
    expect(done).toEqual(['asked']);
    const again = world({ memory: stored.memory, nowMs: now.ms + hourMs });
    again.updates.plan();
    expect(again.alarm.at).toBe(askedAtMs + dayMs);
  });

  it('is done once more an hour after nobody was reached', async () => {
    const { updates, alarm, app, ring, now } = world();
    app.latest = { kind: 'failed', failure: { kind: 'unreachable' } };
    updates.plan();
    await ring();
    expect(alarm.at).toBe(now.ms + hourMs);
    app.latest = { kind: 'failed', failure: { kind: 'refused', status: 503 } };
    await ring();
    expect(alarm.at).toBe(now.ms + dayMs);
  });

  it('is not done where it is no longer wanted when its time has come', async () => {
    const { updates, settings, done, ring } = world();
    updates.plan();
    settings.checkForUpdates = false;
    await ring();
    expect(done).toEqual([]);
  });

  it('asks once if the user presses twice', async () => {
    const { updates, done } = world();
    await Promise.all([updates.checkNow(), updates.checkNow()]);
    expect(done).toEqual(['asked']);
  });
});

describe('installing a new version', () => {
  it('downloads and installs only when the user says so', async () => {
    const { updates, done } = world();
    await updates.checkNow();
    expect(done).toEqual(['asked']);
    await updates.download();
    expect(updates.state().found.kind).toBe('ready');
    expect(done).toEqual(['asked', 'downloaded 0.2.0']);
    await updates.install();
    expect(done.at(-1)).toBe('installed');
    expect(updates.state().found).toEqual({ kind: 'ready', release: { version: '0.2.0' }, failure: 'install' });
  });

  it('downloads nothing without a new version', async () => {
    const { updates, app, done } = world();
    app.latest = { kind: 'release', release: { version: '0.0.9' } };
    await updates.checkNow();
    await updates.download();
    await updates.install();
    expect(done).toEqual(['asked']);
  });

  it('may be tried again after a broken download', async () => {
    const { updates, app } = world();
    await updates.checkNow();
    app.download = 'checksum';
    await updates.download();
    expect(updates.state().found).toMatchObject({ kind: 'available', failure: 'checksum' });
    app.download = null;
    await updates.download();
    expect(updates.state().found.kind).toBe('ready');
  });
});

it('an offer that the user has seen is not made again after a restart', async () => {
  const { updates, stored } = world();
  await updates.checkNow();
  expect(updates.state().isOffered).toBe(true);
  updates.offerSeen();
  expect(updates.state().isOffered).toBe(true);
  expect(world({ memory: stored.memory }).updates.state().isOffered).toBe(false);
});
