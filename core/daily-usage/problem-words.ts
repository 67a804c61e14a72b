import { assertNever } from '../assert-never.ts';
import type { Account } from '../accounts/account.ts';
import type { Provider } from '../providers/provider.ts';
import { providers } from '../providers/registry.ts';
import type { Failure } from '../refresh/failure.ts';
import { credentialKey, signInCommandOf } from '../snapshot/message.ts';
import type { MessageKey, Reader } from '../translate.ts';

/** Why the last question about daily usage brought nothing, and what to do. Nothing is asked by itself again. */
export function problemText(failure: Failure, account: Account, { t }: Reader): string {
  const provider = providers[account.provider];
  const status = 'status' in failure ? failure.status : 0;
  return t(keyOf(failure, provider), { service: provider.displayName, command: signInCommandOf(provider), status });
}

function keyOf(failure: Failure, provider: Provider): MessageKey {
  switch (failure.kind) {
    case 'credential':
      return credentialKey(failure.problem, provider);
    case 'credential-expired':
      return 'failure.sign-in-expired';
    case 'unauthorised':
      return failure.status === 403 ? 'daily-usage.failed-forbidden' : 'failure.sign-in-refused';
    case 'limited':
      return 'daily-usage.failed-limited';
    case 'server':
      return 'daily-usage.failed-server';
    case 'forbidden':
      return failure.by === 'service' ? 'daily-usage.failed-forbidden' : 'daily-usage.failed-network';
    case 'unexpected-status':
      return 'daily-usage.failed-address';
    case 'network':
    case 'timeout':
      return 'daily-usage.failed-network';
    case 'redirect-refused':
      return 'daily-usage.failed-redirect';
    case 'too-large':
    case 'not-json':
    case 'schema':
    case 'no-plan':
    case 'nothing-shown':
    case 'secret-repeated':
      return 'daily-usage.failed-form';
    default:
      return assertNever(failure);
  }
}
