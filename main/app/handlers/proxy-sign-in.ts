import { proxySignInAnswer } from '../../../core/views/answers.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { Services } from '../../services/create-services.ts';

type ProxySignInHandlers = Pick<CommandHandlers, 'network.save-sign-in' | 'network.forget-sign-in'>;

/** Makes the handlers of the sign-in of the own proxy. The password comes in here and is never sent to a page. */
export function proxySignInHandlers({
  proxySignIn,
  locale,
}: Pick<Services, 'proxySignIn' | 'locale'>): ProxySignInHandlers {
  return {
    'network.save-sign-in': async ({ user, password, inFile = false }) =>
      proxySignInAnswer(await proxySignIn.save({ user, password }, { unprotected: inFile }), locale()),
    'network.forget-sign-in': async () => {
      const isGone = await proxySignIn.forget();
      return { ok: isGone, message: locale().t(isGone ? 'proxy-sign-in.deleted' : 'proxy-sign-in.not-deleted') };
    },
  };
}
