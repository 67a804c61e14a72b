import type { LocaleContext } from '../i18n/translate.ts';
import { findProvider } from '../providers/registry.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import { isBlockedOutright } from '../snapshot/blocked-reason.ts';
import { isResetHeld } from '../snapshot/held-reset.ts';
import { scarceModelOf } from '../snapshot/next-up.ts';
import { bindingLimit, type Standing } from '../snapshot/order.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { limitInline } from '../text/limit.ts';
import { joinWithDot } from '../text/layout.ts';
import { creditsText, grantAmountText, moneyText, percentText } from '../text/numbers.ts';
import { ageText, ago } from '../text/times.ts';
import { isolated } from '../units/text.ts';
import { compareDecimals } from '../units/decimal.ts';
import { blockedText, stateText } from './account.ts';
import { runOutText } from './meter.ts';

/**
 * Returns the second line of a row: which limit binds, and one fact: `week · Opus 17%`, `runs out in about 18 min · 5 hours`,
 * `week · 22 min old`. Null: nothing is known.
 */
export function secondLine(
  account: AccountSnapshot,
  standing: Standing,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  const text = joinWithDot(partsOf(account, standing, locale, nowMs));
  return text === '' ? null : text;
}

function partsOf(
  account: AccountSnapshot,
  standing: Standing,
  locale: LocaleContext,
  nowMs: number,
): readonly (string | null)[] {
  if (standing === 'needs-you') return [locale.t('row.signed-out'), signedOutAge(account, locale, nowMs)];
  if (standing === 'resting') return [restingText(account, locale), ageOf(account, locale, nowMs)];
  const state = account.state === 'fresh' || account.state === 'stale' ? null : stateText(account, locale, nowMs);
  const age = ageOf(account, locale, nowMs);
  // An age and the end of a limit come first, because a narrow row leaves out what does not fit.
  if (standing === 'unknown') return [age, state];
  const binding = bindingLimit(account);
  const limit = binding === null ? null : limitInline(binding.window, locale);
  const runsOut = binding === null ? null : runOutText(binding.window, locale, nowMs);
  if (age === null && state === null && runsOut !== null) return [runsOut, limit];
  return [limit, age ?? state ?? factOf(account, standing, locale)];
}

/** Returns when a signed-out account was last read: `read 3 hours ago`; null: never. */
function signedOutAge({ fetchedAt }: AccountSnapshot, locale: LocaleContext, nowMs: number): string | null {
  return fetchedAt === null ? null : locale.t('row.read', { age: ago(Date.parse(fetchedAt), nowMs, locale) });
}

/** Returns the age of the figures if they are too old to be current. */
function ageOf({ state, fetchedAt, windows }: AccountSnapshot, locale: LocaleContext, nowMs: number): string | null {
  const isStale = state === 'stale' || (windows.length > 0 && windows.every(({ stale }) => stale));
  return fetchedAt === null || !isStale ? null : ageText(Date.parse(fetchedAt), nowMs, locale);
}

/** Returns why an account rests: what it runs on now, which limit is used up, or what else blocks it. */
function restingText(account: AccountSnapshot, locale: LocaleContext): string | null {
  const { t } = locale;
  const onCredits = runningOnCredits(account, locale);
  if (onCredits !== null) return onCredits;
  if (isBlockedOutright(account)) return blockedText(account, locale);
  const usedUp = usedUpWindow(account);
  return usedUp === null ? t('state.blocked') : t('row.used-up', { limit: limitInline(usedUp, locale) });
}

/** Returns the limit that a resting account waits for; null: something else blocks it. */
export function usedUpWindow(account: AccountSnapshot): WindowSnapshot | null {
  if (isBlockedOutright(account)) return null;
  const reason = account.windows.find(({ id }) => id === account.blockedReason?.windowId);
  return reason ?? account.windows.find(({ state }) => state === 'exhausted') ?? null;
}

function runningOnCredits({ credits }: AccountSnapshot, locale: LocaleContext): string | null {
  if (credits?.inUse !== true) return null;
  if (credits.unlimited === true) return locale.t('row.on-unlimited');
  return locale.t('row.on-credits', { amount: creditsText(credits.balance, locale) });
}

/** Returns the one fact that matters most now; null: none. */
function factOf(account: AccountSnapshot, standing: Standing, locale: LocaleContext): string | null {
  const binding = bindingLimit(account);
  const scarceModel = scarceModelOf(account);
  return (
    (scarceModel === null ? null : modelText(scarceModel, locale)) ??
    (standing === 'low' ? reserveText(account, locale) : null) ??
    grantText(account, locale) ??
    (binding === null ? moneyOf(account, locale) : null) ??
    (account.credits?.unlimited === true ? locale.t('row.unlimited-credits') : null) ??
    planOf(account)
  );
}

/** Returns what is left of a model, from its limit: `Opus 17%`. */
export function modelText(limit: WindowSnapshot, locale: LocaleContext): string {
  const percent = percentText(leftPercent(limit), locale);
  return locale.t('row.model-left', { name: isolated(limit.name ?? ''), percent });
}

/** Returns what helps an account that is running low: banked resets, or credits that are used next. */
function reserveText(account: AccountSnapshot, locale: LocaleContext): string | null {
  const { t } = locale;
  const { credits, resetCredits } = account;
  const resets = isResetHeld(account) ? (resetCredits?.available ?? 0) : 0;
  if (resets > 0) return t('row.banked-resets', { count: resets });
  if (credits === null || credits.stale || credits.unlimited === true || credits.balance === null) return null;
  if (compareDecimals(credits.balance, '0') <= 0) return null;
  return t('row.then-credits', { amount: creditsText(credits.balance, locale) });
}

function grantText({ grant }: AccountSnapshot, locale: LocaleContext): string | null {
  if (grant === null || !grant.available || !grant.eligible || grant.granted || grant.dismissed || grant.stale) {
    return null;
  }
  const amount = grantAmountText(grant.amountMinorUnits, grant.currency, locale.formats.money);
  return amount === null ? null : locale.t('row.to-claim', { amount });
}

/** Returns the money of an account that has no limits. */
function moneyOf({ prepaid, credits }: AccountSnapshot, locale: LocaleContext): string | null {
  if (prepaid !== null && !prepaid.stale) return moneyText(prepaid.balance, prepaid.currency, locale);
  if (credits === null || credits.stale || credits.unlimited === true || credits.balance === null) return null;
  return locale.t('credits.amount', { amount: creditsText(credits.balance, locale) });
}

function planOf({ provider, plan }: AccountSnapshot): string | null {
  return plan === null ? null : (findProvider(provider)?.planName(plan) ?? plan);
}
