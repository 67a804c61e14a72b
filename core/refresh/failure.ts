/** Why a refresh brought nothing. Values, never exceptions; one table turns them into sentences. */
export type Failure =
  | { readonly kind: 'credential'; readonly problem: CredentialProblem }
  | { readonly kind: 'credential-expired'; readonly expiredAtMs: number }
  | { readonly kind: 'unauthorised'; readonly status: number }
  | { readonly kind: 'limited'; readonly retryAfterMs: number | null }
  | { readonly kind: 'server'; readonly status: number }
  | { readonly kind: 'unexpected-status'; readonly status: number }
  | { readonly kind: 'network'; readonly cause: NetworkCause }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'redirect-refused' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'schema'; readonly paths: readonly string[] };

export type NetworkCause = 'dns' | 'refused' | 'reset' | 'tls' | 'proxy' | 'other';

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
  | 'bad-base-url';

/** True for failures that end by waiting; the others need a person or a new answer form (S4-5). */
export function isTransient(failure: Failure): boolean {
  return (
    failure.kind === 'limited' || failure.kind === 'server' || failure.kind === 'network' || failure.kind === 'timeout'
  );
}

/** True for failures that only a new sign-in ends: no request until the credential changes. */
export function needsSignIn(failure: Failure): boolean {
  return failure.kind === 'unauthorised' || failure.kind === 'credential-expired' || failure.kind === 'credential';
}
