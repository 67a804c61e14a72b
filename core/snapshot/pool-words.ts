import type { Reader } from '../translate.ts';
import { creditsText, estimateText, percentText } from './format-number.ts';
import type { PanelView } from './panel-view-model.ts';
import type { PoolCredits, Snapshot } from './snapshot.ts';
import { joined } from './fact-words.ts';

/** The pool in three short lines; null when there is no account. */
export function poolWords({ pool, accounts }: Snapshot, reader: Reader): PanelView['pool'] {
  if (pool.accounts.total === 0) return null;
  const { t } = reader;
  const { active, exhausted, unknown } = pool.accounts;
  const top = pool.mostUsed;
  const label = accounts.find((account) => account.id === top?.accountId)?.label ?? '';
  return {
    accountsText: joined([
      active > 0 ? t('pool.active', { count: active }) : null,
      exhausted > 0 ? t('pool.exhausted', { count: exhausted }) : null,
      unknown > 0 ? t('pool.unknown', { count: unknown }) : null,
    ]),
    creditsText: pool.credits === null ? null : poolCreditsText(pool.credits, reader),
    mostUsedText: top === null ? null : t('pool.most-used', { label, percent: percentText(top.usedPercent, reader) }),
  };
}

/** An unlimited-only pool is a word, and unknown balances make it "at least" (S1-32). */
function poolCreditsText(credits: PoolCredits, reader: Reader): string | null {
  const { t } = reader;
  const limitedKnown = credits.total !== '0' || (credits.unknownAccounts === 0 && credits.unlimitedAccounts === 0);
  const amount = t('credits.amount', { amount: creditsText(credits.total, reader) });
  const sum = credits.unknownAccounts > 0 ? t('pool.at-least', { amount, count: credits.unknownAccounts }) : amount;
  return joined([
    limitedKnown
      ? sum
      : credits.unknownAccounts > 0
        ? t('pool.credits-unknown', { count: credits.unknownAccounts })
        : null,
    limitedKnown && credits.usd !== null ? estimateText(credits.usd, reader) : null,
    credits.unlimitedAccounts > 0 ? t('pool.unlimited', { count: credits.unlimitedAccounts }) : null,
  ]);
}
