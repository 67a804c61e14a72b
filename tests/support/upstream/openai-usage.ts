import type { FixedReply } from './reply.ts';

interface OpenAiUsage {
  readonly plan?: string;
  /** Sessions that are counted now, and their limits. */
  readonly sessions?: { readonly current: number; readonly limit: number | null; readonly hardCap?: number | null };
  readonly requests?: {
    readonly used: number;
    readonly limit: number | null;
    readonly windowSeconds: number;
    readonly resetsInSeconds: number;
  };
  /** Requests wait behind others for so long. */
  readonly boxedForSeconds?: number;
  /** `normal` unless said. */
  readonly mode?: string;
}

/**
 * A body of `GET {base}/usage` of an OpenAI-compatible service.
 *
 * @param atMs When the service answers; its times are reckoned from there, with microseconds.
 */
export function openAiUsage(usage: OpenAiUsage, atMs: number = Date.now()): object {
  const { plan = 'Team', sessions, requests, boxedForSeconds, mode } = usage;
  return {
    user_id: 'user-example',
    plan: { display_name: plan, slug: plan.toLowerCase() },
    limits: {
      ...(requests && { requests: { limit: requests.limit, window_seconds: requests.windowSeconds } }),
      ...(sessions && { concurrency: { limit: sessions.limit, hard_cap: sessions.hardCap ?? null } }),
    },
    ...(requests && { window: { resets_at: timeText(atMs, requests.resetsInSeconds) } }),
    usage: {
      ...(requests && { requests_in_window: requests.used, weighted_in_window: requests.used * 1.25 }),
      ...(sessions && { concurrent_sessions: sessions.current, weighted_concurrent_sessions: sessions.current + 0.5 }),
      tokens_in: 120_400,
      tokens_out: 3100,
      priority:
        boxedForSeconds === undefined
          ? { low: false, boxed_until: null, reason: null }
          : { low: true, boxed_until: timeText(atMs, boxedForSeconds), reason: 'burst' },
      ...(mode === undefined ? {} : { service_mode: { current: mode, resets_at: null } }),
    },
  };
}

/** A body of the wallet of such a key; cents may have fractions. */
export function openAiWallet(balanceCents: number | null, funded: boolean, atMs: number = Date.now()): object {
  return { balance: { balanceCents, funded, asOf: timeText(atMs, 0) }, spend: { last24hCents: 1.75 } };
}

function timeText(atMs: number, inSeconds: number): string {
  return new Date(atMs + inSeconds * 1000).toISOString().replace('Z', '123Z');
}

interface RelayCredits {
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
