import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantAfterMs, parseInstantMs, toIso } from '../../../../core/units/time.ts';

describe('parseInstantMs', () => {
  it.each([
    [1795309620, '2026-11-22T01:07:00.000Z'],
    ['1795309620', '2026-11-22T01:07:00.000Z'],
    [1795309620.25, '2026-11-22T01:07:00.250Z'],
    [1795309620123, '2026-11-22T01:07:00.123Z'],
    ['1795309620123', '2026-11-22T01:07:00.123Z'],
    ['1', '1970-01-01T00:00:01.000Z'],
    [1e11, '5138-11-16T09:46:40.000Z'],
    [1e11 + 1, '1973-03-03T09:46:40.001Z'],
    ['2026-11-22T01:07:00Z', '2026-11-22T01:07:00.000Z'],
    ['2026-11-22T01:07:00.5z', '2026-11-22T01:07:00.500Z'],
    ['2026-11-22T01:07:00.731204+00:00', '2026-11-22T01:07:00.731Z'],
    ['2026-11-22T01:07:00.123456789Z', '2026-11-22T01:07:00.123Z'],
    ['2026-11-22T03:07:00+02:00', '2026-11-22T01:07:00.000Z'],
    ['2026-11-21T19:37:00-0530', '2026-11-22T01:07:00.000Z'],
    ['2026-11-22 01:07', '2026-11-22T01:07:00.000Z'],
    ['2026-11-22T23:59:59Z', '2026-11-22T23:59:59.000Z'],
    ['2026-11-23T01:06:00+23:59', '2026-11-22T01:07:00.000Z'],
    ['2026-11-22T03:07:00+02', '2026-11-22T01:07:00.000Z'],
    [8.64e15, '+275760-09-13T00:00:00.000Z'],
    [' 2026-11-22 ', '2026-11-22T00:00:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%j is %s', (input, iso) => {
    const ms = parseInstantMs(input);
    expect(ms).not.toBeNull();
    expect(toIso(ms ?? NaN)).toBe(iso);
  });

  it('a time without an offset is UTC, whatever zone the machine is in', () => {
    const zone = process.env['TZ'];
    try {
      process.env['TZ'] = 'Pacific/Auckland';
      expect(parseInstantMs('2026-07-01T12:00:00')).toBe(Date.UTC(2026, 6, 1, 12));
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it.each([
    [null],
    [undefined],
    [''],
    ['soon'],
    [0],
    ['0'],
    [-5],
    [NaN],
    [Infinity],
    [true],
    [{}],
    [8.64e15 + 1],
    ['9'.repeat(30)],
    ['2026-02-30T00:00:00Z'],
    ['2026-13-01'],
    ['2026-11-22T24:00:00Z'],
    ['2026-11-22T01:60:00Z'],
    ['2026-11-22T01:07:60Z'],
    ['0050-01-01T00:00:00Z'],
    ['2026-00-10'],
    ['2026-01-00'],
    ['2026-11-22T01:07:00+24:00'],
    ['2026-11-22T01:07:00+01:60'],
    ['2026-11-22T01:07:00+25:00'],
    ['Sun, 22 Nov 2026 01:07:00 GMT'],
    ['2026-11-22T'],
  ])('%j is no instant', (input) => {
    expect(parseInstantMs(input)).toBeNull();
  });

  it('reads back every instant of four-digit years that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Date.UTC(9999, 11, 31) }), (ms) => {
        expect(parseInstantMs(toIso(ms))).toBe(ms);
      }),
    );
  });

  it('whatever it answers can be written', () => {
    const anything = fc.oneof(fc.anything(), fc.double(), fc.string(), fc.double().map(String));
    fc.assert(
      fc.property(anything, (input) => {
        const ms = parseInstantMs(input);
        if (ms !== null) expect(toIso(ms)).toMatch(/Z$/);
      }),
    );
  });

  it('adds a stated wait to the time of the request, and makes up none', () => {
    expect(instantAfterMs(1_000, 60)).toBe(61_000);
    expect(instantAfterMs(1_000, 0)).toBe(1_000);
    expect(instantAfterMs(1_000, '1.5')).toBe(2_500);
    expect([null, '', -1, 'x', 1e40].map((wait) => instantAfterMs(1_000, wait))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
