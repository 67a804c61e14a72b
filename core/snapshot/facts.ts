import type { AccountState } from '../accounts/account-state.ts';
import { type Judgement, spendInForce } from '../accounts/judgement.ts';
import { convertUsd, creditsToUsd } from '../credits/exchange-rates.ts';
import { isOfferDismissed, isOfferPromoted } from '../credits/grant-offer.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { currentValue, type Fact, isWithdrawn } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import { isGrantFresh } from '../usage/grant.ts';
import type { ResetCreditsReading, SpendReading } from '../usage/observation.ts';
import type { Settings } from '../settings/settings.ts';
import { grantAmountText } from '../text/numbers.ts';
import { compareDecimals } from '../units/decimal.ts';
import { toIso } from '../units/time.ts';
import type {
  ConvertedAmount,
  CreditsSnapshot,
  GrantSnapshot,
  PrepaidSnapshot,
  SpendSnapshot,
  UnavailableModelSnapshot,
} from './figure-schema.ts';
import type { AccountSnapshot } from './schema.ts';

/**
 * Converts an amount to the user's currency, with the rate. Null: the amount is not in dollars, or no conversion is
 * possible.
 */
export type Convert = (amount: string | null, currency: string | null) => ConvertedAmount | null;

/** Returns the function that converts this user's dollars. It converts nothing if the user hides dollars. */
export function converter(
  { creditsPerUsd }: Pick<Settings, 'creditsPerUsd'>,
  { currency: rate }: LocaleContext,
): Convert {
  if (rate === null || rate === undefined || !(creditsPerUsd > 0)) return () => null;
  return (amount, currency) => {
    const converted = amount === null || currency !== 'USD' ? null : convertUsd(amount, rate);
    if (converted === null) return null;
    const { perUsd, date, source } = rate;
    return { currency: rate.currency, amount: converted, rate: perUsd, rateDate: date, rateSource: source };
  };
}

/**
 * Returns the credits of one account; null: no source has stated any. A withdrawn balance keeps its last value and its
 * own age, and is stale.
 *
 * @param isStale Returns true for a figure that is not current.
 * @param settings `creditsPerUsd` 0 hides dollars. A balance below `lowCredits` is low.
 */
export function creditsSnapshot(
  facts: Facts,
  isStale: Judgement['isStale'],
  settings: Settings,
  convert: Convert,
): CreditsSnapshot | null {
  const flags = facts.credits.said;
  const balance = facts.balance.said;
  const newest = newer(flags, balance);
  if (newest === null) return null;
  const unlimited = flags?.value.unlimited ?? null;
  const usd = unlimited === true || balance === null ? null : creditsToUsd(balance.value, settings.creditsPerUsd);
  const isWithdrawnBalance = isWithdrawn(facts.balance);
  return {
    hasCredits: flags?.value.hasCredits ?? null,
    unlimited,
    balance: balance?.value ?? null,
    usd,
    converted: convert(usd, 'USD'),
    low:
      flags?.value.hasCredits === true &&
      unlimited !== true &&
      balance !== null &&
      !isWithdrawnBalance &&
      compareDecimals(balance.value, String(settings.lowCredits)) < 0,
    overageLimitReached: flags?.value.overageLimitReached ?? null,
    asOf: toIso((balance ?? newest).asOfMs),
    stale: isStale(balance === null ? facts.credits : facts.balance) || isWithdrawn(facts.credits),
  };
}

function newer<A extends { asOfMs: number }, B extends { asOfMs: number }>(a: A | null, b: B | null): A | B | null {
  if (a === null || b === null) return a ?? b;
  return a.asOfMs >= b.asOfMs ? a : b;
}

/** How to show limits: which figures are stale, how to convert dollars, and the present time. */
interface SpendTerms extends Pick<Judgement, 'isStale'> {
  readonly convert: Convert;
  readonly nowMs: number;
}

/** Returns the spend limit in force; null: none, or unknown. A withdrawn limit is stale. */
export function spendSnapshot(facts: Facts, terms: SpendTerms): SpendSnapshot | null {
  const fact = spendInForce(facts);
  const reading = fact.said?.value ?? null;
  return reading === null ? null : limitSnapshot(reading, fact, terms);
}

