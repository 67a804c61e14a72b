import type { AccountState, SignInPlace } from './account-state.ts';
import type { Account } from './account.ts';

/** How long a sign-in lasts, as its own tool wrote it down. */
export interface SignInTerm {
  /** When the access token ends, epoch ms; null: it does not say. */
  readonly expiresAtMs: number | null;
  /** Until when the tool renews the token by itself; null: without an end that is known; left out: it cannot. */
  readonly renewableUntilMs?: number | null;
}

/** `asleep`: the token ended, and its tool renews it with its next use. `ended`: only a new sign-in helps. */
type SignInState = 'valid' | 'asleep' | 'ended';

/** How a sign-in stands at a moment. Nothing of it is stored, because a clock may be wrong for a while. */
export function signInState(term: SignInTerm | undefined, nowMs: number): SignInState {
  if (term === undefined || term.expiresAtMs === null || term.expiresAtMs > nowMs) return 'valid';
  const { renewableUntilMs } = term;
  return renewableUntilMs === null || (renewableUntilMs !== undefined && renewableUntilMs > nowMs) ? 'asleep' : 'ended';
}

/** Who is signed in, as a tool's state file says beside the token. */
export type StatedIdentity =
  | { readonly kind: 'named'; readonly account: Account }
  /** It names nobody, or it is not there: only the folder tells the account. */
  | { readonly kind: 'nobody' }
  /** It could not be read, so it says nothing. */
  | { readonly kind: 'unread' };

/** A token and what stands beside it, read at two times. */
export interface FoundSignIn {
  /** With its links followed. */
  readonly folder: string;
  /** Of the token. */
  readonly fingerprint: string;
  readonly stated: StatedIdentity;
  /** The account that stands for the folder where nobody is named. */
  readonly nameless: Account;
}

type Pairing =
  /** Token and account belong together. */
  | { readonly kind: 'account'; readonly account: Account }
  /** Only the service knows. `presumed`: the likeliest account, which this token must not fill. */
  | { readonly kind: 'uncertain'; readonly presumed: Account | null };

/**
 * Whose a token is. A tool writes its token and its identity one after the other, so for a moment they may be
 * of two accounts. A token never changes its owner, and a folder where both have changed has a new sign-in.
 *
 * @param known What is remembered of the accounts and their sign-ins.
 */
export function pairSignIn(sighted: FoundSignIn, known: readonly AccountState[]): Pairing {
  const { stated, nameless } = sighted;
  const isOwners = ({ fingerprint }: SignInPlace): boolean => fingerprint === sighted.fingerprint;
  // The nameless account may still be remembered beside the one that it turned out to be.
  const namedFirst = [
    ...known.filter(({ account }) => account.id !== nameless.id),
    ...known.filter(({ account }) => account.id === nameless.id),
  ];
  const owner = holder(namedFirst, isOwners);
  const previous = holder(namedFirst, ({ folder }) => folder === sighted.folder);
  const stands = stated.kind === 'named' ? stated.account : nameless;
  if (owner !== null && (owner.id !== nameless.id || stated.kind === 'unread')) {
    if (stated.kind !== 'named') return { kind: 'account', account: owner };
    const isSame = owner.id === stated.account.id;
    const isSaid = holder(namedFirst, (place) => isOwners(place) && place.isConfirmed === true) !== null;
    if (!isSame && isSaid) return { kind: 'account', account: owner };
    return isSame ? { kind: 'account', account: stands } : { kind: 'uncertain', presumed: owner };
  }
  if (stated.kind === 'unread') return { kind: 'uncertain', presumed: previous };
  // The token alone is new: renewed for the same account, or already of the next one.
  const isNamedBefore = owner === null && previous !== null && previous.id !== nameless.id;
  if (!isNamedBefore) return { kind: 'account', account: stands };
  const isSameName = stated.kind === 'nobody' || stated.account.id === previous.id;
  return isSameName ? { kind: 'uncertain', presumed: previous } : { kind: 'account', account: stands };
}

function holder(states: readonly AccountState[], isMeant: (place: SignInPlace) => boolean): Account | null {
  const state = states.find(({ signInPlaces }) => signInPlaces?.some(isMeant));
  return state?.account ?? null;
}
