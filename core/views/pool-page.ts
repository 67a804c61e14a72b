import type { LocaleContext } from '../i18n/translate.ts';
import type { AccountSnapshot, TotalsMoney, TotalsPart, TotalsSnapshot } from '../snapshot/schema.ts';
import { moneyText } from '../text/numbers.ts';
import { providerTitle } from './account.ts';
import type { PoolPageView, PoolTableView } from './page-model.ts';
import { poolStats } from './pool.ts';
import { totalsCreditsText } from './totals.ts';
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
    partsTable('provider', totals.parts, locale, nowMs),
    partsTable('group', totals.parts, locale, nowMs),
    moneyTable(totals.money, locale),
  ];
  return {
    stats: poolStats(accounts, totals, locale, nowMs),
    tables: tables.filter((table) => table !== null),
  };
}

function partsTable(
  kind: TotalsPart['kind'],
  parts: readonly TotalsPart[],
  locale: LocaleContext,
  nowMs: number,
): PoolTableView | null {
  const { t } = locale;
  const own = parts.filter((part) => part.kind === kind);
  if (own.length === 0) return null;
  const columns = ['name', 'ready', 'resting', 'unknown', 'credits'] as const;
  return {
    id: kind,
    title: t(`pool-page.by-${kind}`),
    columns: columns.map((column) => t(`pool-page.${column}`)),
    rows: own.map((part) => ({
      name: kind === 'provider' ? providerTitle(part.name, locale) : part.name,
      cells: [
        count(part.accounts.active, locale),
        count(part.accounts.exhausted, locale),
        count(part.accounts.unknown, locale),
        totalsCreditsText(part.credits, locale, nowMs) ?? '',
      ],
    })),
  };
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
