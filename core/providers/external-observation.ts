import type { ChosenAccount } from './account.ts';
import type { Observation } from '../usage/observation.ts';
import type { ResponseHeaders } from './headers.ts';
import type { ProviderId } from './provider-id.ts';
import { providers } from './registry.ts';

/** What another program received from a service and sent to the app. */
export interface ExternalObservation {
  readonly provider: string;
  /** Null: the only account of that provider. */
  readonly accountId: string | null;
  readonly headers: ResponseHeaders;
  /** The status of the answer; null: not stated. */
  readonly status: number | null;
  /** The decoded body of a refusal, or of an answer about money that the app cannot ask for itself. */
  readonly body: unknown;
  /** The JSON that Claude Code gives its status line command. */
  readonly statusLine: unknown;
}

export type ExternalObservationOutcome =
  | { readonly kind: 'accepted'; readonly windowIds: readonly string[] }
  | Exclude<ChosenAccount, { kind: 'account' }>
  | { readonly kind: 'unknown-provider' }
  | { readonly kind: 'nothing-said' };

const limited = 429;

/**
 * Parses what another program sent into one observation for each source in it. Empty where it states nothing. Never
 * throws.
 */
export function parseExternalObservation(
  provider: ProviderId,
  external: ExternalObservation,
  asOfMs: number,
): readonly Observation[] {
  const { parseHeaders, parseBody, parseStatusLine } = providers[provider];
  const { status, body } = external;
  const refusal = status === limited ? (body ?? null) : status === null ? body : undefined;
  const headers = parseHeaders(external.headers, asOfMs, refusal);
  const answer = parseBody?.(body, asOfMs, status) ?? null;
  const statusLine = parseStatusLine?.(external.statusLine, asOfMs) ?? null;
  return [headers, answer, statusLine].filter((observation) => observation !== null);
}
