import type { AdditionOutcome, RemovalOutcome } from '../accounts/added-account.ts';
import { assertNever } from '../assert-never.ts';
import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import type { Provider } from '../providers/provider.ts';
import { providers } from '../providers/registry.ts';
import type { RefreshRefusal } from '../polling/refresh-request.ts';
import type { VaultRefusal } from '../ports.ts';
import type { ProxySignInProblem } from '../settings/network.ts';
import type { SaveCause } from '../settings/storage-problem.ts';
import { joinSentences } from '../text/layout.ts';
import { clockTime } from '../text/times.ts';

/** The answer to a refresh: whether the app accepted it. If not, `message` says why and until when. */
export interface RefreshAnswer {
  readonly accepted: boolean;
  readonly message: string | null;
}

/** The answer to a change of an account: whether it worked, and a sentence about it. It never contains a key. */
export interface AccountAnswer {
  readonly ok: boolean;
  readonly message: string;
}

/** How an answer names a service, and the program that keeps its sign-in. */
type NamedService = Pick<Provider, 'displayName' | 'keptBy'>;

function ownNameOf(ownName: string | undefined): Partial<NamedService> {
  return ownName === undefined ? {} : { displayName: ownName };
}

/**
 * Returns the answer to adding an account. The window and the command line use the same answer.
 *
 * @param ownName The name of a service that the user describes; left out: a service that the app knows.
 */
export function additionAnswer(outcome: AdditionOutcome, locale: LocaleContext, ownName?: string): AccountAnswer {
  const { t } = locale;
  const named = (provider: ProviderId): NamedService => ({ ...providers[provider], ...ownNameOf(ownName) });
  switch (outcome.kind) {
    case 'invalid': {
      const { displayName: provider = '', keptBy } = outcome.provider === null ? {} : named(outcome.provider);
      const values = { provider, program: keptBy?.program ?? provider };
      return { ok: false, message: t(`addition.${outcome.problem}`, values) };
    }
    case 'unknown-account':
      return { ok: false, message: t('addition.unknown-account') };
    case 'key-refused': {
      const { displayName: service, keptBy } = named(outcome.provider);
      const key = keptBy === undefined ? 'addition.key-refused' : 'addition.sign-in-refused';
      return { ok: false, message: t(key, { service, program: keptBy?.program ?? '', status: outcome.status }) };
    }
    case 'key-not-kept':
      return { ok: false, message: t(`addition.key-not-kept-${outcome.because}`) };
    case 'not-saved':
      return { ok: false, message: t('addition.not-saved', { reason: savingText(outcome.cause, locale) }) };
    case 'saved': {
      const words = [
        t(outcome.isNew ? 'addition.saved' : 'addition.new-key', { label: outcome.label }),
        checkText(outcome, named(outcome.provider), t),
        outcome.isProtected ? null : t('addition.unprotected'),
      ];
      return { ok: true, message: joinSentences(words, { t }) };
    }
    default:
      return assertNever(outcome);
  }
}

/** Returns what the service said to the key or sign-in of the new account. */
function checkText(
  { check }: Extract<AdditionOutcome, { kind: 'saved' }>,
  { displayName: service, keptBy }: NamedService,
  t: LocaleContext['t'],
): string {
  if (keptBy?.keeps === 'figures' && check.kind !== 'unchecked') {
    return t(check.kind === 'works' ? 'addition.figures-read' : 'failure.figures-torn', { program: keptBy.program });
  }
  if (keptBy === undefined || check.kind === 'works' || check.kind === 'odd') {
    return t(`addition.check-${check.kind}`, { service });
  }
  const { program } = keptBy;
  if (check.kind === 'unchecked' && check.failure.kind === 'figures') {
    return t(`failure.figures-${check.failure.problem}`, { program });
  }
  const isExpired = check.kind === 'unchecked' && check.failure.kind === 'credential-expired';
  return isExpired
    ? t('failure.kept-sign-in-expired', { program })
    : t(`addition.sign-in-check-${check.kind}`, { service });
}

/** Returns the answer to removing an account. */
export function removalAnswer(outcome: RemovalOutcome, locale: LocaleContext): AccountAnswer {
  const { t } = locale;
  switch (outcome.kind) {
    case 'unknown-account':
      return { ok: false, message: t('addition.unknown-account') };
    case 'not-saved':
      return { ok: false, message: t('addition.not-saved', { reason: savingText(outcome.cause, locale) }) };
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

/** What became of the user name and the password of the own proxy. */
export type ProxySignInOutcome =
  | { readonly kind: 'saved'; readonly isProtected: boolean }
  | { readonly kind: 'invalid'; readonly problem: ProxySignInProblem }
  | { readonly kind: 'not-kept'; readonly because: VaultRefusal | 'failed' }
  | { readonly kind: 'not-saved'; readonly cause: SaveCause };

/** Returns the answer to a user name and a password for the own proxy. It contains neither. */
export function proxySignInAnswer(outcome: ProxySignInOutcome, locale: LocaleContext): AccountAnswer {
  const { t } = locale;
  switch (outcome.kind) {
    case 'saved':
      return { ok: true, message: t(outcome.isProtected ? 'proxy-sign-in.saved' : 'proxy-sign-in.saved-unprotected') };
    case 'invalid':
      return { ok: false, message: t(`proxy-sign-in.${outcome.problem}`) };
    case 'not-kept': {
      const { because } = outcome;
      const isAboutKeys = because === 'unavailable' || because === 'failed';
      return { ok: false, message: t(isAboutKeys ? `proxy-sign-in.${because}` : `addition.key-not-kept-${because}`) };
    }
    case 'not-saved':
      return { ok: false, message: savingText(outcome.cause, locale) };
    default:
      return assertNever(outcome);
  }
}

/** Returns why a change is not on the disk, and what to do next. */
export function savingText(cause: SaveCause, locale: LocaleContext): string {
  const step = savingStep(cause);
  return joinSentences([locale.t(`notice.not-saved-${cause}`), step === null ? null : locale.t(step)], locale);
}

/** Returns the next step when something cannot be saved; null: the sentence about it names the step. */
export function savingStep(cause: SaveCause): MessageKey | null {
  switch (cause) {
    case 'read-only':
    case 'full':
    case 'denied':
    case 'other':
      return `notice.step-${cause}`;
    case 'unreadable':
      return 'notice.step-not-read';
    case 'busy':
    case 'newer-version':
      return null;
    default:
      return assertNever(cause);
  }
}

/**
 * Returns a sentence that says why a refresh sends no request. Only a wait that the service asked for is described as
 * the wish of the service.
 */
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

/** The answer to a refresh that the app accepted. */
export const refreshAccepted: RefreshAnswer = { accepted: true, message: null };
