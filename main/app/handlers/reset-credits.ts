import { randomUUID } from 'node:crypto';
import type { Redemptions } from '../../../core/reset-credits/redemption.ts';
import { accountNames, labelOf } from '../../../core/settings/accounts.ts';
import { createRedeeming, type Redeeming } from '../../features/reset-redemption.ts';
import type { Services } from '../../services/create-services.ts';

/**
 * Using banked resets, for the pages of the app alone: neither the command line nor the local interface
 * nor a timer can come here (X.3).
 */
export function createRedeemer(parts: Services): Redeeming {
  const { clock, http, locale, engine, settings } = parts;
  let made: Promise<Redemptions | null> | null = null;
  const open = async (): Promise<Redemptions | null> => {
    const { createRedemptions } = await import('../../node/storage/redemptions.ts');
    const database = await parts.database();
    return database === null ? null : createRedemptions(database, parts.report);
  };
  return createRedeeming({
    ...{ clock, http, locale, engine },
    isOn: () => settings.get().redeemResets,
    labelOf: (account) => {
      const accounts = engine.accounts().map((state) => state.account);
      return accountNames(accounts, settings.get()).get(account.id) ?? labelOf(account, settings.get());
    },
    redemptions: () => (made ??= open()),
    newId: randomUUID,
  });
}
