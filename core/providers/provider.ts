import type { ProviderId } from './provider-id.ts';
import type { Account } from '../accounts/account.ts';
import type { Facts } from '../usage/facts.ts';
import type { Observation } from '../usage/observation.ts';
import type { Failure } from '../polling/failure.ts';
import type { ResponseHeaders } from './headers.ts';

/** One upstream as data and pure functions: it cannot open a socket, read a file or see a secret. */
export interface Provider {
  readonly id: ProviderId;
  readonly displayName: string;
  /** The command that signs a user in again, shown in sentences; null: its accounts are asked with a key. */
  readonly signInCommand: string | null;
  /** Accounts of this provider are added with a key that the user enters; left out: its own tool signs in. */
  readonly key?: KeyAccess;
  /** Origins beside that of the base URL which the account's secret may go to; left out: none. */
  readonly furtherOrigins?: (account: Account) => readonly string[];
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /**
   * What the response headers of a model call say, and the body of a refusal where there is one; null
   * where they say nothing. Never throws.
   */
  readonly parseHeaders: (headers: ResponseHeaders, asOfMs: number, body?: unknown) => Observation | null;
  /**
   * What the body of any answer says that another program saw and handed in; null where it says nothing;
   * left out: bodies of this provider say nothing. Never throws.
   */
  readonly parseBody?: (body: unknown, asOfMs: number) => Observation | null;
  /** `prolite` -> `Pro Lite`; an unknown plan is shown as the service names it. */
  readonly planName: (plan: string) => string;
}

export interface KeyAccess {
  /** Where the user finds or makes the key; null: the operator of the service gives it. */
  readonly page: string | null;
  /** null: the user says where the service is. */
  readonly defaultBaseUrl: string | null;
  /** The service is also asked for accounts that have no key; left out: the key is needed. */
  readonly optional?: true;
}

export interface Endpoint {
  readonly pollInterval: {
    readonly defaultMs: number;
    readonly minimumMs: number;
    /** The answer has a life of its own: neither the user's interval nor a refresh by hand shortens it. */
    readonly isFixed?: true;
  };
  /** Not asked where the user wants essential traffic only (S0-2). Left out: essential. */
  readonly optional?: true;
  /** Asked although usage was refused: it fails by itself (S2). Left out: usage decides. */
  readonly isIndependent?: true;
  /** Whether there is something to ask for, by what is known; left out: always. */
  readonly isWanted?: (account: Account, facts: Facts, nowMs: number) => boolean;
  readonly request: (account: Account) => RequestSpec;
  /** Reads a decoded JSON body. Never throws. */
  readonly parse: (body: unknown, asOfMs: number, asked: AnsweredRequest) => ParseResult;
}

/** What an answer was an answer to. */
export interface AnsweredRequest {
  readonly account: Account;
  /** Of the answer: 200, or one of the request's `answerStatuses`. */
  readonly status: number;
}

export type ParseResult =
  | { readonly ok: true; readonly observation: Observation }
  | {
      readonly ok: false;
      readonly paths: readonly string[];
      /** What the service says outright, such as that it refuses the key; left out: the form is not known. */
      readonly failure?: Failure;
      /** What was understood although there is nothing to show: that a figure is gone or not known now. */
      readonly observation?: Observation;
    };

/** A request whose secrets are still slots; the HTTP adapter fills `{{secret:accessToken}}`. */
export interface RequestSpec extends SentSpec {
  readonly method: 'GET';
}

/** A request that changes something at the service; only an explicit action of the user sends one (X.3). */
export interface ActionSpec extends SentSpec {
  readonly method: 'POST';
  /** Sent as JSON. */
  readonly body: unknown;
}

interface SentSpec {
  readonly url: string;
  /** One with a secret slot is left out where the account has no secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Refusals whose body is an answer too; null where it is no JSON. Left out: none. */
  readonly answerStatuses?: readonly number[];
  readonly timeoutMs: number;
  readonly maximumBytes: number;
}
