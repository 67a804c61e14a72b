import { offerPage } from '../../core/credits/offer-page.ts';
import { offerDismissed, offerVisited } from '../../core/credits/offer-steps.ts';
import type { OfferAnswer } from '../../core/ipc/contract.ts';
import { currentValue } from '../../core/quota/fact.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Engine } from '../engine/engine.ts';

/** What the user can do about a credit grant on offer. Claiming it is between the user and the service. */
export interface Offers {
  /** Opens its page in the browser. Once that is open the offer counts as visited and is asked for anew (S0-11). */
  readonly open: (accountId: string) => Promise<OfferAnswer>;
  readonly dismiss: (accountId: string) => void;
}

export function createOffers(parts: {
  readonly engine: Pick<Engine, 'accounts' | 'setOffer' | 'forgetGrant'>;
  readonly reader: () => LocaleContext;
  /** Opens an address in the browser; false: nothing opened it. */
  readonly openPage: (address: string) => Promise<boolean>;
}): Offers {
  const { engine, reader, openPage } = parts;
  const stateOf = (accountId: string) => engine.accounts().find(({ account }) => account.id === accountId);

  return {
    open: async (accountId) => {
      const { t } = reader();
      const state = stateOf(accountId);
      const address = state === undefined ? null : offerPage(state.account.provider);
      const grant = state === undefined ? null : currentValue(state.facts.grant);
      if (address === null || grant === null) return { opened: false, message: t('offer.gone') };
      if (!(await openPage(address))) return { opened: false, message: t('offer.not-opened', { address }) };
      engine.setOffer(accountId, (seen) => offerVisited(grant, seen));
      engine.forgetGrant(accountId);
      return { opened: true, message: t('offer.opened') };
    },
    dismiss: (accountId) => {
      const state = stateOf(accountId);
      const grant = state === undefined ? null : currentValue(state.facts.grant);
      if (grant !== null) engine.setOffer(accountId, (seen) => offerDismissed(grant, seen));
    },
  };
}
