import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import { asOfText, clockTime } from '../text/times.ts';
import { creditsWords } from './credits-words.ts';
import { grantAmountText } from '../text/numbers.ts';
import { joined } from '../text/layout.ts';
import { concurrencyWords, ledgerWords, serviceWords } from '../views/detail-rows.ts';
import type { FactBarView, FactRowId } from '../views/panel.ts';
import { prepaidWords } from './prepaid-words.ts';
import type { AccountSnapshot, ConvertedAmount, GrantSnapshot } from './schema.ts';
import { spendWords } from '../views/money-rows.ts';

/** One line of an account beside its windows: credits, prepaid money, a spend limit, sessions, a grant and so on. */
export interface FactWords {
  readonly id: FactRowId;
  readonly name: string;
  readonly text: string;
  readonly attention: boolean;
  readonly stale: boolean;
  readonly bar: FactBarView | null;
  /** The conversion that the text holds, for the details of its rate. */
  readonly converted: ConvertedAmount | null;
}

/** All lines of one account, in the order of every view. */
export function factWords(
  account: AccountSnapshot,
  settings: Settings,
  reader: Reader,
  nowMs: number,
): readonly FactWords[] {
  const rows = [
    creditsWords(account, reader, nowMs),
    prepaidWords(account.prepaid, reader, nowMs),
    ...account.spendLimits.map((limit, index) => spendWords(limit, index, settings, reader, nowMs)),
    concurrencyWords(account, reader),
    ledgerWords(account, reader, nowMs),
    serviceWords(account, reader, nowMs),
    grantWords(account.grant, reader, nowMs),
    resetCreditsWords(account, reader, nowMs),
  ];
  return rows.filter((row): row is FactWords => row !== null);
}

/**
 * Only an offer that is open, has an amount (S0-13) and was not put away is one to show; an old one says how
 * old it is, and who may take it is said in words.
 */
function grantWords(grant: GrantSnapshot | null, reader: Reader, nowMs: number): FactWords | null {
  if (grant === null || !grant.available || grant.granted || grant.dismissed) return null;
  const amount = grantAmountText(grant.amountMinorUnits, grant.currency, reader.locale);
  if (amount === null) return null;
  const { t } = reader;
  const text = joined([
    t('grant.on-offer', { amount }),
    t(grant.eligible ? 'grant.claim' : 'grant.ask-admin'),
    grant.stale ? asOfText(grant.asOf, reader, nowMs) : null,
  ]);
  return { id: 'grant', name: t('grant.name'), text, attention: false, stale: grant.stale, bar: null, converted: null };
}

function resetCreditsWords({ resetCredits }: AccountSnapshot, reader: Reader, nowMs: number): FactWords | null {
  if (resetCredits === null || resetCredits.available === 0) return null;
  const { t } = reader;
  const { stale } = resetCredits;
  const age = stale ? asOfText(resetCredits.asOf, reader, nowMs) : null;
  const expiry =
    resetCredits.nextExpiresAt === null
      ? null
      : t('reset-credits.expires', { time: clockTime(Date.parse(resetCredits.nextExpiresAt), nowMs, reader) });
  return {
    id: 'reset-credits',
    name: t('reset-credits.name'),
    text: joined([t('reset-credits.available', { count: resetCredits.available }), expiry, age]),
    attention: false,
    stale,
    bar: null,
    converted: null,
  };
}
