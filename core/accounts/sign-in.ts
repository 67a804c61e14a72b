import type { AccountState, SignInPlace } from './account-state.ts';
import type { Account } from '../providers/account.ts';

/** How long a sign-in lasts, as its own tool stored it. */
export interface SignInTerm {
  /** When the access token ends, epoch ms; null: not stated. */
  readonly expiresAtMs: number | null;
  /** Until when the tool renews the token by itself, epoch ms; null: no known end; left out: it cannot renew it. */
  readonly renewableUntilMs?: number | null;
}

/** `asleep`: the token ended, and its tool renews it when the user next uses the tool. `ended`: only a new sign-in helps. */
type SignInState = 'valid' | 'asleep' | 'ended';

/** The state of a sign-in at a time. Nothing of it is stored, because a clock may be wrong for a while. */
export function signInState(term: SignInTerm | undefined, nowMs: number): SignInState {
  if (term === undefined || term.expiresAtMs === null || term.expiresAtMs > nowMs) return 'valid';
  const { renewableUntilMs } = term;
  return renewableUntilMs === null || (renewableUntilMs !== undefined && renewableUntilMs > nowMs) ? 'asleep' : 'ended';
}

/** Who is signed in, as the tool's state file beside the token says. */
export type StatedIdentity =
  | { readonly kind: 'named'; readonly account: Account }
  /** The file names nobody or is missing, so only the folder tells the account. */
  | { readonly kind: 'nobody' }
  /** The file could not be read. */
  | { readonly kind: 'unread' };

/** A token and the identity beside it. They were read one after the other, so they may not belong together. */
export interface FoundSignIn {
  /** The folder of the tool, with symbolic links resolved. */
  readonly folder: string;
  /** The fingerprint of the token. */
  readonly fingerprint: string;
  readonly stated: StatedIdentity;
  /** The account that stands for the folder where nobody is named. */
  readonly nameless: Account;
}

type Pairing =
  /** Token and account belong together. */
  | { readonly kind: 'account'; readonly account: Account }
  /** Only the service knows. `presumed`: the most likely account, which gets no figures of this token. */
  | { readonly kind: 'uncertain'; readonly presumed: Account | null };

/**
 * The account that a token belongs to. A tool writes its token and its identity one after the other, so for a
 * moment they may belong to two accounts. A token never changes its owner. Where both have changed, the folder has
 * a new sign-in.
 *
 * @param known What is stored about the accounts and their sign-ins.
 */
export function pairSignIn(found: FoundSignIn, known: readonly AccountState[]): Pairing {
  const { stated, nameless } = found;
  const hasToken = ({ fingerprint }: SignInPlace): boolean => fingerprint === found.fingerprint;
  // The nameless account may still be stored beside the named one that replaced it.
  const namedFirst = [
    ...known.filter(({ account }) => account.id !== nameless.id),
    ...known.filter(({ account }) => account.id === nameless.id),
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
  // Only the token is new: renewed for the same account, or already of the next one.
  const wasNamed = owner === null && previous !== null && previous.id !== nameless.id;
  if (!wasNamed) return { kind: 'account', account: current };
  const isSameName = stated.kind === 'nobody' || stated.account.id === previous.id;
  return isSameName ? { kind: 'uncertain', presumed: previous } : { kind: 'account', account: current };
}

function accountWithPlace(states: readonly AccountState[], isWanted: (place: SignInPlace) => boolean): Account | null {
  const state = states.find(({ signInPlaces }) => signInPlaces?.some(isWanted));
  return state?.account ?? null;
}
