import { describe, expect, it } from 'vitest';
import { localDate, localTime } from '../../../../core/warm-ups/schedule.ts';
import { everyDay, warmup, warmupWorld, weekdays } from '../../../support/warm-up-world.ts';

const timeout = 120_000;
const dayMinutes = 1440;
const dayMs = dayMinutes * 60_000;

/** The dates of a year that fall on one of these days of the week. */
function datesOf(year: number, days: readonly number[]): readonly string[] {
  const dates: string[] = [];
  for (let atMs = Date.UTC(year, 0, 1); new Date(atMs).getUTCFullYear() === year; atMs += dayMs) {
    if (days.includes(new Date(atMs).getUTCDay() || 7)) dates.push(new Date(atMs).toISOString().slice(0, 10));
  }
  return dates;
}

const startsAt = '2025-12-31T06:00:00Z';

/** A time that the clock skips on one day of 2026, and one that it shows twice on another. */
const zones = [
  {
    timeZone: 'Europe/Berlin',
    skipped: { time: '02:30', date: '2026-03-29', runs: '03:00' },
    doubled: { time: '02:00', date: '2026-10-25' },
  },
  {
    timeZone: 'America/New_York',
    skipped: { time: '02:30', date: '2026-03-08', runs: '03:00' },
    doubled: { time: '01:30', date: '2026-11-01' },
  },
  {
    timeZone: 'Australia/Lord_Howe',
    skipped: { time: '02:15', date: '2026-10-04', runs: '02:30' },
    doubled: { time: '01:45', date: '2026-04-05' },
  },
] as const;

describe.each(zones)('a year of warm-ups in $timeZone', ({ timeZone, skipped, doubled }) => {
  it('runs each slot of its weekdays exactly once, at its time on the wall', { timeout }, async () => {
    const sinceMs = Date.parse(startsAt);
    const world = warmupWorld({
      ...{ startsAt, timeZone },
      accounts: ['morning', 'skipped', 'doubled'],
      settings: {
        windowWarmups: [
          warmup({ id: 'a', accountId: 'codex:morning', days: weekdays, time: '07:00', sinceMs }),
          warmup({ id: 'b', accountId: 'codex:skipped', days: everyDay, time: skipped.time, sinceMs }),
          warmup({ id: 'c', accountId: 'codex:doubled', days: everyDay, time: doubled.time, sinceMs }),
        ],
      },
    });
    await world.start();
    await world.pass(367 * dayMinutes, 5);
    const ran = (accountId: string): readonly string[] =>
      world.toolRuns
        .filter((run) => run.accountId === accountId)
        .map(({ atMs }) => `${localDate(atMs, timeZone)} ${localTime(atMs, timeZone)}`)
        .filter((text) => text.startsWith('2026'));
    const due = (days: readonly number[], time: string): readonly string[] =>
      datesOf(2026, days).map((date) => `${date} ${time}`);
    expect(ran('codex:morning')).toEqual(due(weekdays, '07:00'));
    const movedAt = `${skipped.date} ${skipped.time}`;
    expect(ran('codex:skipped')).toEqual(
      due(everyDay, skipped.time).map((text) => (text === movedAt ? `${skipped.date} ${skipped.runs}` : text)),
    );
    // In Berlin the time that comes twice in autumn is the one that is left out in spring.
    const spring = timeZone === 'Europe/Berlin' ? '2026-03-29 02:00' : null;
    expect(ran('codex:doubled')).toEqual(
      due(everyDay, doubled.time).map((text) => (text === spring ? '2026-03-29 03:00' : text)),
    );
    expect(ran('codex:doubled').filter((text) => text.startsWith(doubled.date))).toHaveLength(1);
    expect(new Set(world.outcomes)).toEqual(new Set(['started']));
  });
});

it('asks for usage once at each of the times that the user set, over a clock change too', { timeout }, async () => {
  const timeZone = 'Europe/Berlin';
  const world = warmupWorld({
    startsAt: '2026-03-27T12:00:00Z',
    timeZone,
    settings: {
      windowWarmups: [],
      refreshSlots: [
        { days: everyDay, time: '02:30' },
        { days: weekdays, time: '09:15' },
      ],
    },
  });
  await world.start();
  await world.pass(4 * dayMinutes);
  expect(world.broughtForward.map(({ atMs }) => `${localDate(atMs, timeZone)} ${localTime(atMs, timeZone)}`)).toEqual([
    '2026-03-28 02:30',
    '2026-03-29 03:00',
    '2026-03-30 02:30',
    '2026-03-30 09:15',
    '2026-03-31 02:30',
    '2026-03-31 09:15',
  ]);
  expect(world.toolRuns).toEqual([]);
});
