import type { Reader } from '../i18n/translate.ts';
import { compareDecimals } from '../units/decimal.ts';
import { bindingWindows } from './account-use.ts';
import { convertedText } from './converted-words.ts';
import type { FactWords } from './fact-words.ts';
import { creditsText, estimateText } from '../text/numbers.ts';
import { joined } from '../text/layout.ts';
import type { AccountSnapshot, CreditsSnapshot } from './schema.ts';
import { isSpent } from '../views/money-rows.ts';

/** Only where the account has credits or is unlimited (S1-29); an unknown balance is a dash, never 0. */
export function creditsWords(account: AccountSnapshot, reader: Reader, nowMs: number): FactWords | null {
  const { credits } = account;
  if (credits === null || (credits.unlimited !== true && credits.hasCredits !== true)) return null;
  const { t } = reader;
  const isUnlimited = credits.unlimited === true;
  const text = joined([
    isUnlimited ? t('credits.unlimited') : t('credits.amount', { amount: creditsText(credits.balance, reader) }),
    credits.usd === null ? null : estimateText(credits.usd, credits.balance, reader),
    convertedText(credits.converted, credits.balance, reader, nowMs),
    credits.low ? t('credits.low') : null,
    credits.overageLimitReached === true ? t('credits.overage-limit-reached') : null,
    isRunningOnCredits(account, credits) ? t('credits.running') : null,
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

/**
 * A window of the whole account is used up and credits are left (systems.md 1(d)). Said only of a balance of
 * now and where no limit on spending them is known to be reached; that the account works is not promised.
 */
function isRunningOnCredits(account: AccountSnapshot, credits: CreditsSnapshot): boolean {
  if (
    credits.stale ||
    credits.overageLimitReached === true ||
    account.spendLimits.some((limit) => isSpent(limit) && !limit.stale)
  )
    return false;
  if (!bindingWindows(account).some(({ state }) => state === 'exhausted')) return false;
  return credits.unlimited === true || (credits.balance !== null && compareDecimals(credits.balance, '0') > 0);
}
