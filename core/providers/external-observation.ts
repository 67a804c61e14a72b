import type { ChosenAccount } from '../accounts/account.ts';
import type { Observation } from '../usage/observation.ts';
import { parseClaudeMoney } from './claude/spend.ts';
import { parseClaudeStatusLine } from './claude/status-line.ts';
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

/** The id of the provider with this name; null where there is none. */
export function findProviderId(name: string): ProviderId | null {
  return Object.values(providers).find(({ id }) => id === name)?.id ?? null;
}

/**
 * Parses what another program sent into one observation for each source in it. Empty where it states nothing. Never
 * throws.
 */
export function parseExternalObservation(
  provider: ProviderId,
  posted: ExternalObservation,
  asOfMs: number,
): readonly Observation[] {
  const { status, body } = posted;
  const refusal = status === null || status === limited ? body : undefined;
  const headers = providers[provider].parseHeaders(posted.headers, asOfMs, refusal);
  const seen = providers[provider].parseBody?.(body, asOfMs) ?? null;
  if (provider !== 'claude') return [headers, seen].filter((observation) => observation !== null);
  const isGood = status === null || (status >= 200 && status < 300);
  const answer = isGood ? parseClaudeMoney(body, asOfMs) : null;
  const statusLine = parseClaudeStatusLine(posted.statusLine, asOfMs);
  return [headers, answer, statusLine].filter((observation) => observation !== null);
}
