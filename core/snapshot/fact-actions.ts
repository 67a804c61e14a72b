import { offerPage } from '../credits/offer-page.ts';
import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import type { FactAction, FactRowId, OfferAction } from '../views/panel.ts';
import type { AccountSnapshot } from './schema.ts';

/** What one can do about a figure in the panel; empty: nothing. Nothing is spent by one press (X.3). */
export function factActions(
  id: FactRowId,
  { provider, state }: Pick<AccountSnapshot, 'provider' | 'state'>,
  { redeemResets }: Pick<Settings, 'redeemResets'>,
  reader: Reader,
): readonly FactAction[] {
  if (id === 'grant') return offerPage(provider) === null ? [] : offerActions(reader);
  if (id !== 'reset-credits' || provider !== 'codex' || state === 'signed-out' || !redeemResets) return [];
  return [{ id: 'use-reset', text: reader.t('action.use-reset') }];
}

/** Look at the offer, or never again. */
export function offerActions({ t }: Reader): readonly OfferAction[] {
  return [
    { id: 'see-offer', text: t('action.see-offer') },
    { id: 'dismiss-offer', text: t('action.dismiss-offer') },
  ];
}
