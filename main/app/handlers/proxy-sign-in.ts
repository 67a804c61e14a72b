import { proxySignInAnswer } from '../../../core/views/answers.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { Services } from '../../services/create-services.ts';

type ProxySignInHandlers = Pick<CommandHandlers, 'network.save-sign-in' | 'network.forget-sign-in'>;

/**
 * Makes the handlers of the sign-in of the own proxy. The password comes in here and is never sent to a page. A new one is
 * tried at once, because until now the proxy let no request through.
 *
 * @param refresh Refreshes all accounts, as a click of the user does.
 */
export function proxySignInHandlers(
  { proxySignIn, locale }: Pick<Services, 'proxySignIn' | 'locale'>,
  refresh: () => Promise<unknown>,
): ProxySignInHandlers {
  return {
    'network.save-sign-in': async ({ user, password, inFile = false }) => {
      const outcome = await proxySignIn.save({ user, password }, { unprotected: inFile });
      if (outcome.kind === 'saved') await refresh();
      return proxySignInAnswer(outcome, locale());
    },
    'network.forget-sign-in': async () => {
      const isGone = await proxySignIn.forget();
      return { ok: isGone, message: locale().t(isGone ? 'proxy-sign-in.deleted' : 'proxy-sign-in.not-deleted') };
    },
  };
}
