import { additionAnswer } from '../../../core/views/answers.ts';
import { providers } from '../../../core/providers/registry.ts';
import { addressConfirmation } from '../../../core/settings/confirmation.ts';
import { createAddedAccounts } from '../../services/accounts.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { Confirm } from '../../electron/dialogs.ts';
import type { Services } from '../../services/create-services.ts';
import type { Leadership } from '../leadership.ts';

type AccountHandlers = Pick<
  CommandHandlers,
  'accounts.add' | 'accounts.give-key' | 'accounts.remove' | 'accounts.forget'
>;

/** What the settings window does about accounts that have a key. A key comes in here and never goes out again. */
export function accountHandlers(
  parts: Services,
  confirm: Confirm,
  { remove }: Pick<Leadership, 'remove'>,
): AccountHandlers {
  const { engine, locale } = parts;
  const accounts = createAddedAccounts(parts);
  return {
    'accounts.add': async (addition, { webContentsId }) => {
      const { baseUrl } = addition;
      const isUsual = baseUrl === null || baseUrl === (providers[addition.provider].key?.defaultBaseUrl ?? null);
      if (!isUsual && !(await confirm(webContentsId, addressConfirmation(baseUrl, locale()))))
        return { ok: false, message: locale().t('addition.declined') };
      const outcome = await accounts.add({ ...addition, key: addition.key.trim() });
      if (outcome.kind === 'saved') await engine.discover();
      return additionAnswer(outcome, locale());
    },
    'accounts.give-key': async ({ accountId, key }) => {
      const outcome = await accounts.giveKey(accountId, key.trim());
      if (outcome.kind === 'saved') await engine.discover();
      return additionAnswer(outcome, locale());
    },
    'accounts.remove': ({ accountId }) => remove(accountId),
    'accounts.forget': async ({ accountId }) => {
      const answer = await remove(accountId);
      if (answer.ok) return null;
      throw new Error(answer.message);
    },
  };
}
