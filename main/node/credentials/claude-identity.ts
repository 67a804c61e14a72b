import { pairSignIn, type FoundSignIn, type StatedIdentity } from '../../../core/accounts/sign-in.ts';
import type { Account } from '../../../core/providers/account.ts';
import type { AccountState } from '../../../core/accounts/account-state.ts';
import type { Http } from '../../../core/ports.ts';
import {
  type ClaudeProfile,
  claudeProfileRequest,
  parseClaudeProfile,
} from '../../../core/providers/claude/profile.ts';
import { type Failure, isTransient } from '../../../core/polling/failure.ts';
import { type ClaudeIdentity, claudeIdentityOf, claudeIdOf } from './claude-credentials.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { MembersReading } from './json-scan.ts';
import type { Credential, SightingOutcome } from './sighting.ts';
import { minuteMs } from '../../../core/units/time.ts';

/** A sign-in of Claude Code and the state file beside it. It is not known yet whether the two belong together. */
export interface ClaudeSignIn {
  readonly realFolder: string;
  readonly baseUrl: string;
  readonly credential: Credential;
  readonly plan: string | null;
  readonly state: MembersReading;
}

/** The service's answer to whose a token is: a profile, no answer ever, or no answer now. */
export type WhoIs =
  | { readonly kind: 'profile'; readonly profile: ClaudeProfile }
  | { readonly kind: 'cannot-say' }
  | { readonly kind: 'later' };

export interface ClaudeIdentityOptions {
  /** Returns the accounts with their remembered sign-ins. */
  readonly remembered: () => readonly AccountState[] | Promise<readonly AccountState[]>;
  readonly whoIs: (accessToken: string, baseUrl: string) => Promise<WhoIs>;
  readonly nowMs: () => number;
}

export interface ClaudeIdentifier {
  /** Returns the account of a sign-in. @param mayAsk True when it may ask the service whose a token is. */
  readonly identify: (signIn: ClaudeSignIn, mayAsk: boolean) => Promise<SightingOutcome>;
  /**
   * Returns when the next unanswered question may be asked again, epoch ms; null when there is none. A question
   * whose time has passed is about a sign-in that is gone.
   */
  readonly nextQuestionAtMs: () => number | null;
}

/**
 * Returns a function that asks the service whose a token is. The answer is `cannot-say` when the user does not
 * want the app to poll Claude, or when the server does not know the endpoint.
 *
 * @param httpWith Returns the HTTP port that sends one token.
 */
export function askWhoIs(
  httpWith: (accessToken: string) => Http,
  mayAsk: () => boolean,
): ClaudeIdentityOptions['whoIs'] {
  return async (accessToken, baseUrl) => {
    if (!mayAsk()) return { kind: 'cannot-say' };
    const unidentified: Account = {
      ...{ id: 'claude:unidentified', provider: 'claude', label: 'Claude', email: null, plan: null },
      ...{ vendorAccountId: null, baseUrl },
    };
    const outcome = await httpWith(accessToken).send(claudeProfileRequest(baseUrl), unidentified);
    if (outcome.kind === 'failure') return { kind: mayChangeLater(outcome.failure) ? 'later' : 'cannot-say' };
    const profile = parseClaudeProfile(outcome.body);
    return profile === null ? { kind: 'cannot-say' } : { kind: 'profile', profile };
  };
}

/** Returns false when the same question would get the same answer later. */
function mayChangeLater(failure: Failure): boolean {
  return isTransient(failure) || failure.kind === 'forbidden';
}

const mostAnswers = 200;
const firstPauseMs = minuteMs;
const longestPauseMs = 30 * 60_000;

interface Question {
  readonly answer: Promise<WhoIs>;
  readonly attempt: number;
  /** Epoch ms; null while it is in flight, and after an answer. */
  againAtMs: number | null;
}

/**
 * Creates the identifier of Claude Code's sign-ins. It uses remembered sign-ins and the state file when the two
 * belong together, or else asks the service once. Until then the sign-in belongs to no account.
 */
