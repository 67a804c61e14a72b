import type { Facts } from '../usage/facts.ts';
import type { EndpointState } from '../polling/endpoint.ts';
import type { Account } from './account.ts';
import type { SignInTerm } from './sign-in-term.ts';
import type { OfferSeen } from '../credits/grant-offer.ts';

/** One account as the app knows it: who, what is known, and how its endpoints stand. */
export interface AccountState {
  readonly account: Account;
  readonly facts: Facts;
  readonly endpoints: Readonly<Record<string, EndpointState>>;
  /** Fields of the newest answer whose form was not understood: key names and types only. */
  readonly oddPaths: readonly string[];
  /** What the user has seen and done about the grant on offer (S0-14); left out or null: nothing yet. */
  readonly offer?: OfferSeen | null;
  /** How long the sign-in lasts; left out: not known, or it has no end. */
  readonly signIn?: SignInTerm;
  /** Where its tool was last seen signed in to it, one for each folder; left out: nowhere yet. */
  readonly signInPlaces?: readonly SignInPlace[];
}

/** What is remembered of a sign-in, so that it need not be guessed from times of files. */
export interface SignInPlace {
  /** The tool's folder, with its links followed. */
  readonly folder: string;
  /** Since when this account, and no other, is signed in there; epoch ms. */
  readonly sinceMs: number;
  /** Of the newest token that is known to be this account's. It says nothing about the token. */
  readonly fingerprint: string;
  /** True: the service itself said whose that token is. */
  readonly isConfirmed?: true;
}
