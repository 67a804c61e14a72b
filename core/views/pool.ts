import type { LocaleContext } from '../i18n/translate.ts';
import { backAtMs, byReturn, type Standing, standingOf } from '../snapshot/order.ts';
import type { AccountSnapshot, TotalsCredits, TotalsMoney, TotalsSnapshot } from '../snapshot/schema.ts';
import { creditsText, estimateText, moneyText, unknownText } from '../text/numbers.ts';
import { clockTime } from '../text/times.ts';
import type { PoolSegmentView, PoolStatView, PoolView } from './panel-model.ts';
import { nameParts } from './row.ts';

/** The order of the segments: what can be used first. */
const segmentOrder = ['ready', 'low', 'resting', 'needs-you', 'unknown'] as const satisfies readonly Standing[];

/** Returns the line about all accounts. The accounts are those that the user did not hide. */
export function poolView(
  accounts: readonly AccountSnapshot[],
  totals: TotalsSnapshot,
  locale: LocaleContext,
  nowMs: number,
): PoolView {
  const segments = poolSegments(accounts, locale);
  return {
    segments,
    stats: poolStats(accounts, totals, locale, nowMs),
    spoken: segments
      .map(({ text }) => text)
      .reduce((first, second) => (first === '' ? second : locale.t('text.pair', { first, second })), ''),
  };
}

/** Returns how many accounts are in each state, without the states that no account is in: `7 enough`, `3 used up`. */
export function poolSegments(accounts: readonly AccountSnapshot[], locale: LocaleContext): readonly PoolSegmentView[] {
  const counts = new Map<Standing, number>();
  for (const account of accounts) {
    const standing = standingOf(account);
    counts.set(standing, (counts.get(standing) ?? 0) + 1);
  }
  return segmentOrder.flatMap((state): readonly PoolSegmentView[] => {
    const count = counts.get(state) ?? 0;
    return count === 0 ? [] : [{ state, count, text: locale.t(`segment.${state}`, { count }) }];
  });
}

/** Returns who is back next, the credits and the prepaid money of all accounts, as far as there are any. */
export function poolStats(
  accounts: readonly AccountSnapshot[],
  { credits, money }: TotalsSnapshot,
  locale: LocaleContext,
  nowMs: number,
): readonly PoolStatView[] {
  return [backNextStat(accounts, locale, nowMs), creditsStat(credits, locale), prepaidStat(money, locale)].filter(
    (each) => each !== null,
  );
}

/** Returns the resting account that is back first; null: none rests, or no time is known. */
export function backNext(accounts: readonly AccountSnapshot[]): AccountSnapshot | null {
  return accounts.reduce<AccountSnapshot | null>((first, account) => {
    if (standingOf(account) !== 'resting' || backAtMs(account) === null) return first;
    return first === null || byReturn(account, first) < 0 ? account : first;
  }, null);
}

function backNextStat(accounts: readonly AccountSnapshot[], locale: LocaleContext, nowMs: number): PoolStatView | null {
  const account = backNext(accounts);
  const atMs = account === null ? null : backAtMs(account);
  if (account === null || atMs === null) return null;
  return stat('back-next', nameParts(account.label).name, clockTime(atMs, nowMs, locale), locale);
}

/** Returns the sum of credits with its estimate in dollars; null: there are no credits. */
export function creditsStat(credits: TotalsCredits | null, locale: LocaleContext): PoolStatView | null {
  if (credits === null) return null;
  const { t } = locale;
  const { total, usd, unknownAccounts, unlimitedAccounts } = credits;
  if (total === null) return stat('credits', unknownAccounts > 0 ? unknownText : t('stat.unlimited'), null, locale);
  const amount = creditsText(total, locale);
  const text = unknownAccounts > 0 ? t('stat.at-least', { amount }) : amount;
  const note = usd === null ? (unlimitedAccounts > 0 ? t('pool.unlimited', { count: unlimitedAccounts }) : null) : null;
  return stat('credits', text, usd === null ? note : estimateText(usd, total, locale), locale);
}

/** Returns the prepaid money. Amounts of two currencies are never added, so one is shown and the others are counted. */
function prepaidStat(money: readonly TotalsMoney[], locale: LocaleContext): PoolStatView | null {
  const [first, ...others] = [
    ...money.filter(({ total }) => total !== null),
    ...money.filter(({ total }) => total === null),
  ];
  if (first === undefined) return null;
  const { t } = locale;
  const amount = moneyText(first.total, first.currency, locale);
  const text = first.total !== null && first.unknownAccounts > 0 ? t('stat.at-least', { amount }) : amount;
  return stat(
    'prepaid',
    text,
    others.length === 0 ? null : t('stat.more-currencies', { count: others.length }),
    locale,
  );
}

function stat(id: PoolStatView['id'], text: string, note: string | null, { t }: LocaleContext): PoolStatView {
  const label = t(`stat.${id}`);
  return { id, label, text, note, spoken: t('stat.spoken', { label, text, note: note ?? '' }).trim() };
}
