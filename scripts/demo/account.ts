import type { ProviderId } from '../../core/providers/provider-id.ts';
import type { FixedReply } from '../../tests/support/upstream/reply.ts';
import type { UpstreamPart } from '../../tests/support/upstream/parts.ts';

/** A made-up account of the demo, with the answers of its service. */
export interface DemoAccount {
  /** What it demonstrates. Its folder and its path at the server have this name. */
  readonly name: string;
  readonly provider: ProviderId;
  readonly email: string;
  /** The plan as the sign-in file names it: a Codex plan, or a Claude subscription. */
  readonly plan: string;
  readonly rateLimitTier?: string;
  /** Returns the body of its usage endpoint at a time. */
  readonly usage: (time: DemoTime) => object;
  /** The answers of its other endpoints. An endpoint that is left out answers 404. */
  readonly further?: (time: DemoTime) => Readonly<Partial<Record<UpstreamPart, FixedReply>>>;
  /** The user's group that it belongs to. */
  readonly group?: string;
  /** True: each limit was used evenly so far. Left out: only a limit that is nearly used up was, others became slower. */
  readonly isUsedEvenly?: true;
  readonly answers: Answers;
  /** How many minutes before the demo its figures were read. Left out: a few, if its service answers now, else never. */
  readonly readMinutesAgo?: number;
}

export type Answers =
  | { readonly kind: 'usage' }
  /** Its first poll comes later, so that its figures stay old for a while. */
  | { readonly kind: 'later'; readonly inMinutes: number }
  /** Its token has expired, and the service refuses it. */
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number }
  /** No server listens at its address. */
  | { readonly kind: 'unreachable' };

/** A time of the demo, for the servers and the seeded figures. */
export interface DemoTime {
  readonly atMs: number;
  /**
   * Returns the seconds until a reset, which is first `firstSeconds` after the demo's start and then after each period. So
   * no answer of a long demo names a past reset.
   */
  readonly until: (firstSeconds: number, periodSeconds: number) => number;
}

/** Returns the time `atMs` of a demo that began at `startMs`. */
export function demoTime(startMs: number, atMs: number): DemoTime {
  const elapsedSeconds = Math.round((atMs - startMs) / 1000);
  return {
    atMs,
    until: (firstSeconds, periodSeconds) => {
      const rest = (firstSeconds - elapsedSeconds) % periodSeconds;
      return rest > 0 ? rest : rest + periodSeconds;
    },
  };
}
