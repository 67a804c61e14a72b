import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HistoryPoint, HistorySeries, SeriesReading } from '../../../../../core/history/reading.ts';
import type { HistoryStore } from '../../../../../core/history/store.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { openHistory } from '../../../../../main/node/history/history-store.ts';
import { writeParts } from '../../../../../main/node/storage/json-file.ts';
import { connect } from '../../../../../main/node/storage/sqlite.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const nowMs = Date.parse('2026-03-02T13:00:00Z');

const session: HistorySeries = { accountId: 'codex:1', kind: 'window', name: 'session' };
const credits: HistorySeries = { accountId: 'codex:1', kind: 'credits', name: '' };
const other: HistorySeries = { accountId: "it's; DROP TABLE readings", kind: 'window', name: 'session' };

async function openAt(file: string): Promise<{ readonly store: HistoryStore; readonly problems: StorageProblem[] }> {
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem): void => void problems.push(problem);
  const store = await openHistory({ path: file, nowMs: () => nowMs, report });
  if (store === null) throw new Error('The history does not open.');
  onTestFinished(store.close);
  return { store, problems };
}

function at(series: HistorySeries, atMs: number, value: number, resetsAtMs: number | null = null): SeriesReading {
  return { series, reading: { atMs, value, resetsAtMs, source: 'statusline' } };
}

const everything = (store: HistoryStore, series: HistorySeries): readonly HistoryPoint[] =>
  store.points(series, 0, nowMs + dayMs);

