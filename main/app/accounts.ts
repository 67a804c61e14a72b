import { additionAnswer, removalAnswer } from '../../core/snapshot/addition-words.ts';
import { providers } from '../../core/providers/registry.ts';
import { addressConfirmation } from '../../core/settings/confirmation.ts';
import { createAddedAccounts } from '../added-accounts.ts';
import type { CommandHandlers } from '../electron/ipc/register.ts';
import type { Confirm } from '../electron/confirm.ts';
import type { Parts } from '../parts.ts';

type AccountHandlers = Pick<
  CommandHandlers,
  'accounts.add' | 'accounts.give-key' | 'accounts.remove' | 'accounts.forget'
>;

/** What the settings window does about accounts that have a key. A key comes in here and never goes out again. */
export function accountCommands(parts: Parts, confirm: Confirm): AccountHandlers {
  const { engine, reader } = parts;
  const accounts = createAddedAccounts(parts);
  return {
    'accounts.add': async (addition, { webContentsId }) => {
      const { baseUrl } = addition;
      const isUsual = baseUrl === null || baseUrl === (providers[addition.provider].key?.defaultBaseUrl ?? null);
      if (!isUsual && !(await confirm(webContentsId, addressConfirmation(baseUrl, reader()))))
        return { ok: false, message: reader().t('addition.declined') };
      const outcome = await accounts.add({ ...addition, key: addition.key.trim() });
      if (outcome.kind === 'saved') await engine.look();
      return additionAnswer(outcome, reader());
    },
    'accounts.give-key': async ({ accountId, key }) => {
      const outcome = await accounts.giveKey(accountId, key.trim());
      if (outcome.kind === 'saved') await engine.look();
      return additionAnswer(outcome, reader());
    },
    'accounts.remove': async ({ accountId }) => removalAnswer(await accounts.remove(accountId), reader()),
    'accounts.forget': async ({ accountId }) => {
      if (await parts.forgetting.forget(accountId)) return null;
      throw new Error('Something of the account may still be kept.');
    },
  };
}
