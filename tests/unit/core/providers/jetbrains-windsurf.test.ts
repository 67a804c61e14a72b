import { describe, expect, it } from 'vitest';
import { jetBrainsProvider, parseQuota } from '../../../../core/providers/jetbrains.ts';
import { parsePlan, windsurfProvider } from '../../../../core/providers/windsurf.ts';
import { accountOf, fixtureTimeMs as nowMs } from '../../../support/provider-fixtures.ts';
import { observed } from '../../../support/readings.ts';

const next = '2026-12-03T10:00:11.989Z';
const refill = { type: 'Known', next, tariff: { amount: '1000000', duration: 'PT720H' } };

describe('the credits of JetBrains AI', () => {
  it('are read on this computer, and no address is named', () => {
    const request = jetBrainsProvider.endpoints['usage']?.request(accountOf('jetbrains', 'https://any.example'), nowMs);
    expect(request).toMatchObject({ method: 'READ', program: 'jetbrains', url: 'figures:jetbrains', headers: {} });
  });

  it.each<readonly [string, object, object | null, object]>([
    [
      'the part of the month that is used',
      { tariffQuota: { current: '250000', maximum: '1000000', available: '750000' } },
      refill,
      { id: '30d', usedPercent: { value: 25 }, resetsAtMs: { value: Date.parse(next) } },
    ],
    [
      'the month alone where credits were bought',
      { current: '600000', maximum: '5500000', tariffQuota: { current: '500000', maximum: '1000000' } },
      refill,
      { usedPercent: { value: 50 } },
    ],
    [
      'the whole where no month is stated',
      { current: '7478.3', maximum: '1000000' },
      refill,
      { usedPercent: { value: 0.74783 } },
    ],
    [
      'a month of unknown length and reset',
      { current: '1', maximum: '4' },
      { type: 'Unknown' },
      { id: 'month', usedPercent: { value: 25 } },
    ],
    ['no share of a limit of 0', { current: '0', maximum: '0' }, refill, { usedPercent: { is: 'unknown' } }],
    [
      'no share after a reset that was over when the file was written',
      { current: '900000', maximum: '1000000' },
      { ...refill, next: '2026-11-22T00:00:00Z' },
      { usedPercent: { is: 'unknown' } },
    ],
  ])('state %s', (_what, quota, nextRefill, window) => {
    const body = { quotaInfo: { type: 'Available', ...quota }, ...(nextRefill === null ? {} : { nextRefill }) };
    expect(observed(parseQuota(body, nowMs)).windows).toMatchObject({ complete: true, items: [window] });
  });

  it('take the end of the subscription for no reset', () => {
    const quotaInfo = { current: '1', maximum: '4', until: '2027-11-09T21:00:00Z' };
    expect(observed(parseQuota({ quotaInfo }, nowMs)).windows?.items[0]).not.toHaveProperty('resetsAtMs');
  });

  it.each([
    [
      'with credits that were bought',
      { available: '4498808.015' },
      { mode: 'paid-extra-usage', reachedWindowId: '30d' },
    ],
    ['without', { available: '0' }, null],
    ['with an unknown rest', { available: null }, null],
  ])('that are used up %s', (_what, topUpQuota, beyond) => {
    const quotaInfo = { tariffQuota: { current: '1000000', maximum: '1000000' }, topUpQuota };
    const { windows, beyondLimit } = observed(parseQuota({ quotaInfo, nextRefill: refill }, nowMs));
    expect(windows?.items).toMatchObject([{ usedPercent: { value: 100 }, reached: { value: true } }]);
    expect(beyondLimit).toMatchObject({ is: 'value', value: beyond });
  });

  it('that are no number are no figure', () => {
    const result = parseQuota({ quotaInfo: { current: 'many', maximum: '1000000' } }, nowMs);
    expect(result).toEqual({ ok: false, paths: [expect.stringContaining('quotaInfo.current')] });
  });
});

const daily = { dailyRemainingPercent: 72, dailyResetAtUnix: 1_795_392_000 };
const weekly = { weeklyRemainingPercent: 0, weeklyResetAtUnix: 1_795_824_000 };

describe('the plan of Windsurf', () => {
  it('is read on this computer, and no address is named', () => {
    const request = windsurfProvider.endpoints['usage']?.request(accountOf('windsurf', 'https://any.example'), nowMs);
    expect(request).toMatchObject({ method: 'READ', program: 'windsurf', url: 'figures:windsurf', headers: {} });
  });

  it.each<readonly [string, object, readonly object[]]>([
    [
      'what is used of the day and the week',
      { quotaUsage: { ...daily, ...weekly } },
      [
        { id: '1d', usedPercent: { value: 28 }, resetsAtMs: { value: 1_795_392_000_000 } },
        { id: 'weekly', usedPercent: { value: 100 }, reached: { value: true } },
      ],
    ],
    [
      'a percentage that is left out as unknown, and not as used up',
      { quotaUsage: { dailyResetAtUnix: daily.dailyResetAtUnix } },
      [{ id: '1d', usedPercent: { is: 'unknown' } }],
    ],
    [
      'a day that was over when the file was written as unknown',
      { quotaUsage: { ...daily, dailyResetAtUnix: Math.round(nowMs / 1000) - 60 } },
      [{ id: '1d', usedPercent: { is: 'unknown' } }],
    ],
    [
      'the counts of an older plan',
      { endTimestamp: 1_797_552_000_000, usage: { messages: 500, usedMessages: 125 } },
      [{ id: 'messages', usedPercent: { value: 25 }, resetsAtMs: { value: 1_797_552_000_000 } }],
    ],
    [
      'no share of a count without a limit',
      { usage: { messages: -1, usedMessages: 125 } },
      [{ id: 'messages', usedPercent: { is: 'unknown' } }],
    ],
    [
      'no counts beside percentages',
      { quotaUsage: daily, usage: { messages: 500, usedMessages: 125 } },
      [{ id: '1d' }],
    ],
  ])('states %s', (_what, body, windows) => {
    const { windows: read } = observed(parsePlan(body, nowMs));
    expect(read).toMatchObject({ complete: true, items: windows });
    expect(read?.items).toHaveLength(windows.length);
  });

  it.each([101, -1, 'most'])('has no figure where %s percent are left', (dailyRemainingPercent) => {
    const result = parsePlan({ quotaUsage: { dailyRemainingPercent } }, nowMs);
    expect(result).toMatchObject({ ok: false, paths: [expect.stringContaining('dailyRemainingPercent')] });
  });
});
