import { isFull } from '../accounts/judgement.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import { findProvider } from '../providers/registry.ts';
import { isResetHeld, resetCommandFor } from '../snapshot/held-reset.ts';
import type { Settings } from '../settings/settings.ts';
import type { ConvertedAmount, GrantSnapshot, UnavailableModelSnapshot } from '../snapshot/figure-schema.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { creditsText, grantAmountText } from '../text/numbers.ts';
import { asOfText, clockTime } from '../text/times.ts';
import { creditsRow, prepaidRow, spendRow } from './money-rows.ts';
import type { FactBarView, FactRowId } from './panel.ts';

/** One line of an account beside its windows: credits, prepaid money, a spend limit, sessions, a grant and so on. */
export interface DetailRow {
  readonly id: FactRowId;
  readonly name: string;
  readonly text: string;
  readonly attention: boolean;
  readonly stale: boolean;
  readonly bar: FactBarView | null;
  /** The conversion in the text, for the details of its rate. */
  readonly converted: ConvertedAmount | null;
}

/** Returns all lines of one account, in the order that every view uses. */
export function detailRows(
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): readonly DetailRow[] {
  const rows = [
    creditsRow(account, locale, nowMs),
    prepaidRow(account.prepaid, locale, nowMs),
    ...account.spendLimits.map((limit, index) => spendRow(limit, index, settings, locale, nowMs)),
    concurrencyRow(account, locale),
    ledgerRow(account, locale, nowMs),
    serviceRow(account, locale, nowMs),
    grantRow(account.grant, locale, nowMs),
    resetCreditsRow(account, locale, nowMs),
    ...modelRows(account, locale, nowMs),
  ];
  return rows.filter((row): row is DetailRow => row !== null);
}

/**
 * Returns the line of a grant; null unless the offer is open, has an amount and was not dismissed. The text says who
 * may claim the grant, and the age of a stale offer.
 */
function grantRow(grant: GrantSnapshot | null, locale: LocaleContext, nowMs: number): DetailRow | null {
  if (grant === null || !grant.available || grant.granted || grant.dismissed) return null;
  const amount = grantAmountText(grant.amountMinorUnits, grant.currency, locale.formats.money);
  if (amount === null) return null;
  const { t } = locale;
  const text = joinWithDot([
    t('grant.on-offer', { amount }),
    t(grant.eligible ? 'grant.claim' : 'grant.ask-admin'),
    grant.stale ? asOfText(grant.asOf, locale, nowMs) : null,
  ]);
  return { id: 'grant', name: t('grant.name'), text, attention: false, stale: grant.stale, bar: null, converted: null };
}

/**
 * Returns the line of the banked resets; null: none is known. A source that does not count them says only that one is
 * left. The text names the command of the account's tool that uses one.
 */
function resetCreditsRow(account: AccountSnapshot, locale: LocaleContext, nowMs: number): DetailRow | null {
  const { t } = locale;
  const { resetCredits, holdsReset } = account;
  const { unusable = 0, nextExpiresAt = null, stale = false } = resetCredits ?? {};
  const isHeld = isResetHeld(account);
  const available = isHeld ? (resetCredits?.available ?? 0) : 0;
  const isUncounted = isHeld && available === 0;
  if (!isHeld && unusable === 0) return null;
  const command = resetCommandFor(account);
  const expiresAt = isUncounted ? null : nextExpiresAt;
  const isOld = stale && !isUncounted;
  const asOf = isUncounted ? holdsReset?.asOf : resetCredits?.asOf;
  const text = joinWithDot([
    isUncounted ? t('reset-credits.held') : null,
    available === 0 ? null : t('reset-credits.available', { count: available }),
    unusable === 0 ? null : t('reset-credits.unusable', { count: unusable }),
    expiresAt === null ? null : t('reset-credits.expires', { time: clockTime(Date.parse(expiresAt), nowMs, locale) }),
    command === null ? null : t('reset-credits.command', { command: command.text, program: command.program }),
    isUncounted || isOld ? asOfText(asOf ?? null, locale, nowMs) : null,
  ]);
  return textRow('reset-credits', t('reset-credits.name'), text, false, isOld);
}

const mostModelRows = 6;

/** Returns a line for each model that cannot be used now: `Astra: not available until Thu 09:00`. Further models share one line. */
function modelRows(
  { unavailableModels: models }: AccountSnapshot,
  locale: LocaleContext,
  nowMs: number,
): readonly DetailRow[] {
  const { t } = locale;
  const rows = models.slice(0, mostModelRows).map((model) => modelRow(model, locale, nowMs));
  const count = models.length - rows.length;
  if (count === 0) return rows;
  return [...rows, textRow('models', t('models.name'), t('models.more', { count }), false, models.some(isStale))];
}

function isStale({ stale }: UnavailableModelSnapshot): boolean {
  return stale;
}

