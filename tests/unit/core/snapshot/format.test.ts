import { describe, expect, it } from 'vitest';
import { creditsText, estimateText, moneyText, percentText } from '../../../../core/snapshot/format-number.ts';
import { ago, clockTime, countdown } from '../../../../core/snapshot/format-time.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';

const minutes = (count: number): number => nowMs + count * 60_000;

describe('times', () => {
  it.each([
    [62, '1h 02m'],
    [12, '12m'],
    [60, '1h 00m'],
    [1440, '1d 0h'],
    [52 * 60, '2d 4h'],
    [0, 'now'],
    [-30, 'now'],
  ])('counts down %i minutes as %s', (count, text) => {
    expect(countdown(minutes(count), nowMs, english)).toBe(text);
  });

  it('counts from the whole minute, so that all countdowns change together', () => {
    expect(countdown(minutes(62) + 1_000, nowMs + 59_000, english)).toBe('1h 02m');
  });

  it.each([
    [0, 'just now'],
    [1, '1 min ago'],
    [59, '59 min ago'],
    [60, '1 h ago'],
    [47 * 60, '47 h ago'],
    [48 * 60, '2 days ago'],
  ])('says %i minutes ago as %s', (count, text) => {
    expect(ago(minutes(-count), nowMs, english)).toBe(text);
  });

  it('names the day only where it is another one', () => {
    expect(clockTime(minutes(80), nowMs, english)).toBe('14:20');
    expect(clockTime(minutes(68 * 60), nowMs, english)).toBe('Thu 09:00');
    expect(clockTime(minutes(30 * 24 * 60), nowMs, english)).toBe('1 Apr, 13:00');
  });

  it('uses the zone of the reader', () => {
    expect(clockTime(nowMs, nowMs, { ...english, timeZone: 'Asia/Kolkata' })).toBe('18:30');
  });
});

describe('numbers', () => {
  it.each([
    [null, '–'],
    [0, '0%'],
    [0.02, '<1%'],
    [7.4, '7%'],
    [99.6, '99%'],
    [100, '100%'],
  ])('shows %s percent as %s', (percent, text) => {
    expect(percentText(percent, english)).toBe(text);
  });

  it.each([
    [null, '–'],
    ['0', '0'],
    ['0.004', '<0.01'],
    ['12.345', '12.35'],
    ['247.5', '247.5'],
    ['3196', '3,196'],
    ['-12.3', '-12.3'],
  ])('shows %s credits as %s', (amount, text) => {
    expect(creditsText(amount, english)).toBe(text);
  });

  it('X-6: shows money with the decimals of its currency', () => {
    expect(moneyText('7.63', 'EUR', english)).toBe('€7.63');
    expect(moneyText('700', 'JPY', english)).toBe('JP¥700');
    expect(moneyText('1.250', 'KWD', english).replace(/\s/g, ' ')).toBe('KWD 1.250');
    expect(moneyText(null, 'EUR', english)).toBe('–');
  });

  it('marks a conversion as an estimate', () => {
    expect(estimateText('9.90', chinese)).toBe('≈ US$9.90');
  });
});
