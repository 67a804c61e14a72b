import { secretOf } from '../node/api/secret-file.ts';
import type { Parts } from '../parts.ts';
import { exitCode, print, tell } from './output.ts';

/** The token of the local interface on a port, made at first use; with `renew` a new one, which holds at once. */
export function apiToken({ paths }: Pick<Parts, 'paths'>, renew: boolean): number {
  const outcome = secretOf(paths.apiToken, renew);
  if (outcome.kind === 'secret') {
    print(outcome.secret);
    return exitCode.done;
  }
  tell(`The token cannot be written to the data folder (${outcome.cause}).`);
  return exitCode.unavailable;
}
