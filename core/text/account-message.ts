import { assertNever } from '../assert-never.ts';
import type { DataStateJudgement } from '../accounts/data-state.ts';
import type { Provider } from '../providers/provider.ts';
import type { CredentialProblem, Failure } from '../polling/failure.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import { joinSentences } from './layout.ts';
import { ago, clockTime } from './times.ts';

interface MessageContext {
  readonly provider: Provider;
  /** The sentence about the block of the account; null: none. */
  readonly blocked: string | null;
  readonly locale: LocaleContext;
  readonly nowMs: number;
}

/**
 * Returns the one sentence about an account, with what to do; null when there is nothing to say. Only this file turns
 * failures into words. No response body, token or internal error code gets into the sentence.
 */
export function accountMessage(judgement: DataStateJudgement, around: MessageContext): string | null {
  const { locale, nowMs, provider } = around;
  const { t } = locale;
  const at = (ms: number | null): string => (ms === null ? t('time.unknown') : clockTime(ms, nowMs, locale));
  const next = at(judgement.nextRefreshAtMs);
  const kept = judgement.measuredAtMs === null ? null : t('message.kept', { time: at(judgement.measuredAtMs) });
  switch (judgement.state) {
    case 'fresh':
      return around.blocked;
    case 'stale':
      if (judgement.signInAsleep) return asleepText(provider, kept, locale);
      return staleText(judgement.measuredAtMs, next, around);
    case 'not-measured':
      return judgement.signInAsleep ? asleepText(provider, kept, locale) : t('message.not-measured');
    case 'rate-limited':
      return joinSentences(
        [
          judgement.serviceWaitUntilMs === null
            ? t('message.rate-limited-own', { time: next })
            : t('message.rate-limited', { asked: at(judgement.serviceWaitUntilMs), time: next }),
          kept,
        ],
        locale,
      );
    case 'signed-out':
    case 'offline':
    case 'error': {
      const failed = failureText(judgement, provider, locale, nowMs);
      return failed === null ? null : joinSentences([failed, kept], locale);
    }
    default:
      return assertNever(judgement.state);
  }
}

/** Returns the sentence about figures that are old. A file of another program is as old as its last change. */
function staleText(
  measuredAtMs: number | null,
  next: string,
  { provider, locale, nowMs }: MessageContext,
): string | null {
  if (measuredAtMs === null) return null;
  const age = ago(measuredAtMs, nowMs, locale);
  return provider.keptBy?.keeps === 'figures'
    ? locale.t('message.stale-figures', { program: keeperOf(provider), age })
    : locale.t('message.stale', { age, time: next });
}

/** Returns the sentence about the failure of the newest poll, with what to do; null: it did not fail. */
export function failureText(
  { failure, nextRefreshAtMs }: Pick<DataStateJudgement, 'failure' | 'nextRefreshAtMs'>,
  provider: Provider,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  if (failure === null) return null;
  const { t } = locale;
  const time = nextRefreshAtMs === null ? t('time.unknown') : clockTime(nextRefreshAtMs, nowMs, locale);
  const values = {
    ...{ service: provider.displayName, command: signInCommandOf(provider), time, status: statusOf(failure) },
    program: keeperOf(provider),
  };
  return t(failureKey(failure, provider), values);
}

/**
 * Returns the sentence about a sign-in that is asleep. The tool, such as `codex` of `codex login`, renews the sign-in
 * at its next use.
 */
function asleepText(provider: Provider, kept: string | null, locale: LocaleContext): string {
  const { t } = locale;
  if (provider.keptBy !== undefined) {
    return joinSentences([t('failure.kept-sign-in-expired', { program: keeperOf(provider) }), kept], locale);
  }
  const command = signInCommandOf(provider).split(' ')[0] ?? provider.id;
  return joinSentences([t('message.sign-in-asleep', { command }), kept], locale);
}

function statusOf(failure: Failure): number {
  return 'status' in failure ? failure.status : 0;
}

function failureKey(failure: Failure, provider: Provider): MessageKey {
  switch (failure.kind) {
    case 'credential':
      return credentialKey(failure.problem, provider);
    case 'credential-expired':
      return provider.keptBy === undefined ? 'failure.sign-in-expired' : 'failure.kept-sign-in-expired';
    case 'unauthorised':
      if (provider.keptBy !== undefined) return 'failure.kept-sign-in-refused';
      return provider.key === undefined ? 'failure.sign-in-refused' : 'failure.key-refused';
    case 'limited':
      return 'message.rate-limited-own';
    case 'server':
      return 'failure.server';
    case 'forbidden':
      return `failure.forbidden-${failure.by}`;
    case 'unexpected-status':
      return 'failure.unexpected-status';
    case 'network':
      return `failure.network-${failure.cause}`;
    case 'timeout':
      return 'failure.timeout';
    case 'redirect-refused':
      return 'failure.redirect-refused';
    case 'too-large':
      return 'failure.too-large';
    case 'not-json':
      return 'failure.not-json';
    case 'schema':
      return 'failure.schema';
    case 'no-plan':
      return 'failure.no-plan';
    case 'nothing-shown':
      return 'failure.nothing-shown';
    case 'secret-repeated':
      return 'failure.secret-repeated';
    case 'figures':
      return `failure.figures-${failure.problem}`;
    default:
      return assertNever(failure);
  }
}

/** Returns the key of the sentence about a sign-in file or key that cannot be used. `accounts discover` uses it too. */
export function credentialKey(
  problem: CredentialProblem,
  { key, keptBy }: Pick<Provider, 'key' | 'keptBy'>,
): MessageKey {
  if (keptBy !== undefined) return keptCredentialKey(problem);
  if (key === undefined) return `credential.${problem}`;
  switch (problem) {
    case 'missing':
    case 'bad-base-url':
      return `credential.key-${problem}`;
    case 'key-file-unreadable':
    case 'key-file-newer':
      return `credential.${problem}`;
    default:
      return 'credential.key-unreadable';
  }
}

function keptCredentialKey(problem: CredentialProblem): MessageKey {
  switch (problem) {
    case 'missing':
      return 'credential.kept-missing';
    case 'bad-base-url':
      return 'credential.key-bad-base-url';
    case 'unreadable':
    case 'symbolic-link':
    case 'open-to-others':
    case 'keyring-locked':
      return `credential.${problem}`;
    default:
      return 'credential.kept-malformed';
  }
}

/** Returns the name of the program that keeps the sign-in; else the name of the service. */
export function keeperOf({ keptBy, displayName }: Pick<Provider, 'keptBy' | 'displayName'>): string {
  return keptBy?.program ?? displayName;
}

/** Returns the command that a user types to sign in again or to enter a new key. */
export function signInCommandOf({
  id,
  signInCommand,
  keptBy,
}: Pick<Provider, 'id' | 'signInCommand' | 'keptBy'>): string {
  if (keptBy !== undefined) return `quota-tray accounts add --from ${id}:default`;
  return signInCommand ?? `quota-tray accounts add --provider ${id}`;
}
