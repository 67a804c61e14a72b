import { describe, expect, it } from 'vitest';
import { isQuiet, type QuietHours } from '../../../../core/settings/alerts.ts';

const berlin = 'Europe/Berlin';

function quietAt(quietHours: QuietHours, timeZone: string, time: string): boolean {
  return isQuiet(quietHours, timeZone, Date.parse(time));
}

describe('quiet hours', () => {
  const night: QuietHours = { monday: { from: '22:00', to: '07:00' } };

  it.each([
    ['2026-03-02T20:59:00Z', false],
    ['2026-03-02T21:00:00Z', true],
    ['2026-03-02T23:30:00Z', true],
    ['2026-03-03T05:59:59Z', true],
    ['2026-03-03T06:00:00Z', false],
    ['2026-03-03T21:30:00Z', false],
    ['2026-03-02T05:00:00Z', false],
  ])('a span past midnight belongs to the day it begins on: %s is %s', (time, quiet) => {
    expect(quietAt(night, berlin, time)).toBe(quiet);
  });

  it('spans follow the user’s time zone', () => {
    expect(quietAt(night, 'Asia/Tokyo', '2026-03-02T13:30:00Z')).toBe(true);
    expect(quietAt(night, berlin, '2026-03-02T13:30:00Z')).toBe(false);
  });

  it('a span that ends when it begins lasts 24 hours', () => {
    const day: QuietHours = { sunday: { from: '00:00', to: '00:00' } };
    expect(quietAt(day, 'UTC', '2026-03-01T00:00:00Z')).toBe(true);
    expect(quietAt(day, 'UTC', '2026-03-01T23:59:00Z')).toBe(true);
    expect(quietAt(day, 'UTC', '2026-03-02T00:00:00Z')).toBe(false);
  });

  it('spans follow the local time when daylight saving skips an hour', () => {
    const early: QuietHours = { sunday: { from: '01:30', to: '02:30' } };
    // On 29 March 2026 the clock of Berlin goes from 01:59:59 to 03:00.
    expect(quietAt(early, berlin, '2026-03-29T00:29:00Z')).toBe(false);
    expect(quietAt(early, berlin, '2026-03-29T00:59:00Z')).toBe(true);
    expect(quietAt(early, berlin, '2026-03-29T01:00:00Z')).toBe(false);
  });

  it('an hour that daylight saving repeats is quiet both times', () => {
    const early: QuietHours = { sunday: { from: '02:15', to: '02:45' } };
    // On 25 October 2026 the clock of Berlin shows 02:00 to 03:00 twice.
    for (const time of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'])
      expect(quietAt(early, berlin, time)).toBe(true);
    for (const time of ['2026-10-25T00:50:00Z', '2026-10-25T01:10:00Z', '2026-10-25T01:50:00Z']) {
      expect(quietAt(early, berlin, time)).toBe(false);
    }
  });

  it('a span ends at its local time in a night that is an hour longer or shorter', () => {
    const saturday: QuietHours = { saturday: { from: '22:00', to: '07:00' } };
    const quietMinutes = (fromMs: number): number => {
      const minutes = Array.from({ length: 24 * 60 }, (_, minute) => fromMs + minute * 60_000);
      return minutes.filter((atMs) => isQuiet(saturday, berlin, atMs)).length;
    };
    expect(quietMinutes(Date.parse('2026-03-28T12:00:00Z'))).toBe(8 * 60);
    expect(quietMinutes(Date.parse('2026-10-24T12:00:00Z'))).toBe(10 * 60);
    expect(quietMinutes(Date.parse('2026-06-06T12:00:00Z'))).toBe(9 * 60);
  });
});
