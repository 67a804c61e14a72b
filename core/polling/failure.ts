/** Why a refresh brought nothing. Values, never exceptions; one table turns them into sentences. */
export type Failure =
  | { readonly kind: 'credential'; readonly problem: CredentialProblem }
  | { readonly kind: 'credential-expired'; readonly expiredAtMs: number }
  | { readonly kind: 'unauthorised'; readonly status: number }
  | { readonly kind: 'limited'; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'server';
      readonly status: number;
      /** How long the service asks to wait; left out: it does not say. */
      readonly retryAfterMs?: number;
    }
  /** The way to the service is closed; the sign-in is not in question. */
  | { readonly kind: 'forbidden'; readonly status: number; readonly by: ForbiddenBy }
  | { readonly kind: 'unexpected-status'; readonly status: number }
  | { readonly kind: 'network'; readonly cause: NetworkCause }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'redirect-refused' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'schema'; readonly paths: readonly string[] }
  /** The service says that the account has no plan with a quota. */
  | { readonly kind: 'no-plan' }
  /** The answer was understood, and holds nothing that can be shown. */
  | { readonly kind: 'nothing-shown' }
  /** The answer held the secret that was sent, and was thrown away. */
  | { readonly kind: 'secret-repeated' };

/** `proxy-unsupported`: the proxy speaks a protocol that the app does not, such as SOCKS. */
export type NetworkCause = 'dns' | 'refused' | 'reset' | 'tls' | 'proxy' | 'proxy-unsupported' | 'other';

/**
 * Who refuses a request although the sign-in is not in question. `region`: the service, because of the
 * country; `edge`: a text or a page in front of the service; `service`: its own JSON with another reason.
 */
export type ForbiddenBy = 'region' | 'edge' | 'service';

/** What can be wrong with another program's sign-in file (systems.md X.3). */
export type CredentialProblem =
  | 'missing'
  | 'unreadable'
  | 'symbolic-link'
  | 'too-large'
  | 'open-to-others'
  | 'malformed'
  | 'api-key-only'
  | 'missing-scope'
  /** There is a sign-in, and it is not known yet whose it is. */
  | 'unidentified'
  /** The file that tells who is signed in, beside the sign-in itself. */
  | 'identity-unreadable'
  | 'identity-malformed'
  | 'identity-too-large'
  | 'bad-base-url'
  /** Our own file of keys: damaged or not to be read, or written by a later version. */
  | 'key-file-unreadable'
  | 'key-file-newer';

/** True for failures that end by waiting; the others need a person or a new answer form (S4-5). */
export function isTransient(failure: Failure): boolean {
  return (
    failure.kind === 'limited' || failure.kind === 'server' || failure.kind === 'network' || failure.kind === 'timeout'
  );
}

/** True for failures of the way to the service: a network, a proxy or a country that may change at any time. */
export function isOfTheWay(failure: Failure): boolean {
  return failure.kind === 'network' || failure.kind === 'timeout' || failure.kind === 'forbidden';
}

/** True for failures that only a new sign-in ends: no request until the credential changes. */
export function needsSignIn(failure: Failure): boolean {
  return failure.kind === 'unauthorised' || failure.kind === 'credential-expired' || failure.kind === 'credential';
}
