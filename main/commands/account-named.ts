import { candidatesText, type NamedAccount, type NameableAccount } from '../../core/accounts/choose-account.ts';
import type { Reader } from '../../core/i18n/translate.ts';

/** Why a name means no single account, as a sentence; an ambiguous one names the candidates. */
export function notNamed(
  meant: Exclude<NamedAccount<NameableAccount>, { kind: 'account' }>,
  account: string,
  { t }: Pick<Reader, 't'>,
): string {
  return meant.kind === 'unknown-account'
    ? t('daily-usage.unknown-account', { account })
    : t('daily-usage.several-accounts', { account, candidates: candidatesText(meant.candidates) });
}
