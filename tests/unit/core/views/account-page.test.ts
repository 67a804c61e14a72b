import { describe, expect, it } from 'vitest';
import type { HistoryPoint } from '../../../../core/history/reading.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import type { SpendSnapshot } from '../../../../core/snapshot/figure-schema.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { accountPage } from '../../../../core/views/account-page.ts';
import { peaksView } from '../../../../core/views/peaks.ts';
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
      { name: 'Limits', text: 'usage page of the service', note: 'read 13:00, just now · next at 13:15' },
      { name: 'Sign-in', text: '~/.codex-studio', note: 'read only, never changed' },
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

  it('has the command that signs in again, and none while nothing is wrong', () => {
    expect(pageOf({ ...work, state: 'signed-out', use: 'unknown' }).signInCommand).toBe('codex login');
    expect(pageOf(work).signInCommand).toBeNull();
  });

  it('names no folder while names are hidden', () => {
    expect(JSON.stringify(pageOf(work, { hidePersonal: true }))).not.toContain('codex-studio');
  });
});

const point = (daysAgo: number, high: number): HistoryPoint => ({
  ...{ atMs: nowMs - daysAgo * dayMs, value: high / 2, resetsAtMs: null, source: 'poll', low: 0, high, spanMs: 0 },
});

describe('the fullest period of each day', () => {
  const limit = { id: 'session', label: '5h', name: null };

  it('is the highest figure of the day, and unknown where nothing was read', () => {
    const view = peaksView(
      'codex:work',
      limit,
      [point(2, 100), point(1, 40), point(1, 93), point(0, 12)],
      english,
      nowMs,
    );
    expect(view.days).toHaveLength(30);
    expect(view.days.slice(-4).map(({ usedPercent, isFull }) => [usedPercent, isFull])).toEqual([
      [null, false],
      [100, true],
      [93, true],
      [12, false],
    ]);
    expect(view.days.at(-2)?.text).toBe('1 Mar: 93% used');
    expect(view).toMatchObject({
      ...{ title: '5 hours, last 30 days', fromText: '1 Feb', toText: 'today' },
      ticks: [
        { percent: 0, text: '0%' },
        { percent: 50, text: '50%' },
        { percent: 100, text: '100%' },
      ],
      summary:
        'Bars show the fullest period of each day. It was used up on 1 day. On 1 more day more than 90% was used.',
    });
  });

  it('says that nothing was read when nothing was', () => {
    expect(peaksView('codex:work', limit, [], english, nowMs).summary).toBe('Nothing was read in the last 30 days.');
  });
});
