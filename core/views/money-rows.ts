import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import type { PrepaidSnapshot, SpendSnapshot } from '../snapshot/figure-schema.ts';
import { meterLevel } from '../snapshot/level.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { warningOf } from '../snapshot/windows.ts';
import { joinWithDot } from '../text/layout.ts';
import { creditsText, estimateText, moneyText, unknownText } from '../text/numbers.ts';
import { asOfText, clockTime } from '../text/times.ts';
import { compareDecimals } from '../units/decimal.ts';
import { percentOf } from '../units/money.ts';
import type { DetailRow } from './detail-rows.ts';
import type { FactBarView } from './panel.ts';
import { convertedText } from './rates.ts';

/**
 * Returns the row of the credits; null when the account has no credits and is not unlimited. An unknown balance shows a
 * dash, never 0.
 */
export function creditsRow(account: AccountSnapshot, locale: LocaleContext, nowMs: number): DetailRow | null {
  const { credits } = account;
  if (credits === null || (credits.unlimited !== true && credits.hasCredits !== true)) return null;
  const { t } = locale;
  const isUnlimited = credits.unlimited === true;
  const text = joinWithDot([
    isUnlimited ? t('credits.unlimited') : t('credits.amount', { amount: creditsText(credits.balance, locale) }),
    credits.usd === null ? null : estimateText(credits.usd, credits.balance, locale),
    convertedText(credits.converted, credits.balance, locale, nowMs),
    credits.low ? t('credits.low') : null,
    credits.overageLimitReached === true ? t('credits.overage-limit-reached') : null,
    credits.inUse === true ? t('credits.running') : null,
    credits.stale && credits.balance !== null && !isUnlimited ? t('credits.last-known') : null,
  ]);
  return {
    id: 'credits',
    name: t('credits.name'),
    text,
    attention: credits.low || credits.overageLimitReached === true,
    stale: credits.stale,
    bar: null,
    converted: credits.converted,
  };
}

/** Returns the row of prepaid money, with the next expiry of a part of it. A stale balance shows its age. */
export function prepaidRow(prepaid: PrepaidSnapshot | null, locale: LocaleContext, nowMs: number): DetailRow | null {
  if (prepaid === null) return null;
  const { t } = locale;
  const { balance, currency, converted, nextExpiresAt, further, spent, asOf, stale } = prepaid;
  const text = joinWithDot([
    moneyText(balance, currency, locale),
    convertedText(converted, balance, locale, nowMs),
    ...further.map((amount) => moneyText(amount.balance, amount.currency, locale)),
    nextExpiresAt === null ? null : t('prepaid.expires', { time: clockTime(Date.parse(nextExpiresAt), nowMs, locale) }),
    spent ? t('prepaid.spent') : null,
    stale ? asOfText(asOf, locale, nowMs) : null,
  ]);
  return { id: 'prepaid', name: t('prepaid.name'), text, attention: spent && !stale, stale, bar: null, converted };
}

const scopeKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['individual', 'spend.individual'],
  ['group_default', 'spend.group'],
  ['group_shared', 'spend.group-shared'],
  ['workspace_default', 'spend.workspace'],
  ['workspace_shared', 'spend.workspace-shared'],
  ['role_budget', 'spend.role-budget'],
  ['extra-usage', 'spend.extra-usage'],
  ['key', 'spend.key'],
  ['key-month', 'spend.key-month'],
  ['ai-credits', 'spend.ai-credits'],
  ['month', 'spend.month'],
  ['today', 'spend.today'],
  ['on-demand', 'spend.on-demand'],
  ['on-demand-shared', 'spend.on-demand-shared'],
  ['billing-cycle', 'spend.billing-cycle'],
  ['spend-limit-daily', 'spend.daily'],
  ['spend-limit-weekly', 'spend.weekly'],
  ['spend-limit-monthly', 'spend.monthly'],
]);

/**
 * Returns the row of one spend limit, with its scope in words. An amount above the limit is shown unchanged. A limit
 * without a cap has a text and no bar.
 *
 * @param index The place of the limit in the account's list. The first limit is the one in force.
 */
export function spendRow(
  spend: SpendSnapshot,
  index: number,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): DetailRow {
  const { t } = locale;
  const used = amountText(spend, spend.used, locale);
  const text =
    spend.limit === null
      ? t(spend.isCapUnknown === true ? 'spend.used' : 'spend.uncapped', { used })
      : t('spend.of-limit', { used, limit: amountText(spend, spend.limit, locale) });
  const isOver = spend.resetsAt !== null && Date.parse(spend.resetsAt) <= nowMs;
  return {
    id: index === 0 ? 'spend' : `spend:${spend.scope}`,
    name: t(scopeKeys.get(spend.scope) ?? 'spend.name'),
    text: joinWithDot([
      text,
      convertedText(spend.converted, spend.used, locale, nowMs),
      isOver ? null : reachedText(spend, locale),
      resetOf(spend, isOver, locale, nowMs),
      spend.stale && !isOver ? asOfText(spend.asOf, locale, nowMs) : null,
    ]),
    attention: isSpent(spend) && !spend.stale,
    stale: spend.stale,
    bar: spendBar(isOver ? { ...spend, used: null } : spend, settings),
    converted: spend.converted,
  };
}

/**
 * Returns the text about the reset. After the reset, the figure belongs to the time before, and the present use is not
 * known.
 */
function resetOf({ resetsAt }: SpendSnapshot, isOver: boolean, locale: LocaleContext, nowMs: number): string | null {
  if (isOver) return locale.t('window.reset-due');
  return resetsAt === null
    ? null
    : locale.t('window.resets-at', { time: clockTime(Date.parse(resetsAt), nowMs, locale) });
}

/** Returns true when the used amount has reached the limit. */
function isSpent({ used, limit }: SpendSnapshot): boolean {
  return used !== null && limit !== null && compareDecimals(used, limit) >= 0;
}

function reachedText(spend: SpendSnapshot, { t }: LocaleContext): string | null {
  if (!isSpent(spend)) return null;
  return compareDecimals(spend.used ?? '0', spend.limit ?? '0') > 0 ? t('spend.over') : t('spend.reached');
}

/** Returns the bar of a limit with a cap: what is left or used by setting, with the warning steps of a window. */
function spendBar(spend: SpendSnapshot, { meterShows, alertAtPercent }: Settings): FactBarView | null {
  const { used, limit } = spend;
  if (limit === null) return null;
  if (used === null) return { fillPercent: null, level: 'unknown' };
  const usedPercent = isSpent(spend) ? 100 : (percentOf(used, limit) ?? 100);
  const drawnPercent = Math.min(100, Math.max(0, usedPercent));
  return {
    fillPercent: meterShows === 'left' ? 100 - drawnPercent : drawnPercent,
    level: meterLevel(isSpent(spend) ? 0 : 100 - drawnPercent, warningOf(usedPercent, alertAtPercent)),
  };
}

function amountText(spend: SpendSnapshot, amount: string | null, locale: LocaleContext): string {
  if (amount === null) return unknownText;
  return spend.unit === 'money' && spend.currency !== null
    ? moneyText(amount, spend.currency, locale)
    : locale.t('credits.amount', { amount: creditsText(amount, locale) });
}