export function createClaudeIdentifier({ remembered, whoIs, nowMs }: ClaudeIdentityOptions): ClaudeIdentifier {
  const questions = new Map<string, Question>();

  function ask(fingerprint: string, accessToken: string, baseUrl: string): Promise<WhoIs> {
    const before = questions.get(fingerprint);
    if (before !== undefined && (before.againAtMs === null || nowMs() < before.againAtMs)) return before.answer;
    const attempt = (before?.attempt ?? 0) + 1;
    const question: Question = {
      attempt,
      againAtMs: null,
      answer: whoIs(accessToken, baseUrl).then((answer) => {
        const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
        if (answer.kind === 'later') question.againAtMs = nowMs() + pauseMs;
        return answer;
      }),
    };
    const [oldest] = questions.keys();
    if (questions.size >= mostAnswers && oldest !== undefined) questions.delete(oldest);
    questions.set(fingerprint, question);
    return question.answer;
  }

  async function identify(signIn: ClaudeSignIn, mayAsk: boolean): Promise<SightingOutcome> {
    const { credential, realFolder, baseUrl } = signIn;
    const sighted = sightedOf(signIn);
    const found = (account: Account, how: 'paired' | 'presumed' | 'confirmed' = 'paired'): SightingOutcome => ({
      ...{ kind: 'account', folder: realFolder, credential, namelessId: sighted.nameless.id },
      account: { ...account, plan: signIn.plan, baseUrl },
      ...(how === 'presumed' ? { isPresumed: true } : {}),
      ...(how === 'confirmed' ? { isConfirmed: true } : {}),
    });
    const known = await remembered();
    const pairing = pairSignIn(sighted, known);
    if (pairing.kind === 'account') return found(pairing.account);
    const isExpired = (credential.expiresAtMs ?? Number.POSITIVE_INFINITY) <= nowMs();
    // An expired token cannot ask the service, and it cannot bring figures either.
    const answer: WhoIs | null =
      mayAsk && !isExpired ? await ask(sighted.fingerprint, credential.accessToken, baseUrl) : null;
    if (answer?.kind === 'profile') return found(accountOf(answer.profile, signIn, sighted, known), 'confirmed');
    // Do not remember this pair: the tool may write the token first and name its account later.
    if (answer?.kind !== 'later' && pairing.presumed !== null) return found(pairing.presumed, 'presumed');
    return { kind: 'problem', problem: 'unidentified' };
  }

  return Object.freeze({
    identify,
    nextQuestionAtMs: () => {
      const now = nowMs();
      const times = [...questions.values()].flatMap(({ againAtMs }) =>
        againAtMs !== null && againAtMs > now ? [againAtMs] : [],
      );
      return times.length === 0 ? null : Math.min(...times);
    },
  });
}

/** Returns the account that the tool's own state names, for a token that must not be sent to the service. */
export async function statedAccount(signIn: ClaudeSignIn): Promise<SightingOutcome> {
  const { stated, nameless } = sightedOf(signIn);
  if (stated.kind === 'unread') return { kind: 'problem', problem: 'unidentified' };
  const account = stated.kind === 'named' ? stated.account : nameless;
  const { realFolder: folder, credential } = signIn;
  return { kind: 'account', account, folder, credential, namelessId: nameless.id };
}

function sightedOf(signIn: ClaudeSignIn): FoundSignIn {
  const { realFolder, credential, state } = signIn;
  const identity = claudeIdentityOf(state.kind === 'members' ? state.members : null, realFolder);
  const nameless = newAccount(signIn, claudeIdentityOf(null, realFolder));
  const isNamed = identity.id !== nameless.id;
  const stated: StatedIdentity =
    state.kind === 'problem'
      ? { kind: 'unread' }
      : isNamed
        ? { kind: 'named', account: newAccount(signIn, identity) }
        : { kind: 'nobody' };
  return { folder: realFolder, fingerprint: fingerprintOf(credential.accessToken), stated, nameless };
}

function newAccount({ plan, baseUrl }: ClaudeSignIn, identity: ClaudeIdentity): Account {
  const { id, email, organizationId, workspace } = identity;
  const label = email ?? 'Claude';
  return { id, provider: 'claude', label, email, plan, vendorAccountId: null, organizationId, workspace, baseUrl };
}

/** Returns the known account of a profile, also one without organisation from an older state file, or a new one. */
function accountOf(
  { accountUuid, organizationUuid, organizationName, email }: ClaudeProfile,
  signIn: ClaudeSignIn,
  { stated }: FoundSignIn,
  known: readonly AccountState[],
): Account {
  const id = claudeIdOf(accountUuid, organizationUuid);
  const ids = [id, claudeIdOf(accountUuid, null)];
  const accounts = [...(stated.kind === 'named' ? [stated.account] : []), ...known.map((state) => state.account)];
  const same = ids.flatMap((each) => accounts.find((candidate) => candidate.id === each) ?? [])[0];
  return same ?? newAccount(signIn, { id, email, organizationId: organizationUuid, workspace: organizationName });
}
