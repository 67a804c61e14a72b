import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import type { SpendSnapshot } from '../../../../core/snapshot/figure-schema.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { accountPage } from '../../../../core/views/account-page.ts';
import { localeIn } from '../../../support/locale.ts';
import { type PeakRange, peakSpans, peaksView } from '../../../../core/views/peaks.ts';
import { dayMs } from '../../../../core/units/time.ts';
import { accountWith } from '../../../support/example-limits.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const marks = {
  ...{
    isNextUp: false,
    isPinned: false,
    isHidden: false,
    isMuted: false,
    isRefreshing: false,
    isInIcon: false,
    hasCommand: true,
    hasNamesake: false,
  },
};
const work = accountWith(
  'work@river.example',
  { session: { left: 72 }, weekly: { left: 52 } },
  { nextRefreshAt: new Date(nowMs + 15 * 60_000).toISOString() },
);

function pageOf(account: AccountSnapshot, change: Partial<Settings> = {}) {
  const body = codexBody({ session: { used: 28, resetsInMinutes: 62 } });
  const state = stateAfter(body, { account: { folder: '~/.codex-studio' } });
  const context = { state, marks, isAdded: false, shell: 'posix' } as const;
  return accountPage(account, context, { ...defaultSettings, ...change }, english, nowMs);
}

describe('the page of an account', () => {
  it('has its limits, its start command and the links of its service', () => {
    const page = pageOf(work);
    expect(page).toMatchObject({ name: 'work', domain: '@river.example', subtitle: 'Codex · Pro' });
    expect(page.limits.map(({ name, figure }) => [name, figure])).toEqual([
      ['5 hours', '72%'],
      ['Week', '52%'],
    ]);
    expect(page.startCommand).toBe('CODEX_HOME=~/.codex-studio codex');
    expect(page.links.map(({ id }) => id)).toEqual(['usage', 'status']);
    expect(page.peakChoices).toEqual([{ id: 'session', label: '5 hours' }]);
  });

  it('says what is wrong at the service, and how many fields of the answer were unrecognized', () => {
    const state = { ...stateAfter(codexBody({ session: { used: 28, resetsInMinutes: 62 } })), oddPaths: ['a', 'b'] };
    const incident = 'OpenAI reports a problem on its side: Errors · 3 min ago';
    const context = { state, marks, isAdded: false, shell: 'posix', incident } as const;
    const { messages } = accountPage(work, context, defaultSettings, english, nowMs);
    expect(messages).toEqual([incident, expect.stringMatching(/^2 fields of the answer/)]);
    const unread = { ...work, state: 'error' } as const;
    expect(accountPage(unread, context, defaultSettings, english, nowMs).messages).toEqual([incident]);
    expect(pageOf(work).messages).toEqual([]);
  });

  it('says where each figure comes from, when it was read, and when it is read next', () => {
    expect(pageOf(work).sources).toEqual([
      { name: 'Limits', text: 'Codex usage page', note: 'read 13:00, just now · next at 13:15' },
      { name: 'Sign-in', text: '\u2066~/.codex-studio\u2069', note: 'read only, never changed' },
    ]);
  });

  it('says what is left of a spend limit, and below it what is used', () => {
    const limit: SpendSnapshot = {
      unit: 'money',
      ...{ currency: 'EUR', used: '7.63', converted: null, limit: '20.00', remaining: '12.37' },
      ...{ scope: 'extra-usage', resetsAt: null, asOf: null, stale: false },
    };
    const account = { ...work, spend: limit, spendLimits: [limit] };
    expect(pageOf(account).facts).toMatchObject([{ text: '€12.37 left', note: '€7.63 of €20.00 used' }]);
    expect(pageOf(account, { meterShows: 'used' }).facts).toMatchObject([{ text: '€7.63 of €20.00 used', note: null }]);
  });

  it('names the source of the credits only where it shows credits', () => {
    const body = codexBody({
      session: { used: 28, resetsInMinutes: 62 },
      credits: { has_credits: true, balance: '12.5' },
    });
    const context = { state: stateAfter(body), marks, isAdded: false, shell: 'posix' } as const;
    const named = (account: AccountSnapshot): readonly string[] =>
      accountPage(account, context, defaultSettings, english, nowMs).sources.map(({ name }) => name);
    const credits = {
      ...{ hasCredits: true, unlimited: false, balance: '12.5', usd: null, converted: null, low: false },
      ...{ overageLimitReached: false, asOf: new Date(nowMs).toISOString(), stale: false },
    };
    expect(named({ ...work, credits })).toContain('Credits');
    expect(named({ ...work, credits: null })).toEqual(['Limits']);
  });

  it('has the command that signs in again, and none while nothing is wrong', () => {
    const signedOut = pageOf({ ...work, state: 'signed-out', use: 'unknown' });
    expect(signedOut.signInCommand).toBe('codex login');
    expect(signedOut.startCommand).toBeNull();
    expect(pageOf(work).signInCommand).toBeNull();
  });

  it('names no folder while names are hidden', () => {
    expect(JSON.stringify(pageOf(work, { hidePersonal: true }))).not.toContain('codex-studio');
  });
});

