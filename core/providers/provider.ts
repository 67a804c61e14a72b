import type { ProviderId } from './provider-id.ts';
import type { Account } from '../accounts/account.ts';
import type { Observation } from '../quota/observation.ts';
import type { SeenHeaders } from './headers.ts';

/** One upstream as data and pure functions: it cannot open a socket, read a file or see a secret. */
export interface Provider {
  readonly id: ProviderId;
  readonly displayName: string;
  /** The command that signs a user in again, shown in sentences. */
  readonly signInCommand: string;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /**
   * What the response headers of a model call say, and the body of a refusal where there is one; null
   * where they say nothing. Never throws.
   */
  readonly readHeaders: (headers: SeenHeaders, asOfMs: number, body?: unknown) => Observation | null;
  /** `prolite` -> `Pro Lite`; an unknown plan is shown as the service names it. */
  readonly planName: (plan: string) => string;
}

export interface Endpoint {
  readonly cadence: { readonly defaultMs: number; readonly minimumMs: number };
  readonly request: (account: Account) => RequestSpec;
  /** Reads a decoded JSON body. Never throws. */
  readonly read: (body: unknown, asOfMs: number) => ReadResult;
}

export type ReadResult =
  | { readonly ok: true; readonly observation: Observation }
  | { readonly ok: false; readonly paths: readonly string[] };

/** A request whose secrets are still slots; the HTTP adapter fills `{{secret:accessToken}}`. */
export interface RequestSpec {
  readonly method: 'GET';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maximumBytes: number;
}
