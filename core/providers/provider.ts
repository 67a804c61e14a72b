import type { ProviderId } from './provider-id.ts';
import type { Account } from '../accounts/account.ts';
import type { Facts } from '../usage/facts.ts';
import type { Observation } from '../usage/observation.ts';
import type { Failure } from '../polling/failure.ts';
import type { PollInterval } from '../polling/interval.ts';
import type { ResponseHeaders } from './headers.ts';

/** One service as data and pure functions. A provider opens no socket, reads no file and sees no secret. */
export interface Provider {
  readonly id: ProviderId;
  readonly displayName: string;
  /** The command with which the user signs in again, as messages show it; null: accounts have a key instead. */
  readonly signInCommand: string | null;
  /** How the user adds an account with a key; left out: the provider's own tool signs in. */
  readonly key?: KeyAccess;
  /** Origins to which the app may send the secret, besides the origin of the base URL; left out: none. */
  readonly furtherOrigins?: (account: Account) => readonly string[];
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /**
   * Parses the response headers of a model call, and the body of a refusal where there is one. Null where they
   * state nothing. Never throws.
   */
  readonly parseHeaders: (headers: ResponseHeaders, asOfMs: number, body?: unknown) => Observation | null;
  /**
   * Parses the body of an answer that another program received and sent to the app. Null where it states
   * nothing. Left out: bodies of this provider state nothing. Never throws.
   */
  readonly parseBody?: (body: unknown, asOfMs: number) => Observation | null;
  /** The name of a plan, such as `Pro Lite` for `prolite`. A plan that is not known here keeps its name. */
  readonly planName: (plan: string) => string;
}

/** How accounts of a provider are added with a key. */
export interface KeyAccess {
  /** The page where the user creates a key; null: the operator of the service hands it out. */
  readonly page: string | null;
  /** null: the user enters the base URL. */
  readonly defaultBaseUrl: string | null;
  /** An account without a key is polled too; left out: an account needs its key. */
  readonly optional?: true;
}

/** One URL that the app polls for one account. */
export interface Endpoint {
  readonly pollInterval: PollInterval;
  /** Not polled where the user wants essential traffic only. Left out: essential. */
  readonly optional?: true;
  /** Polled even where the service refused the usage endpoint. Left out: not polled then. */
  readonly isIndependent?: true;
  /** Whether the account has something to ask for, judged by the known facts. Left out: always. */
  readonly isWanted?: (account: Account, facts: Facts, nowMs: number) => boolean;
  readonly request: (account: Account) => RequestSpec;
  /** Parses a decoded JSON body. Never throws. */
  readonly parse: (body: unknown, asOfMs: number, request: AnsweredRequest) => ParseResult;
}

/** The account and status that belong to an answer. */
export interface AnsweredRequest {
  readonly account: Account;
  /** 200, or one of the request's `answerStatuses`. */
  readonly status: number;
}

/** An observation, or why the answer gives none. */
export type ParseResult =
  | { readonly ok: true; readonly observation: Observation }
  | {
      readonly ok: false;
      /** The fields that were not understood, such as `credits.balance: boolean`. */
      readonly paths: readonly string[];
      /** The failure that the body states, such as a refused key; left out: the body has an unknown form. */
      readonly failure?: Failure;
      /** What the answer states although there is nothing to show, such as that a value is unknown now. */
      readonly observation?: Observation;
    };

/** A request with placeholders for secrets. The HTTP adapter replaces `{{secret:accessToken}}`. */
export interface RequestSpec extends SentSpec {
  readonly method: 'GET';
}

/** A request that changes something at the service. The app sends one only after the user confirmed it. */
export interface ActionSpec extends SentSpec {
  readonly method: 'POST';
  /** Sent as JSON. */
  readonly body: unknown;
}

interface SentSpec {
  readonly url: string;
  /** The HTTP adapter omits a header with a secret where the account has no secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Error statuses whose body is parsed too, as null where it is no JSON. Left out: none. */
  readonly answerStatuses?: readonly number[];
  readonly timeoutMs: number;
  readonly maximumBytes: number;
}
