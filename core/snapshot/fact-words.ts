import type { Reader } from '../translate.ts';
import { creditsText, estimateText, moneyText, unknownText } from './format-number.ts';
import { ago, clockTime } from './format-time.ts';
import { grantAmountText } from './grant-amount.ts';
import type { AccountSnapshot, CreditsSnapshot, GrantSnapshot, SpendSnapshot } from './snapshot.ts';

/** One line of an account beside its windows: credits, a grant, a spend limit, banked resets. */
export interface FactWords {
  readonly id: 'credits' | 'grant' | 'spend' | 'reset-credits';
  readonly name: string;
  readonly text: string;
  readonly attention: boolean;
  readonly stale: boolean;
}

export function factWords(account: AccountSnapshot, reader: Reader, nowMs: number): readonly FactWords[] {
  const rows = [
    creditsWords(account.credits, reader),
    grantWords(account.grant, reader, nowMs),
    spendWords(account, reader, nowMs),
    resetCreditsWords(account, reader, nowMs),
  ];
  return rows.filter((row): row is FactWords => row !== null);
}

/** Only where the account has credits or is unlimited (S1-29); an unknown balance is a dash, never 0. */
function creditsWords(credits: CreditsSnapshot | null, reader: Reader): FactWords | null {
  if (credits === null || (credits.unlimited !== true && credits.hasCredits === false)) return null;
  if (credits.hasCredits === null && credits.unlimited !== true && credits.balance === null) return null;
  const { t } = reader;
  const amount =
    credits.unlimited === true
      ? t('credits.unlimited')
      : t('credits.amount', { amount: creditsText(credits.balance, reader) });
  const parts = [
    amount,
    credits.usd === null ? null : estimateText(credits.usd, reader),
    credits.overageLimitReached === true ? t('credits.overage-limit-reached') : null,
    credits.stale && credits.balance !== null ? t('credits.last-known') : null,
  ];
  return {
    id: 'credits',
    name: t('credits.name'),
    text: joined(parts),
    attention: credits.overageLimitReached === true,
    stale: credits.stale,
  };
}

/** Only an offer that is open and has an amount is one to show (S0-13); an old one says how old it is. */
function grantWords(grant: GrantSnapshot | null, reader: Reader, nowMs: number): FactWords | null {
  if (grant === null || !grant.available || grant.granted) return null;
  const amount = grantAmountText(grant.amountMinorUnits, grant.currency, reader.locale);
  if (amount === null) return null;
  const { t } = reader;
  const age =
    grant.asOf === null
      ? t('credits.last-known')
      : t('state.as-of', { age: ago(Date.parse(grant.asOf), nowMs, reader) });
  const text = joined([t('grant.on-offer', { amount }), grant.stale ? age : null]);
  return { id: 'grant', name: t('grant.name'), text, attention: false, stale: grant.stale };
}

/** Used over the limit is kept as it is; no cap is said in words, without a bar (S1-12, S0(e)). */
function spendWords({ spend, state }: AccountSnapshot, reader: Reader, nowMs: number): FactWords | null {
  if (spend === null) return null;
  const { t } = reader;
  const used = amountText(spend, spend.used, reader);
  const text =
    spend.limit === null
      ? t('spend.uncapped', { used })
      : t('spend.of-limit', { used, limit: amountText(spend, spend.limit, reader) });
  const reset =
    spend.resetsAt === null
      ? null
      : t('window.resets-at', { time: clockTime(Date.parse(spend.resetsAt), nowMs, reader) });
  const over = spend.limit !== null && spend.used !== null && Number(spend.used) >= Number(spend.limit);
  const name = spend.scope === 'extra-usage' ? t('spend.extra-usage') : t('spend.name');
  return { id: 'spend', name, text: joined([text, reset]), attention: over, stale: state !== 'fresh' };
}

function resetCreditsWords({ resetCredits, state }: AccountSnapshot, reader: Reader, nowMs: number): FactWords | null {
  if (resetCredits === null || resetCredits.available === 0) return null;
  const { t } = reader;
  const expiry =
    resetCredits.nextExpiresAt === null
      ? null
      : t('reset-credits.expires', { time: clockTime(Date.parse(resetCredits.nextExpiresAt), nowMs, reader) });
  const text = joined([t('reset-credits.available', { count: resetCredits.available }), expiry]);
  return { id: 'reset-credits', name: t('reset-credits.name'), text, attention: false, stale: state !== 'fresh' };
}

function amountText(spend: SpendSnapshot, amount: string | null, reader: Reader): string {
  if (amount === null) return unknownText;
  return spend.unit === 'money' && spend.currency !== null
    ? moneyText(amount, spend.currency, reader)
    : reader.t('credits.amount', { amount: creditsText(amount, reader) });
}

/** The parts that are there, side by side. */
export function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}