describe('the history on the disk', () => {
  it('gives back what was read, after a restart too, from a file for the user alone', async () => {
    const file = path.join(temporaryFolder(), 'history.db');
    const { store, problems } = await openAt(file);
    store.append([
      at(session, nowMs - minuteMs, 42.13, nowMs + 17_000_000),
      at(credits, nowMs - minuteMs, 247.5),
      at(other, nowMs, 7),
    ]);
    const again = (await openAt(file)).store;
    expect(everything(again, session)).toEqual([
      {
        atMs: nowMs - minuteMs,
        value: 42.13,
        resetsAtMs: nowMs + 17_000_000,
        source: 'statusline',
        low: 42.13,
        high: 42.13,
        spanMs: 0,
      },
    ]);
    expect(everything(again, credits)[0]).toMatchObject({ value: 247.5, resetsAtMs: null });
    expect(again.series()).toEqual([session, credits, other]);
    expect(again.newest().map(({ reading }) => reading.value)).toEqual([42.13, 247.5, 7]);
    expect(modeOf(file)).toBe(0o600);
    expect(problems).toEqual([]);
  });

  it('finds the last reading before a stretch, because it still held then', async () => {
    const { store } = await openAt(path.join(temporaryFolder(), 'history.db'));
    store.append([1, 2, 3, 4].map((hour) => at(session, nowMs + hour * 60 * minuteMs, hour)));
    const found = store.points(session, nowMs + 150 * minuteMs, nowMs + 230 * minuteMs);
    expect(found.map(({ value }) => value)).toEqual([2, 3]);
    expect(store.points({ ...session, name: 'weekly' }, 0, nowMs)).toEqual([]);
  });

  it('finds the highest value of each span, as a search through all points does, also of late and rolled-up ones', async () => {
    const { store } = await openAt(path.join(temporaryFolder(), 'history.db'));
    const earlierMs = nowMs - 400 * dayMs;
    const when = fc.integer({ min: 0, max: 400 * 24 });
    let account = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(when, fc.integer({ min: 0, max: 100 })), { maxLength: 60 }),
        fc.uniqueArray(when, { minLength: 2, maxLength: 12 }),
        fc.boolean(),
        (figures, hours, isTidied) => {
          account += 1;
          const series: HistorySeries = { accountId: `codex:${account}`, kind: 'window', name: 'session' };
          const times = hours.toSorted((a, b) => a - b).map((hour) => earlierMs + hour * 3_600_000);
          for (const part of [figures.slice(0, 30), figures.slice(30)]) {
            store.append(part.map(([hour, value]) => at(series, earlierMs + hour * 3_600_000, value)));
            if (isTidied) while (store.tidy(nowMs, 1000)) continue;
          }
          const points = everything(store, series);
          const searched = times.slice(1).map((toMs, index) => {
            const inside = points.filter(({ atMs }) => atMs >= (times[index] ?? 0) && atMs < toMs);
            return inside.length === 0 ? null : Math.max(...inside.map(({ high }) => high));
          });
          expect(store.peaks(series, times)).toEqual(searched);
        },
      ),
      { numRuns: 40 },
    );
    expect(store.peaks({ ...session, accountId: 'nobody' }, [0, 1, 2])).toEqual([null, null]);
  });

  it('any percentage to a hundredth and any amount to a ten-thousandth comes back as it was', async () => {
    const { store } = await openAt(path.join(temporaryFolder(), 'history.db'));
    const figure = fc.integer({ min: 0, max: 100_000 });
    let second = 0;
    fc.assert(
      fc.property(figure, figure, (hundredths, tenThousandths) => {
        second += 1;
        const atMs = nowMs + second * 1000;
        store.append([at(session, atMs, hundredths / 100), at(credits, atMs, tenThousandths / 10_000)]);
        expect(store.points(session, atMs, atMs + 1000).at(-1)?.value).toBe(hundredths / 100);
        expect(store.points(credits, atMs, atMs + 1000).at(-1)?.value).toBe(tenThousandths / 10_000);
      }),
    );
  });

  it('rolls up by age, keeps every reset, drops what is too old, and a second time does nothing', async () => {
    const { store } = await openAt(path.join(temporaryFolder(), 'history.db'));
    const periodMs = 300 * minuteMs;
    const readings = Array.from({ length: 60 * 144 }, (_, index) => {
      const atMs = nowMs - 60 * dayMs + index * 10 * minuteMs;
      const startMs = Math.floor(atMs / periodMs) * periodMs;
      return at(session, atMs, Math.round((100 * (atMs - startMs)) / periodMs), startMs + periodMs);
    });
    store.append(readings);
    while (store.tidy(nowMs, 50));
    const kept = everything(store, session);
    const older = kept.filter(({ atMs }) => atMs < nowMs - 31 * dayMs);
    const newer = kept.filter(({ atMs }) => atMs > nowMs - 7 * dayMs);
    expect(kept[0]?.atMs).toBeGreaterThan(nowMs - 52 * dayMs);
    expect(newer).toHaveLength(readings.filter(({ reading }) => reading.atMs > nowMs - 7 * dayMs).length);
    expect(older.length).toBeLessThan(20 * 24 * 1.3);
    const resets = new Set(older.map(({ resetsAtMs }) => resetsAtMs));
    expect(resets.size).toBeGreaterThanOrEqual(19 * 4);
    expect(older.every(({ low, value, high }) => low <= value && value <= high)).toBe(true);
    store.tidy(nowMs, 50);
    expect(everything(store, session)).toEqual(kept);
  });

  it('keeps none where the user wants none', async () => {
    const { store } = await openAt(path.join(temporaryFolder(), 'history.db'));
    store.append([at(session, nowMs - 100 * dayMs, 1), at(session, nowMs, 2)]);
    while (store.tidy(nowMs, 0));
    expect(everything(store, session)).toEqual([]);
  });

  it('gives all of it a part at a time, or one account, or a stretch', async () => {
    const { store } = await openAt(path.join(temporaryFolder(), 'history.db'));
    store.append(Array.from({ length: 12_000 }, (_, index) => at(session, nowMs + index * 1000, index % 100)));
    store.append([at(other, nowMs, 1)]);
    const parts = [...store.all({ accountId: null, fromMs: null, toMs: null })];
    expect(parts.map(({ points }) => points.length)).toEqual([5000, 5000, 2000, 1]);
    const stretch = [...store.all({ accountId: 'codex:1', fromMs: nowMs + 1000, toMs: nowMs + 4000 })];
    expect(stretch.flatMap(({ points }) => points.map(({ value }) => value))).toEqual([1, 2, 3]);
  });

  it('forgets one account, and deletes all with the room it took', async () => {
    const file = path.join(temporaryFolder(), 'history.db');
    const { store } = await openAt(file);
    store.append(Array.from({ length: 50_000 }, (_, index) => at(session, nowMs + index * 1000, index % 100)));
    store.append([at(other, nowMs, 1)]);
    store.forget('codex:1');
    expect(store.series()).toEqual([other]);
    expect(everything(store, other)).toHaveLength(1);
    expect(store.clear()).toBe(true);
    expect(store.series()).toEqual([]);
    expect(fs.statSync(file).size).toBeLessThan(100_000);
    store.append([at(session, nowMs, 5)]);
    expect(everything(store, session).map(({ value }) => value)).toEqual([5]);
  });

  it('goes on rightly after another process deleted all', async () => {
    const file = path.join(temporaryFolder(), 'history.db');
    const one = (await openAt(file)).store;
    const two = (await openAt(file)).store;
    one.append([at(session, nowMs, 1), at(credits, nowMs, 2)]);
    two.clear();
    two.append([at(other, nowMs, 3)]);
    one.append([at(credits, nowMs + minuteMs, 4)]);
    const again = (await openAt(file)).store;
    expect(again.newest().map(({ series, reading }) => [series.kind, reading.value])).toEqual([
      ['window', 3],
      ['credits', 4],
    ]);
  });
});

