import { impressionMade, offerDismissed, offerPage, offerVisited } from '../../core/credits/grant-offer.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { OfferAnswer } from '../../core/ipc/answers.ts';
import { currentValue } from '../../core/usage/fact.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { offerTip, promotedAccount } from '../../core/views/banners.ts';
import type { Banner } from '../../core/views/panel.ts';
import type { Engine } from '../engine/engine.ts';

/** What the user can do about an offered credit grant. The user claims it on the service's own page. */
interface Offers {
  /** Opens the offer's page in the browser. The offer then counts as visited, and the grant is polled again. */
  readonly open: (accountId: string) => Promise<OfferAnswer>;
  /** Hides the offer. */
  readonly dismiss: (accountId: string) => void;
}

/** Makes the actions on offers. */
export function createOffers(parts: {
  readonly engine: Pick<Engine, 'accounts' | 'setOffer' | 'forgetGrant'>;
  readonly locale: () => LocaleContext;
  /** Opens an address in the browser. False: it was not opened. */
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

/** The tip about an offer in the panel. It knows whether the panel is on the screen. */
export interface OfferTip {
  readonly notice: (snapshot: Snapshot, locale: LocaleContext) => Banner | null;
  readonly panelShown: (snapshot: Snapshot) => void;
  /** True: the tip was on the screen, so the page needs a new view. */
  readonly panelHidden: () => boolean;
  /** Hides the tip for this opening, because the user acted on an offer. */
  readonly drop: () => void;
}

/**
 * Makes the tip. Each opening of the panel with the tip counts as one impression. The tip is chosen when the
 * panel opens and stays until it closes, even if this impression ends the promotion. An offer that arrives
 * meanwhile is shown at the next opening.
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
