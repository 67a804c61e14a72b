import type { AccountState, SignInPlace } from './account-state.ts';
import type { Account } from '../providers/account.ts';

/** How long a sign-in lasts, as its own tool stored it. */
export interface SignInTerm {
  /** When the access token expires, epoch ms; null: not stated. */
  readonly expiresAtMs: number | null;
  /**
   * Until when the tool can renew the token by itself, epoch ms. Null: no known end. Left out: the tool cannot renew
   * it.
   */
  readonly renewableUntilMs?: number | null;
}

/** `asleep`: the token has expired, and its tool renews it at its next use. `ended`: the user must sign in again. */
type SignInState = 'valid' | 'asleep' | 'ended';

/** Returns the state of a sign-in at a time. The app does not store it, because a clock may be wrong for a while. */
export function signInState(term: SignInTerm | undefined, nowMs: number): SignInState {
  if (term === undefined || term.expiresAtMs === null || term.expiresAtMs > nowMs) return 'valid';
  const { renewableUntilMs } = term;
  return renewableUntilMs === null || (renewableUntilMs !== undefined && renewableUntilMs > nowMs) ? 'asleep' : 'ended';
}

/** The account in the tool's state file beside the token. */
export type StatedIdentity =
  | { readonly kind: 'named'; readonly account: Account }
  /** The file names no account or is missing, so only the folder identifies the account. */
  | { readonly kind: 'nobody' }
  /** The app could not read the file. */
  | { readonly kind: 'unread' };

/** A token and the identity beside it. The app read them one after the other, so they may not belong together. */
export interface FoundSignIn {
  /** The folder of the tool, with symbolic links resolved. */
  readonly folder: string;
  /** The fingerprint of the token. */
  readonly fingerprint: string;
  readonly stated: StatedIdentity;
  /** The account of the folder for a file that names no account. */
  readonly nameless: Account;
}

type Pairing =
  /** Token and account belong together. */
  | { readonly kind: 'account'; readonly account: Account }
  /** Only the service knows the account. `presumed`: the most likely account. It gets no figures of this token. */
  | { readonly kind: 'uncertain'; readonly presumed: Account | null };

/**
 * Returns the account that a token belongs to. A tool writes its token and its identity one after the other. For a
 * moment they may belong to two accounts. A token never changes its owner. If both have changed, the folder has a new
 * sign-in.
 *
 * @param known The stored states of the accounts, with their sign-ins.
 */
export function pairSignIn(found: FoundSignIn, known: readonly AccountState[]): Pairing {
  const { stated, nameless } = found;
  const hasToken = ({ fingerprint }: SignInPlace): boolean => fingerprint === found.fingerprint;
  const isOfFolder = (place: SignInPlace): boolean => place.folder === found.folder || hasToken(place);
  // Of a thousand accounts one or two were ever seen with this token or in this folder.
  const seen = known.filter(({ signInPlaces }) => signInPlaces?.some(isOfFolder));
  // The nameless account may still be stored beside the named account that replaced it.
  const namedFirst = [
    ...seen.filter(({ account }) => account.id !== nameless.id),
    ...seen.filter(({ account }) => account.id === nameless.id),
  ];
  const owner = accountWithPlace(namedFirst, hasToken);
  const previous = accountWithPlace(namedFirst, ({ folder }) => folder === found.folder);
  const current = stated.kind === 'named' ? stated.account : nameless;
  if (owner !== null && (owner.id !== nameless.id || stated.kind === 'unread')) {
    if (stated.kind !== 'named') return { kind: 'account', account: owner };
    const isSame = owner.id === stated.account.id;
    const isConfirmed = accountWithPlace(namedFirst, (place) => hasToken(place) && place.isConfirmed === true) !== null;
    if (!isSame && isConfirmed) return { kind: 'account', account: owner };
    return isSame ? { kind: 'account', account: current } : { kind: 'uncertain', presumed: owner };
  }
  if (stated.kind === 'unread') return { kind: 'uncertain', presumed: previous };
  // Only the token is new. It is a renewed token of the same account, or a token of the next account.
  const wasNamed = owner === null && previous !== null && previous.id !== nameless.id;
  if (!wasNamed) return { kind: 'account', account: current };
  const isSameName = stated.kind === 'nobody' || stated.account.id === previous.id;
  return isSameName ? { kind: 'uncertain', presumed: previous } : { kind: 'account', account: current };
}

function accountWithPlace(states: readonly AccountState[], isWanted: (place: SignInPlace) => boolean): Account | null {
  const state = states.find(({ signInPlaces }) => signInPlaces?.some(isWanted));
  return state?.account ?? null;
}
