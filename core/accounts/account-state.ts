import type { Facts } from '../quota/facts.ts';
import type { EndpointState } from '../refresh/link.ts';
import type { Account } from './account.ts';
import type { SignInTerm } from './sign-in-term.ts';
import type { OfferSeen } from '../credits/offer-seen.ts';

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
}