function modelRow(model: UnavailableModelSnapshot, locale: LocaleContext, nowMs: number): DetailRow {
  const { t } = locale;
  const { name, availableAt, creditsWouldEnable, asOf, stale } = model;
  const text = joinWithDot([
    availableAt === null
      ? t('models.unavailable')
      : t('models.unavailable-until', { time: clockTime(Date.parse(availableAt), nowMs, locale) }),
    creditsWouldEnable === true ? t('models.credits-would-enable') : null,
    stale ? asOfText(asOf, locale, nowMs) : null,
  ]);
  return textRow(`model:${name}`, modelName(name), text, false, stale);
}

/** Returns the word that users know: `Astra` for `gpt-6-astra`. A name of another form stays as the service writes it. */
function modelName(name: string): string {
  const [, word] = /^gpt-\d+(?:\.\d+)*-([a-z]+)$/.exec(name) ?? [];
  return word === undefined ? name : `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

const allowanceKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['lifetime', 'ledger.of-lifetime'],
  ['monthly', 'ledger.of-monthly'],
]);

const modeKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['degraded', 'service.degraded'],
  ['batch', 'service.batch'],
]);

const ordinaryModes: ReadonlySet<string> = new Set(['normal', 'interactive']);

/**
 * Returns the sessions that the service counts: `3 of 4 (all devices)`. These may be more than the sessions of this
 * computer.
 */
function concurrencyRow({ concurrency }: AccountSnapshot, locale: LocaleContext): DetailRow | null {
  if (concurrency === null) return null;
  const { t } = locale;
  const { current, limit, hardCap } = concurrency;
  const [used, soft, hard] = [current, limit, hardCap].map((count) => countText(count, locale));
  const values = { current: used ?? '', limit: soft ?? '', cap: hard ?? '' };
  const sessions = limit === null ? t('concurrency.current', values) : t('concurrency.of-limit', values);
  const isAboveLimit = hardCap !== null && (limit === null || hardCap > limit);
  const text = joinWithDot([
    sessions,
    isAboveLimit ? t('concurrency.hard-cap', values) : null,
    isFull(concurrency) ? t('concurrency.full') : null,
  ]);
  return textRow('concurrency', t('concurrency.name'), text, isFull(concurrency), concurrency.stale);
}

/** Returns the line of the ledger: `4 of the lifetime allowance · tier Core · last call cost 1`. */
function ledgerRow(account: AccountSnapshot, locale: LocaleContext, nowMs: number): DetailRow | null {
  const { ledger } = account;
  if (ledger === null) return null;
  const { t } = locale;
  const { remaining, capped, tier, geminiRemaining, lastCharge, resetsAt } = ledger;
  const provider = findProvider(account.provider);
  const allowance = allowanceKeys.get(capped);
  const amount = countText(remaining, locale);
  const left = remaining === null ? t('ledger.unlimited') : allowance === undefined ? amount : t(allowance, { amount });
  const text = joinWithDot([
    left,
    geminiRemaining === null ? null : t('ledger.gemini', { amount: countText(geminiRemaining, locale) }),
    tier === '' ? null : t('ledger.tier', { tier: provider?.planName(tier) ?? tier }),
    lastCharge === null ? null : t('ledger.last-call', { amount: countText(lastCharge, locale) }),
    resetsAt === null ? null : t('window.resets-at', { time: clockTime(Date.parse(resetsAt), nowMs, locale) }),
  ]);
  return textRow('ledger', t('ledger.name'), text, remaining === 0, ledger.stale);
}

/**
 * Returns the line of the service: `Waits behind others until 14:20`. Null unless requests wait or the mode is unusual.
 */
function serviceRow({ service }: AccountSnapshot, locale: LocaleContext, nowMs: number): DetailRow | null {
  if (service === null) return null;
  const { t } = locale;
  const { mode, waits, waitsUntil, stale, asOf } = service;
  const wait =
    waitsUntil === null
      ? t('service.waits')
      : t('service.waits-until', { time: clockTime(Date.parse(waitsUntil), nowMs, locale) });
  const text = joinWithDot([waits ? wait : null, modeText(mode, locale)]);
  if (text === '') return null;
  const age = stale ? asOfText(asOf, locale, nowMs) : null;
  return textRow('service', t('service.name'), joinWithDot([text, age]), false, stale);
}

function modeText(mode: string | null, { t }: LocaleContext): string | null {
  if (mode === null || ordinaryModes.has(mode)) return null;
  const key = modeKeys.get(mode);
  return key === undefined ? t('service.mode', { mode }) : t(key);
}

function countText(count: number | null, locale: LocaleContext): string {
  // Sessions and calls are no money.
  return creditsText(count === null ? null : String(count), { ...locale, hidesAmounts: false });
}

function textRow(id: FactRowId, name: string, text: string, attention: boolean, stale: boolean): DetailRow {
  return { id, name, text, attention, stale, bar: null, converted: null };
}