/**
 * Returns every known spend limit. The limit in force comes first. If it is newer than the list, it replaces the entry
 * with the same scope. If a newer statement says that no limit is in force, the result is empty.
 */
export function spendLimitsSnapshot(facts: Facts, terms: SpendTerms): readonly SpendSnapshot[] {
  const list = currentValue(facts.spendLimits) ?? [];
  const listAtMs = list.length === 0 ? -Infinity : (facts.spendLimits.said?.asOfMs ?? -Infinity);
  const listed = list.map((limit) => limitSnapshot(limit, facts.spendLimits, terms));
  const inForce = spendInForce(facts).said;
  if (inForce === null || inForce.asOfMs <= listAtMs) return listed;
  const first = spendSnapshot(facts, terms);
  return first === null ? [] : [first, ...listed.filter(({ scope }) => scope !== first.scope)];
}

/**
 * Returns the prepaid money; null: no source has stated any. A withdrawn balance keeps its last value and age, and is
 * stale.
 */
export function prepaidSnapshot({ prepaid }: Facts, { isStale, convert, nowMs }: SpendTerms): PrepaidSnapshot | null {
  const { said } = prepaid;
  if (said === null) return null;
  const { currency, balance, nextExpiresAtMs, further = [], spent } = said.value;
  return {
    currency,
    balance,
    converted: convert(balance, currency),
    nextExpiresAt: futureIso(nextExpiresAtMs, nowMs),
    further,
    spent: spent === true,
    asOf: toIso(said.asOfMs),
    stale: isStale(prepaid),
  };
}

/**
 * Returns the banked resets; null: unknown. The list of single resets states when they expire. Its time counts only if
 * it is in the future and both sources state the same number of resets. The Codex tool counts the resets that cannot be
 * used now, too. Then the newest source that tells them apart counts, until a limit is used up. That may make resets
 * usable.
 *
 * @param isBlocked True if the account cannot be used now.
 */
export function resetCreditsSnapshot(
  facts: Facts,
  { isStale, nowMs }: Pick<SpendTerms, 'isStale' | 'nowMs'>,
  isBlocked: boolean,
): AccountSnapshot['resetCredits'] {
  const list = currentValue(facts.resetCreditList);
  const fact = currentValue(facts.resetCredits) === null ? facts.resetCreditList : facts.resetCredits;
  const current = currentValue(fact);
  if (current === null) return null;
  const isSameCount = list !== null && resetCount(list) === resetCount(current);
  const listed = isSameCount ? list.nextExpiresAtMs : null;
  const isCountOfAll = fact.said?.source === 'app-server' && current.unusable === undefined;
  const split = isCountOfAll && !isBlocked && !isStale(facts.usableResets) ? currentValue(facts.usableResets) : null;
  const isSplitOfCurrent = split !== null && resetCount(split) === resetCount(current);
  const { available, unusable } = isSplitOfCurrent ? split : current;
  return {
    available,
    ...(unusable === undefined ? {} : { unusable }),
    nextExpiresAt: futureIso(current.nextExpiresAtMs, nowMs) ?? futureIso(listed, nowMs),
    asOf: fact.said === null ? null : toIso(fact.said.asOfMs),
    stale: isStale(fact),
  };
}

/** Returns whether a banked reset is left, from the source that does not count them; null: unknown or withdrawn. */
export function heldResetSnapshot({ holdsReset }: Facts, isStale: Judgement['isStale']): AccountSnapshot['holdsReset'] {
  const reading = currentValue(holdsReset);
  if (reading === null || holdsReset.said === null) return null;
  const { isHeld, validUntilMs } = reading;
  return {
    value: isHeld,
    validUntil: validUntilMs === null ? null : toIso(validUntilMs),
    asOf: toIso(holdsReset.said.asOfMs),
    stale: isStale(holdsReset),
  };
}

function resetCount({ available, unusable = 0 }: ResetCreditsReading): number {
  return available + unusable;
}

/**
 * Returns the models that the account cannot use now. A model with a stated time is left out after that time, and its
 * statement is current until then.
 */
