import type { LocaleContext } from '../i18n/translate.ts';
import type { AccountSnapshot, TotalsMoney, TotalsPart, TotalsSnapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { moneyText } from '../text/numbers.ts';
import { providerTitle } from './account.ts';
import type { PoolPageView, PoolTableView } from './page-model.ts';
import { creditsStat, poolSegments, poolStats } from './pool.ts';
import { numberFormat } from '../i18n/formatters.ts';

/**
 * Returns the page about all accounts: the figures of the pool line, and tables by service, by group and of money.
 *
 * @param accounts The accounts that the user did not hide.
 */
export function poolPage(
  accounts: readonly AccountSnapshot[],
  totals: TotalsSnapshot,
  locale: LocaleContext,
  nowMs: number,
): PoolPageView {
  const tables = [
    partsTable('provider', accounts, totals.parts, locale),
    partsTable('group', accounts, totals.parts, locale),
    moneyTable(totals.money, locale),
  ];
  return {
    stats: poolStats(accounts, totals, locale, nowMs),
    tables: tables.filter((table) => table !== null),
  };
}

function partsTable(
  kind: TotalsPart['kind'],
  accounts: readonly AccountSnapshot[],
  parts: readonly TotalsPart[],
  locale: LocaleContext,
): PoolTableView | null {
  const { t } = locale;
  const own = parts.filter((part) => part.kind === kind);
  if (own.length === 0) return null;
  const columns = ['name', 'accounts', 'credits'] as const;
  return {
    id: kind,
    title: t(`pool-page.by-${kind}`),
    columns: columns.map((column) => t(`pool-page.${column}`)),
    rows: own.map((part) => ({
      name: kind === 'provider' ? providerTitle(part.name, locale) : part.name,
      cells: [
        partStatesText(
          accounts.filter((account) => account[kind] === part.name),
          locale,
        ),
        partCreditsText(part, locale),
      ],
    })),
  };
}

/** Returns the states of some accounts: `7 enough · 3 used up`. */
function partStatesText(accounts: readonly AccountSnapshot[], locale: LocaleContext): string {
  return joinWithDot(poolSegments(accounts, locale).map(({ text }) => text));
}

/** Returns the credits of a part: `≥ 1,572.45 · ≈ $62.90 · 1 unlimited`; empty: it has none. */
function partCreditsText({ credits }: TotalsPart, locale: LocaleContext): string {
  const stat = creditsStat(credits, locale);
  if (credits === null || stat === null) return '';
  const unlimited =
    credits.usd === null || credits.unlimitedAccounts === 0
      ? null
      : locale.t('pool.unlimited', { count: credits.unlimitedAccounts });
  // No line ends between the sign of an estimate and its amount
  return joinWithDot([stat.text, stat.note?.replace('≈ ', '≈\u00a0') ?? null, unlimited]);
}

/** Returns the prepaid money by currency. Accounts whose balance is unknown are in the number of accounts only. */
function moneyTable(money: readonly TotalsMoney[], locale: LocaleContext): PoolTableView | null {
  if (money.length === 0) return null;
  const { t } = locale;
  return {
    id: 'money',
    title: t('pool-page.money'),
    columns: [t('pool-page.name'), t('pool-page.amount'), t('pool-page.accounts')],
    rows: money.map(({ currency, total, knownAccounts, unknownAccounts }) => ({
      name: currency,
      cells: [
        unknownAccounts > 0 && total !== null
          ? t('stat.at-least', { amount: moneyText(total, currency, locale) })
          : moneyText(total, currency, locale),
        count(knownAccounts + unknownAccounts, locale),
      ],
    })),
  };
}

function count(value: number, { formats }: LocaleContext): string {
  return numberFormat(formats.numbers, {}).format(value);
}