describe('the fullest period of each day', () => {
  const limit = { id: 'session', label: '5h', name: null };
  const view = (range: PeakRange, highest: readonly (number | null)[], atMs = nowMs, locale = english) =>
    peaksView('codex:work', limit, range, peakSpans(range, atMs, locale), highest, locale, atMs);
  const before = (count: number) => Array.from({ length: count }, () => null);

  it('is the highest figure of the day, and unknown where nothing was read', () => {
    const month = view('month', [...before(27), 100, 93, 12]);
    expect(month.days).toHaveLength(30);
    expect(month.days.slice(-4).map(({ usedPercent, isFull }) => [usedPercent, isFull])).toEqual([
      [null, false],
      [100, true],
      [93, true],
      [12, false],
    ]);
    expect(month.days.at(-2)?.text).toBe('1 Mar: 93% used');
    expect(month).toMatchObject({
      ...{ title: '5-hour limit, last 30 days', fromText: '1 Feb', toText: 'today', axisText: 'used' },
      ticks: [
        { percent: 0, text: '0%' },
        { percent: 50, text: '50%' },
        { percent: 100, text: '100%' },
      ],
      summary:
        'Each bar is the highest use of that day. It was used up on 1 day. On 1 day, more than 90% was used, but not all.',
    });
  });

  it('is that of each week in a year, and the last week ends today', () => {
    const year = view('year', [...before(50), 101, 40, 95]);
    expect(year.days).toHaveLength(53);
    expect(year.days.at(-1)).toEqual({
      ...{ day: '2026-02-24', usedPercent: 95, isFull: true },
      text: 'Week from 24 Feb: 95% used',
    });
    expect(year.days.at(0)?.text).toBe('Week from 25 Feb 2025: not read');
    expect(year).toMatchObject({
      title: '5-hour limit, last 12 months',
      summary:
        'Each bar is the highest use of that week. It was used up in 1 week. In 1 week, more than 90% was used, but not all.',
    });
  });

  it('says that nothing was read when nothing was', () => {
    expect(view('month', []).summary).toBe('Nothing was read in the last 30 days.');
    expect(view('year', []).summary).toBe('Nothing was read in the last 12 months.');
  });

  it.each(['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Africa/Cairo'])(
    'begins at midnight in %s, or where summer time leaves it out at the first moment of the day',
    (timeZone) => {
      const locale = localeIn('en', 'en-GB', timeZone);
      const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
      for (const atMs of [nowMs, nowMs + 60 * dayMs, nowMs + 250 * dayMs]) {
        for (const span of [...peakSpans('month', atMs, locale), ...peakSpans('year', atMs, locale)]) {
          expect(day.format(span.fromMs)).toBe(span.day);
          expect(day.format(span.fromMs - 1)).not.toBe(span.day);
        }
      }
    },
  );
});
