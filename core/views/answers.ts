import type { AdditionOutcome, RemovalOutcome } from '../accounts/added-account.ts';
import { assertNever } from '../assert-never.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { providers } from '../providers/registry.ts';
import type { RefreshRefusal } from '../polling/refresh-request.ts';
import type { SaveCause } from '../settings/storage-problem.ts';
import { clockTime } from '../text/times.ts';

/** Whether the refresh was accepted; if not, the sentence that says why and until when. */
export interface RefreshAnswer {
  readonly accepted: boolean;
  readonly message: string | null;
}

/** Whether it was done, and the sentence that says so or why not. No key is in it. */
export interface AccountAnswer {
  readonly ok: boolean;
  readonly message: string;
}

/** What came of adding an account, for the window and the command line alike. */
export function additionAnswer(outcome: AdditionOutcome, { t }: LocaleContext): AccountAnswer {
  switch (outcome.kind) {
    case 'invalid': {
      const provider = outcome.provider === null ? '' : providers[outcome.provider].displayName;
      return { ok: false, message: t(`addition.${outcome.problem}`, { provider, providers: addable().join(', ') }) };
    }
    case 'unknown-account':
      return { ok: false, message: t('addition.unknown-account') };
    case 'key-refused': {
      const service = providers[outcome.provider].displayName;
      return { ok: false, message: t('addition.key-refused', { service, status: outcome.status }) };
    }
    case 'key-not-kept':
      return { ok: false, message: t(`addition.key-not-kept-${outcome.because}`) };
    case 'not-saved':
      return { ok: false, message: t('addition.not-saved', { reason: savingText(outcome.cause, t) }) };
    case 'saved': {
      const service = providers[outcome.provider].displayName;
      const words = [
        t(outcome.isNew ? 'addition.saved' : 'addition.new-key', { label: outcome.label }),
        t(`addition.check-${outcome.check.kind}`, { service }),
        outcome.isProtected ? null : t('addition.unprotected'),
      ];
      return { ok: true, message: words.filter((text) => text !== null).join(' ') };
    }
    default:
      return assertNever(outcome);
  }
}

/** What came of removing an account. */
export function removalAnswer(outcome: RemovalOutcome, { t }: LocaleContext): AccountAnswer {
  switch (outcome.kind) {
    case 'unknown-account':
      return { ok: false, message: t('addition.unknown-account') };
    case 'not-saved':
      return { ok: false, message: t('addition.not-saved', { reason: savingText(outcome.cause, t) }) };
    case 'forgotten': {
      const { label, isForgotten } = outcome;
      return { ok: isForgotten, message: t(isForgotten ? 'removal.forgotten' : 'removal.not-forgotten', { label }) };
    }
    case 'removed': {
      const { label, keyIsGone, isForgotten } = outcome;
      if (!isForgotten) return { ok: false, message: t('removal.not-forgotten', { label }) };
      return { ok: true, message: t(keyIsGone ? 'removal.removed' : 'removal.key-left', { label }) };
    }
    default:
      return assertNever(outcome);
  }
}

/** Why a change is not on the disk, as a sentence. */
export function savingText(cause: SaveCause, t: LocaleContext['t']): string {
  return t(`notice.not-saved-${cause}`);
}

/** The names of the providers whose accounts are added with a key. */
function addable(): readonly string[] {
  return Object.values(providers).flatMap(({ id, key }) => (key === undefined ? [] : [id]));
}

/** Why a refresh that was asked for sends nothing, as a sentence. Only a wait that the service named is told as its wish. */
export function refusalText(
  refusal: Exclude<RefreshRefusal, { kind: 'in-flight' }>,
  locale: LocaleContext,
  nowMs: number,
): string {
  const time = (atMs: number): string => clockTime(atMs, nowMs, locale);
  switch (refusal.kind) {
    case 'backoff': {
      const { untilMs, serviceUntilMs } = refusal;
      if (serviceUntilMs === null) return locale.t('refresh.waiting-own', { time: time(untilMs) });
      return locale.t('refresh.waiting', { time: time(serviceUntilMs), next: time(untilMs) });
    }
    case 'too-soon':
      return locale.t('refresh.too-soon', { time: time(refusal.untilMs) });
    case 'needs-sign-in':
      return locale.t('refresh.signed-out');
    case 'sign-in-asleep':
      return locale.t('refresh.sign-in-asleep');
    case 'turned-off':
      return locale.t('refresh.turned-off');
    default:
      return assertNever(refusal);
  }
}

export const refreshAccepted: RefreshAnswer = { accepted: true, message: null };