describe('a history that is damaged', () => {
  it('at its head is set aside and begun again at once', async () => {
    const file = path.join(temporaryFolder(), 'history.db');
    fs.writeFileSync(file, 'this is no database, and it is long enough to be looked at as one'.repeat(40));
    const { store, problems } = await openAt(file);
    expect(problems).toMatchObject([{ kind: 'set-aside', what: 'history' }]);
    store.append([at(session, nowMs, 1)]);
    expect(everything(store, session)).toHaveLength(1);
  });

  it('further on is set aside when it is met, and nothing is thrown', async () => {
    const file = path.join(temporaryFolder(), 'history.db');
    const first = await openAt(file);
    first.store.append(Array.from({ length: 50_000 }, (_, index) => at(session, nowMs + index * 1000, index % 100)));
    first.store.close();
    const inLog = await connect(file);
    inLog.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    inLog.close();
    const handle = fs.openSync(file, 'r+');
    const { size } = fs.fstatSync(handle);
    for (let page = 6; page < size / 4096; page += 1)
      fs.writeSync(handle, Buffer.alloc(4096, 0xff), 0, 4096, page * 4096);
    fs.closeSync(handle);
    const { store, problems } = await openAt(file);
    expect(store.points(session, 0, nowMs + 100 * dayMs)).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'set-aside', what: 'history' }]);
    expect(store.newest()).toEqual([]);
    store.append([at(session, nowMs, 1)]);
    expect(fs.existsSync(file)).toBe(false);
    expect((await openAt(file)).store.series()).toEqual([]);
  });
});

describe('an export to a file', () => {
  it('is written whole for the user alone, or not at all', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'history.csv');
    expect(await writeParts(file, ['a\r\n', 'b\r\n'])).toBe(true);
    expect(fs.readFileSync(file, 'utf8')).toBe('a\r\nb\r\n');
    expect(modeOf(file)).toBe(0o600);
    expect(await writeParts(path.join(folder, 'none', 'history.csv'), ['a'])).toBe(false);
    expect(fs.readdirSync(folder)).toEqual(['history.csv']);
  });
});

describe('the readings of an account that are another one’s', () => {
  const nameless: HistorySeries = { accountId: 'nameless', kind: 'window', name: 'session' };
  const values = (store: HistoryStore) => everything(store, session).map(({ atMs, value }) => [nowMs - atMs, value]);

  it('go to it once, and its own word of a second stays', async () => {
    const file = path.join(temporaryFolder(), 'history.db');
    const { store, problems } = await openAt(file);
    const later = (await openAt(file)).store;
    store.append([
      at(nameless, nowMs - 3 * minuteMs, 10),
      at(nameless, nowMs - 2 * minuteMs, 20),
      at({ ...nameless, kind: 'credits', name: '' }, nowMs, 5),
      at(session, nowMs - 2 * minuteMs, 25),
      at(session, nowMs - minuteMs, 30),
    ]);
    const expected = [
      [3 * minuteMs, 10],
      [2 * minuteMs, 25],
      [minuteMs, 30],
    ];
    for (const each of [later, store]) {
      expect(each.move('nameless', 'codex:1')).toBe(true);
      expect(values(each)).toEqual(expected);
    }
    const again = (await openAt(file)).store;
    expect(again.series()).toEqual([session, credits]);
    expect(values(again)).toEqual(expected);
    expect(everything(again, credits)).toMatchObject([{ value: 5 }]);
    expect(problems).toEqual([]);
  });

  it('are rolled up with its own, as if they had always been so', async () => {
    const { store } = await openAt(path.join(temporaryFolder(), 'history.db'));
    const oldMs = nowMs - 20 * dayMs;
    store.append([at(session, oldMs, 10), at(session, oldMs + minuteMs, 12), at(session, nowMs, 50)]);
    while (store.tidy(nowMs, 400));
    expect(everything(store, session)).toHaveLength(2);
    store.append([at(nameless, oldMs + 2 * minuteMs, 14)]);
    expect(store.move('nameless', 'codex:1')).toBe(true);
    while (store.tidy(nowMs, 400));
    expect(everything(store, session)).toMatchObject([
      { atMs: oldMs + 2 * minuteMs, low: 10, high: 14 },
      { atMs: nowMs, value: 50 },
    ]);
  });
});
