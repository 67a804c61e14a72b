import type { Settings } from '../settings/settings.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { convertedText } from './rates.ts';
import { compactCredits, creditsText, estimateText, moneyText, percentText } from '../text/numbers.ts';
import { joinWithDot } from '../text/layout.ts';
import { providerTitle } from './account.ts';
import type {
  AccountSnapshot,
  MostUsedWindow,
  TotalsCredits,
  TotalsMoney,
  TotalsPart,
  Snapshot,
} from '../snapshot/schema.ts';
import { resetText } from './windows.ts';

/** The totals over all accounts, as texts. */
export interface TotalsView {
  /** `5 ready · 1 used up · 1 unknown` */
  readonly accountsText: string;
  /** `1,796 credits ≈ $71.86`, or null. */
  readonly creditsText: string | null;
  /** `Least left: work, 7% of the week · resets in 2d 4h`, or null. */
  readonly mostUsedText: string | null;
  /** Prepaid money, one text for each currency: `Prepaid €41.20`. */
  readonly moneyTexts: readonly string[];
  /** The totals by provider and by the user's own groups; empty when there is only one part. */
  readonly parts: readonly TotalsPartView[];
}

/** The totals of one provider or group, as texts. */
export interface TotalsPartView {
  /** Unique among the parts. */
  readonly id: string;
  readonly kind: 'provider' | 'group';
  /** `Codex`, or the group's name. */
  readonly name: string;
  readonly accountsText: string;
  readonly creditsText: string | null;
  readonly mostUsedText: string | null;
}

/** Returns the totals in a few short lines, over all accounts and by part; null when there is no account. */
export function totalsView(
  { pool, accounts }: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): TotalsView | null {
  if (pool.accounts.total === 0) return null;
  const mostUsed = (top: MostUsedWindow | null): string | null => mostUsedText(top, accounts, settings, locale, nowMs);
  return {
    accountsText: accountsText(pool.accounts, locale),
    creditsText: totalsCreditsText(pool.credits, locale, nowMs),
    mostUsedText: mostUsed(pool.mostUsed),
    moneyTexts: pool.money.map((money) => totalsMoneyText(money, locale, nowMs)),
    parts: pool.parts
      .filter((part) => sumsUp(part, pool.parts))
      .map((part): TotalsPartView => ({
        id: `${part.kind}:${part.name}`,
        kind: part.kind,
        name: part.kind === 'provider' ? providerTitle(part.name, locale) : part.name,
        accountsText: accountsText(part.accounts, locale),
        creditsText: totalsCreditsText(part.credits, locale, nowMs),
        mostUsedText: mostUsed(part.mostUsed),
      })),
  };
}

/**
 * Returns whether a part gets a line. Lines of providers with one account each would repeat the accounts below. Groups
 * always get a line, because the user made them.
 */
function sumsUp({ kind }: TotalsPart, parts: readonly TotalsPart[]): boolean {
  return kind === 'group' || parts.some((part) => part.kind === 'provider' && part.accounts.total > 1);
}

/** Returns one part of the totals as one line, without its name. The caller puts the name before the line. */
export function partText(part: TotalsPartView): string {
  return joinWithDot([part.accountsText, part.creditsText, part.mostUsedText]);
}

/**
 * Returns the credits of several accounts. If all are unlimited, the text is a word without a number. If some balances
 * are unknown, the sum is "at least" an amount.
 *
 * @param short True for places with little room: amounts from a thousand on are shortened, and only the first estimate
 * is shown.
 */
export function totalsCreditsText(
  credits: TotalsCredits | null,
  locale: LocaleContext,
  nowMs: number,
  short = false,
): string | null {
  if (credits === null) return null;
  const { t } = locale;
  const { total, usd, converted, unknownAccounts, unlimitedAccounts } = credits;
  const isKnown = total !== null;
  const amount = t('credits.amount', { amount: (short ? compactCredits : creditsText)(total, locale) });
  const sum = unknownAccounts > 0 ? t('pool.at-least', { amount, count: unknownAccounts }) : amount;
  return joinWithDot([
    isKnown ? sum : unknownAccounts > 0 ? t('pool.credits-unknown', { count: unknownAccounts }) : null,
    isKnown && usd !== null ? estimateText(usd, total, locale, short) : null,
    isKnown && !short ? convertedText(converted, total, locale, nowMs) : null,
    unlimitedAccounts > 0 ? t('pool.unlimited', { count: unlimitedAccounts }) : null,
  ]);
}

function totalsMoneyText(money: TotalsMoney, locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  const { total, currency, converted, unknownAccounts } = money;
  if (total === null) return t('pool.prepaid-unknown', { currency, count: unknownAccounts });
  const amount = moneyText(total, currency, locale);
  const sum = unknownAccounts > 0 ? t('pool.at-least', { amount, count: unknownAccounts }) : amount;
  return joinWithDot([t('pool.prepaid', { amount: sum }), convertedText(converted, total, locale, nowMs)]);
}

function accountsText({ active, exhausted, unknown }: TotalsPart['accounts'], { t }: LocaleContext): string {
  return joinWithDot([
    active > 0 ? t('pool.active', { count: active }) : null,
    exhausted > 0 ? t('pool.exhausted', { count: exhausted }) : null,
    unknown > 0 ? t('pool.unknown', { count: unknown }) : null,
  ]);
}

/** Returns the fullest week of all accounts, by setting: `Least left: work, 7% of the week · resets in 2d 4h`. */
function mostUsedText(
  top: MostUsedWindow | null,
  accounts: readonly AccountSnapshot[],
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  if (top === null) return null;
  const label = accounts.find((account) => account.id === top.accountId)?.label ?? '';
  const highest =
    settings.meterShows === 'left'
      ? locale.t('pool.least-left', { label, percent: percentText(100 - top.usedPercent, locale) })
      : locale.t('pool.most-used', { label, percent: percentText(top.usedPercent, locale) });
  return joinWithDot([highest, resetText(top.resetsAt, settings, locale, nowMs)]);
}
