import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import type { WindowSnapshot } from '../../../../core/snapshot/schema.ts';
import { cardView } from '../../../../core/views/card.ts';
import type { CardView } from '../../../../core/views/panel-model.ts';
import { accountWith } from '../../../support/example-limits.ts';
import { english, nowMs } from '../../../support/example-states.ts';

const lasting = { expectedPercent: 55, exhaustsAt: null };

function cardOf(
  session: Partial<WindowSnapshot>,
  settings: Partial<Settings> = {},
  weekly: Partial<WindowSnapshot> = { pace: { expectedPercent: 54, exhaustsAt: null } },
): CardView {
  const account = accountWith('work', {
    session: { left: 62, resetsInHours: 2.25, change: session },
    weekly: { left: 71, change: weekly },
  });
  return cardView(account, { ...defaultSettings, ...settings }, english, nowMs, 'hero', true);
}

const firstOf = ({ meters }: CardView) => meters[0];

describe('the card of the only account', () => {
  it('says when the limit resets, by countdown and by clock, and what will be to spare', () => {
    expect(firstOf(cardOf({ pace: lasting }))).toMatchObject({
      name: '5 hours',
      when: 'resets in 2h 15m · 15:15',
      whenOther: 'resets 15:15 · 2h 15m',
      whenTone: 'quiet',
      paceText: 'lasts, about 31% to spare',
    });
  });

  it('has the clock first for people who chose the clock', () => {
    expect(firstOf(cardOf({}, { resetShows: 'clock' }))?.when).toBe('resets 15:15 · 2h 15m');
  });

  it('says when the limit runs out beside its reset, in the tone of its level', () => {
    const pace = { expectedPercent: 20, exhaustsAt: '2026-03-02T13:18:00.000Z' };
    expect(firstOf(cardOf({ pace }))).toMatchObject({
      when: 'resets in 2h 15m · 15:15',
      whenTone: 'low',
      paceText: 'runs out in about 18 min',
    });
    expect(firstOf(cardOf({ pace, usedPercent: 96, warning: 'critical' }))?.whenTone).toBe('critical');
  });

  it.each([
    ['the pace is unknown', { pace: null }],
    [
      'the limit is used faster than evenly and no reading says when it ends',
      { pace: { ...lasting, expectedPercent: 30 } },
    ],
    ['the figure is old', { pace: lasting, stale: true }],
    ['nothing is known', { pace: lasting, usedPercent: null }],
  ] satisfies [string, Partial<WindowSnapshot>][])('says nothing about the pace when %s', (_why, session) => {
    const meters = cardOf(session, {}, { pace: null }).meters;
    expect(meters.map(({ paceText }) => paceText)).toEqual([null, null]);
  });

  it('has no time where there is no reset, and says why', () => {
    expect(firstOf(cardOf({ resetsAt: null }))?.when).toBeNull();
    expect(firstOf(cardOf({ state: 'not-started', usedPercent: 30, resetsAt: null }))?.when).toBe(
      'starts when you use it',
    );
  });

  it('says below the other limit what will be left of it, and never of a limit alone', () => {
    const { meters, outlook } = cardOf({ pace: lasting });
    expect(meters.map(({ name, when }) => [name, when])).toEqual([
      ['5 hours', 'resets in 2h 15m · 15:15'],
      ['Week', 'resets in 3d 12h'],
    ]);
    expect(outlook).toBe('At this pace about 46% is left when it resets, Fri 01:00.');
    const alone = accountWith('work', { session: { left: 62, change: { pace: lasting } } });
    expect(cardView(alone, defaultSettings, english, nowMs, 'hero', true).outlook).toBeNull();
  });

  it('has the short limit before the long ones below the one that binds', () => {
    const [session, weekly] = accountWith('x', { session: { left: 90 }, weekly: { left: 80 } }).windows;
    if (session === undefined || weekly === undefined) throw new Error('two limits were given');
    const month = { ...weekly, id: 'monthly', label: 'monthly', usedPercent: 70, durationSeconds: 30 * 86_400 };
    const card = cardView(
      accountWith('x', {}, { windows: [session, weekly, month] }),
      ...([defaultSettings, english, nowMs, 'hero', true] as const),
    );
    expect(card.meters.map(({ id }) => id)).toEqual(['monthly', 'session', 'weekly']);
  });
});
