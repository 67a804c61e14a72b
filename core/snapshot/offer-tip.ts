import { offerPage } from '../credits/offer-page.ts';
import type { Reader } from '../i18n/translate.ts';
import { offerActions } from './fact-actions.ts';
import { grantAmountText } from '../text/numbers.ts';
import type { Notice } from '../views/panel.ts';
import type { AccountSnapshot, Snapshot } from './schema.ts';

/** The one account whose offer a promotional place may show now (S0-14); null: none. */
export function promotedAccount({ accounts }: Snapshot): string | null {
  const promoted = accounts.find(({ provider, grant }) => grant?.promoted === true && offerPage(provider) !== null);
  return promoted?.id ?? null;
}

/** The tip at the top of the panel; null where there is nothing on offer for that account. */
export function offerTip({ accounts }: Snapshot, accountId: string, reader: Reader): Notice | null {
  const account = accounts.find(({ id }) => id === accountId);
  const amount = account === undefined ? null : offeredAmount(account, reader);
  if (account === undefined || amount === null) return null;
  const { id, label } = account;
  return {
    id: `offer:${id}`,
    text: reader.t('tip.grant', { label, amount }),
    actions: offerActions(reader),
    account: { id, label },
  };
}

function offeredAmount({ grant }: AccountSnapshot, { locale }: Reader): string | null {
  if (grant === null || !grant.available || grant.granted || grant.dismissed) return null;
  return grantAmountText(grant.amountMinorUnits, grant.currency, locale);
}