export function unavailableModelsSnapshot(
  { unavailableModels }: Facts,
  { isStale, nowMs }: Pick<SpendTerms, 'isStale' | 'nowMs'>,
): readonly UnavailableModelSnapshot[] {
  const { said } = unavailableModels;
  if (said === null || isWithdrawn(unavailableModels)) return [];
  return said.value.flatMap(({ name, availableAtMs, creditsWouldEnable }) => {
    const isOver = availableAtMs !== null && availableAtMs <= nowMs;
    if (isOver && availableAtMs > said.asOfMs) return [];
    const availableAt = futureIso(availableAtMs, nowMs);
    const stale = availableAt === null && isStale(unavailableModels);
    return [{ name, availableAt, creditsWouldEnable, asOf: toIso(said.asOfMs), stale }];
  });
}

function limitSnapshot(
  { resetsAtMs, ...reading }: SpendReading,
  fact: Fact<unknown>,
  { isStale, convert, nowMs }: SpendTerms,
): SpendSnapshot {
  return {
    ...reading,
    converted: reading.unit === 'money' ? convert(reading.used, reading.currency) : null,
    resetsAt: resetsAtMs === null ? null : toIso(resetsAtMs),
    asOf: fact.said === null ? null : toIso(fact.said.asOfMs),
    stale: isStale(fact) || (resetsAtMs !== null && resetsAtMs <= nowMs),
  };
}

function futureIso(atMs: number | null, nowMs: number): string | null {
  return atMs === null || atMs <= nowMs ? null : toIso(atMs);
}

/** Returns the sessions of all devices of the key; null: unknown, or the service withdrew the figure. */
export function concurrencySnapshot(
  { concurrency }: Facts,
  isStale: Judgement['isStale'],
): AccountSnapshot['concurrency'] {
  const reading = currentValue(concurrency);
  return reading === null ? null : { ...reading, stale: isStale(concurrency) };
}

/**
 * Returns the balance of an install at a relay; null: unknown. A past reset becomes null, because the next reset is
 * unknown.
 */
export function ledgerSnapshot(
  { ledger }: Facts,
  isStale: Judgement['isStale'],
  nowMs: number,
): AccountSnapshot['ledger'] {
  const reading = currentValue(ledger);
  if (reading === null) return null;
  const { remaining, capped, geminiRemaining, tier, lastCharge, resetsAtMs } = reading;
  return {
    remaining,
    capped: capped ?? 'unknown',
    geminiRemaining,
    tier,
    lastCharge,
    resetsAt: resetsAtMs === null || resetsAtMs <= nowMs ? null : toIso(resetsAtMs),
    stale: isStale(ledger),
  };
}

/** Returns how the service serves the account now; null: unknown. A wait that is over does not count. */
export function serviceSnapshot(
  { service }: Facts,
  isStale: Judgement['isStale'],
  nowMs: number,
): AccountSnapshot['service'] {
  const reading = currentValue(service);
  if (reading === null) return null;
  const { mode, boxedUntilMs, reason, isLow } = reading;
  const isBoxed = boxedUntilMs !== null && boxedUntilMs > nowMs;
  return {
    mode,
    waits: isBoxed || (isLow === true && boxedUntilMs === null),
    waitsUntil: isBoxed ? toIso(boxedUntilMs) : null,
    reason,
    asOf: service.said === null ? null : toIso(service.said.asOfMs),
    stale: isStale(service) && !isBoxed,
  };
}

/**
 * The locale of `display`. It is the same for every user, because other programs compare the text. Views format the
 * amount for the user.
 */
const publicLocale = 'en-US';

/**
 * Returns the grant of one account; null: unknown. The last known grant keeps its own age. It becomes stale after an
 * hour, or at once if its age is unknown. A stale grant is not promoted, because its offer may be over.
 */
export function grantSnapshot({ facts, offer: seen }: AccountState, nowMs: number): GrantSnapshot | null {
  const reading = currentValue(facts.grant);
  if (reading === null) return null;
  const { answeredAtMs, ...offer } = reading;
  const display = grantAmountText(offer.amountMinorUnits, offer.currency, publicLocale);
  const stale = !isGrantFresh(answeredAtMs, nowMs);
  return {
    ...offer,
    display,
    asOf: answeredAtMs === null ? null : toIso(answeredAtMs),
    stale,
    dismissed: isOfferDismissed(reading, seen),
    promoted: display !== null && !stale && isOfferPromoted(reading, seen),
  };
}
