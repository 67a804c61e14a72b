import { assertNever } from '../assert-never.ts';
import type { Reader } from '../translate.ts';

/** What came of a command of the user. */
export type HookOutcome =
  | { readonly kind: 'ended'; readonly code: number | null }
  | { readonly kind: 'not-found' | 'not-started' | 'too-long' | 'busy' };

/** The sentence for who tried a command. */
export function hookOutcomeText(outcome: HookOutcome, { t }: Reader): string {
  switch (outcome.kind) {
    case 'ended':
      return outcome.code === 0 ? t('hooks.tried') : t('hooks.tried-code', { code: outcome.code ?? '–' });
    case 'not-found':
      return t('hooks.not-found');
    case 'not-started':
      return t('hooks.not-started');
    case 'too-long':
      return t('hooks.too-long');
    case 'busy':
      return t('hooks.busy');
    default:
      return assertNever(outcome);
  }
}
