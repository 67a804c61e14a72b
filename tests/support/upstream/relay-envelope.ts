import type { FixedReply } from './reply.ts';

export interface RelayCredits {
  /** null: without limit. */
  readonly remaining: number | null;
  readonly tier: string;
  readonly charged?: boolean;
}

/** The envelope around every answer of a relay with metered installs. */
export function relayEnvelope({ remaining, tier, charged = false }: RelayCredits, error?: string): object {
  return { result: null, credits_remaining: remaining, tier, credit_charged: charged, ...(error && { error }) };
}

/** What a relay answers `GET /relay/balance` with; an install that is not named gets a 400. */
export function relayBalance(credits: RelayCredits, headers: Readonly<Record<string, unknown>>): FixedReply {
  if (typeof headers['x-recap-install-id'] === 'string') return { body: relayEnvelope(credits) };
  return { status: 400, body: { error: 'The install is not named' } };
}
