import type { ProviderId } from '../../core/providers/provider-id.ts';
import type { FixedReply } from '../../tests/support/upstream/reply.ts';
import type { UpstreamPart } from '../../tests/support/upstream/parts.ts';

/** One made-up account of the demo: what its service says, and how it answers. */
export interface DemoAccount {
  /** What it shows; names its folder and its path at the stand-in. */
  readonly name: string;
  readonly provider: ProviderId;
  readonly email: string;
  /** As the sign-in file names it: a Codex plan, or Claude's kind of subscription. */
  readonly plan: string;
  readonly rateLimitTier?: string;
  /** The body of its usage endpoint at a moment. */
  readonly usage: (time: DemoTime) => object;
  /** What is answered to questions beside usage; to one that is left out, that nothing is there. */
  readonly further?: (time: DemoTime) => Readonly<Partial<Record<UpstreamPart, FixedReply>>>;
  /** The user's own group that it is in. */
  readonly group?: string;
  readonly answers: Answers;
  /** How long ago its figures were read before the demo began; left out: never. */
  readonly readMinutesAgo?: number;
}

export type Answers =
  | { readonly kind: 'usage' }
  /** Its next turn comes so much later, so that its figures stay old for a while. */
  | { readonly kind: 'later'; readonly inMinutes: number }
  /** Its token has expired, and the service refuses it. */
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number }
  /** Its address is one where nobody listens. */
  | { readonly kind: 'unreachable' };

/** A moment of the demo, as the stand-in and the seeding reckon with it. */
export interface DemoTime {
  readonly atMs: number;
  /**
   * Seconds until a reset that is `firstSeconds` after the demo's start and comes again with each
   * period, so that no answer of a long demo names a reset that has passed.
   */
  readonly until: (firstSeconds: number, periodSeconds: number) => number;
}

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
