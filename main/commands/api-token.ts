import { ensureSecret } from '../node/api/secret-file.ts';
import type { Services } from '../services/create-services.ts';
import { exitCode, print, printError } from './output.ts';
import type { Declare } from './program.ts';

export interface ApiTokenCommand {
  readonly kind: 'api-token';
  readonly renew: boolean;
}

/** `api-token`. */
export const declareApiToken: Declare = (program, { t, examples, choose }) => {
  program
    .command('api-token')
    .description(t('cli.api-token'))
    .option('--renew', t('cli.api-token.renew'))
    .addHelpText('after', examples('quota-tray api-token', 'quota-tray api-token --renew'))
    .action(({ renew = false }: { renew?: boolean }) =>
      choose({ kind: 'api-token', renew }, async ({ services }) => apiToken(await services(), renew)),
    );
};

/**
 * Prints the token of the local interface on a port. It is made at the first call; with `renew` a new one replaces
 * it at once.
 */
export function apiToken({ paths, locale }: Pick<Services, 'paths' | 'locale'>, renew: boolean): number {
  const outcome = ensureSecret(paths.apiToken, renew);
  if (outcome.kind === 'secret') {
    print(outcome.secret);
    return exitCode.done;
  }
  printError(locale().t('cli.api-token.not-written', { cause: outcome.cause }));
  return exitCode.unavailable;
}
