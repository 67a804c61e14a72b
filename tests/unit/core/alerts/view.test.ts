import { describe, expect, it } from 'vitest';
import type { NotificationFacts, Snoozes, StoredNotification } from '../../../../core/alerts/store.ts';
import { notificationText } from '../../../../core/alerts/notification-text.ts';
import { type NotificationsView, notificationsView } from '../../../../core/alerts/view.ts';
import { windowFacts } from '../../../../core/alerts/window-alerts.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { hourMs, minuteMs, windowOf } from '../../../support/alert-world.ts';
import { english, nowMs } from '../../../support/example-states.ts';

const notSnoozed: Snoozes = { allUntilMs: null, accounts: new Map() };
const notice = (facts: NotificationFacts, more: Partial<StoredNotification> = {}): StoredNotification => ({
  ...{ id: 1, accountId: 'codex:work', atMs: nowMs - 5 * minuteMs, facts, seen: false, delivery: 'shown' },
  ...more,
});
const signIn = { kind: 'sign-in-needed' } as const;

function viewOf(stored: readonly StoredNotification[], snoozes = notSnoozed, redeemResets = false): NotificationsView {
  const accounts = [{ id: 'codex:work', label: 'work', provider: 'codex' }];
  const settings = { ...defaultSettings, lowCredits: 50, redeemResets };
  return notificationsView(stored, snoozes, accounts, settings, english, nowMs);
}

describe('the text of a notification', () => {
  const window = windowFacts(windowOf({ used: 85, resetsIn: 60 }));
  const unknownReset = { ...window, resetsAt: null };
  const grant = { amountMinorUnits: 5000, currency: 'USD' };

  it.each<readonly [NotificationFacts, string, string]>([
    [{ kind: 'exhausted', window }, '-hour limit used up', '-hour limit is used up until 14:00.'],
    [
      { kind: 'exhausted', window: unknownReset },
      '-hour limit used up',
      'is used up. The service does not say when it resets.',
    ],
    [{ kind: 'threshold', window, percent: 80, usedPercent: 85 }, '15% of the 5-hour limit left', 'Resets 14:00.'],
    [{ kind: 'sign-in-needed' }, 'work: sign in again', ''],
    [{ kind: 'grant-offered', grant }, 'work: US$50 of extra usage available', 'See or dismiss the offer'],
    [{ kind: 'reset-credit-expiring', expiresAtMs: nowMs + hourMs }, 'work: a banked reset expires 14:00', 'in Codex'],
    [
      {
        ...{ kind: 'reset-credit-expiring', expiresAtMs: nowMs + hourMs },
        command: { text: '/limit-reset', program: 'Claude Code' },
      },
      'work: a banked reset expires 14:00',
      'Use it with /limit-reset in Claude Code before then',
    ],
    [{ kind: 'credits-low', balance: '12.5' }, 'work: 12.5 credits left', 'This is below 50.'],
    [{ kind: 'window-back', window, usedPercent: 5, early: false }, 'work', '95%'],
    [{ kind: 'window-back', window, usedPercent: 130, early: true }, 'work', '0%'],
    [
      { kind: 'will-run-out', window, exhaustsAt: new Date(nowMs + hourMs / 2).toISOString() },
      '-hour limit runs out early',
      '13:30',
    ],
  ])('%j', (facts, title, body) => {
    const [said] = viewOf([notice(facts)]).notices;
    expect(said?.title).toContain(title);
    expect(said?.body).toContain(body);
  });

  it('says what is used if the panel shows what is used', () => {
    const facts: NotificationFacts = { kind: 'threshold', window, percent: 80, usedPercent: 85 };
    const text = notificationText(
      { ...facts, accountId: 'codex:work' },
      'work',
      { ...defaultSettings, meterShows: 'used' },
      english,
      nowMs,
    );
    expect(text.title).toContain('-hour limit 85% used');
  });

  it('names the panel if a banked reset can be used there', () => {
    const facts: NotificationFacts = { kind: 'reset-credit-expiring', expiresAtMs: nowMs + hourMs };
    expect(viewOf([notice(facts)]).notices[0]?.body).not.toContain('in the panel');
    expect(viewOf([notice(facts)], notSnoozed, true).notices[0]?.body).toContain('in the panel');
  });
});

describe('the notification centre', () => {
  it('counts unseen notifications and says which ones the desktop did not show', () => {
    const { unseen, notices } = viewOf([
      notice(signIn),
      notice(signIn, { id: 2, seen: true, delivery: 'listed' }),
      notice(signIn, { id: 3, delivery: 'held' }),
    ]);
    expect(unseen).toBe(2);
    expect(notices.map(({ id, seen, silentText }) => [id, seen, silentText !== null])).toEqual([
      [1, false, false],
      [2, true, true],
      [3, false, true],
    ]);
    expect(notices[0]?.ageText).toContain('5');
  });

  it('shows a deleted account by its id', () => {
    const [here, gone] = viewOf([notice(signIn), notice(signIn, { accountId: 'codex:gone' })]).notices;
    expect([here?.label, here?.hasCard, here?.accountId]).toEqual(['work', true, 'codex:work']);
    expect([gone?.label, gone?.hasCard, gone?.title.startsWith('codex:gone')]).toEqual(['codex:gone', false, true]);
  });

  it('says until when all accounts or single ones are snoozed, and leaves out snoozes that are over', () => {
    const until = nowMs + hourMs;
    const accounts = new Map([
      ['codex:work', until],
      ['codex:gone', until],
      ['codex:over', nowMs],
    ]);
    const { allSnoozedText, snoozedAccounts } = viewOf([], { allUntilMs: until, accounts });
    expect(allSnoozedText).toContain('14:00');
    expect(snoozedAccounts.map(({ accountId }) => accountId)).toEqual(['codex:work', 'codex:gone']);
    expect(snoozedAccounts[0]?.text).toContain('work');
    expect(snoozedAccounts[1]?.text).toContain('codex:gone');
    expect(snoozedAccounts.every(({ text }) => text.includes('14:00'))).toBe(true);
    expect(viewOf([], { allUntilMs: nowMs, accounts: new Map() }).allSnoozedText).toBeNull();
    expect(viewOf([]).allSnoozedText).toBeNull();
  });
});
