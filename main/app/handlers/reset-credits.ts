import { randomUUID } from 'node:crypto';
import { namedAccount } from '../../../core/accounts/account-state.ts';
import type { Redemptions } from '../../../core/reset-credits/redemption.ts';
import { accountNames, labelOf } from '../../../core/settings/accounts.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import { createResetRedemption } from '../../features/reset-redemption.ts';
import { once } from '../../node/async.ts';
import type { Services } from '../../services/create-services.ts';

type ResetHandlers = Pick<CommandHandlers, 'resets.prepare' | 'resets.redeem'>;

/**
 * Makes the handlers that use banked resets. Using one cannot be undone, so only pages of the app come here:
 * neither the command line nor the local interface nor a timer can.
 */
export function resetHandlers(
  services: Pick<Services, 'clock' | 'http' | 'locale' | 'engine' | 'settings' | 'database' | 'report' | 'accountTool'>,
): ResetHandlers {
  const { clock, http, locale, engine, settings } = services;
  const redemption = createResetRedemption({
    ...{ clock, http, locale, engine },
    isOn: () => settings.get().redeemResets,
    labelOf: (account) => {
      const accounts = engine.accounts().map(namedAccount);
      return accountNames(accounts, settings.get()).get(account.id) ?? labelOf(account, settings.get());
    },
    redemptions: once(() => openRedemptions(services)),
    redeemWithTool: services.accountTool.redeemReset,
    newId: randomUUID,
  });
  return {
    'resets.prepare': ({ accountId }) => redemption.prepare(accountId),
    'resets.redeem': ({ accountId, confirmation }) => redemption.redeem(accountId, confirmation),
  };
}

/** Null: nothing can be stored. */
async function openRedemptions({
  database,
  report,
}: Pick<Services, 'database' | 'report'>): Promise<Redemptions | null> {
  const [{ createRedemptions }, opened] = await Promise.all([import('../../node/storage/redemptions.ts'), database()]);
  return opened === null ? null : createRedemptions(opened, report);
}
