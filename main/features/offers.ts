import { impressionMade, offerDismissed, offerPage, offerVisited } from '../../core/credits/grant-offer.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { OfferAnswer } from '../../core/ipc/contract.ts';
import { currentValue } from '../../core/usage/fact.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { offerTip, promotedAccount } from '../../core/views/banners.ts';
import type { Banner } from '../../core/views/panel.ts';
import type { Engine } from '../engine/engine.ts';

/** What the user can do about a credit grant on offer. Claiming it is between the user and the service. */
interface Offers {
  /** Opens its page in the browser. Once that is open the offer counts as visited and is asked for anew (S0-11). */
  readonly open: (accountId: string) => Promise<OfferAnswer>;
  readonly dismiss: (accountId: string) => void;
}

export function createOffers(parts: {
  readonly engine: Pick<Engine, 'accounts' | 'setOffer' | 'forgetGrant'>;
  readonly locale: () => LocaleContext;
  /** Opens an address in the browser; false: nothing opened it. */
  readonly openPage: (address: string) => Promise<boolean>;
}): Offers {
  const { engine, locale, openPage } = parts;
  const stateOf = (accountId: string) => engine.accounts().find(({ account }) => account.id === accountId);

  return {
    open: async (accountId) => {
      const { t } = locale();
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

/** The promotional tip of the panel, which knows when the panel is on the screen. */
export interface OfferTip {
  readonly notice: (snapshot: Snapshot, locale: LocaleContext) => Banner | null;
  readonly panelShown: (snapshot: Snapshot) => void;
  /** True when the tip was on the screen, so that the page must be told what stands there now. */
  readonly panelHidden: () => boolean;
  /** The user did something about an offer: the tip is done for this opening. */
  readonly drop: () => void;
}

/**
 * Each opening of the panel that shows the tip counts once (S0-14). What it shows is settled as the
 * panel opens and stays for that opening, although the count itself may end the promotion; an offer
 * that comes meanwhile is shown at the next one (S0-15).
 */
export function createOfferTip(engine: Pick<Engine, 'accounts' | 'setOffer'>): OfferTip {
  let opening: { readonly accountId: string | null } | null = null;

  function countImpression(accountId: string): void {
    const state = engine.accounts().find(({ account }) => account.id === accountId);
    const grant = state === undefined ? null : currentValue(state.facts.grant);
    if (grant !== null) engine.setOffer(accountId, (seen) => impressionMade(grant, seen));
  }

  return {
    notice: (snapshot, locale) => {
      const accountId = opening === null ? promotedAccount(snapshot) : opening.accountId;
      return accountId === null ? null : offerTip(snapshot, accountId, locale);
    },
    panelShown: (snapshot) => {
      if (opening !== null) return;
      const accountId = promotedAccount(snapshot);
      opening = { accountId };
      if (accountId !== null) countImpression(accountId);
    },
    panelHidden: () => {
      const wasThere = opening !== null && opening.accountId !== null;
      opening = null;
      return wasThere;
    },
    drop: () => {
      if (opening !== null) opening = { accountId: null };
    },
  };
}
