import { asRecord } from '../../../core/units/json.ts';
import type { FixedReply, UpstreamRequest } from './reply.ts';

export interface BankedReset {
  readonly id: string;
  readonly title?: string;
  /** From the start; null: never. */
  readonly expiresInSeconds: number | null;
}

/** The banked resets of one account, as the service keeps them. */
export interface CodexResets {
  /** How many there are now. */
  readonly available: () => number;
  /** For `<name>/reset-credits`: redeemed ones are no longer in the list. */
  readonly list: () => FixedReply;
  /**
   * For `<name>/consume`: the same request id a second time answers `already_redeemed` and takes nothing;
   * without an id of a credit the one that expires first is taken.
   */
  readonly consume: (request: UpstreamRequest) => FixedReply;
  /** The request ids of those that were taken, in their order. */
  readonly redeemed: () => readonly string[];
}

/** A stand-in that keeps an account's banked resets. */
export function codexResets(resets: readonly BankedReset[], startMs: number = Date.now()): CodexResets {
  const left = [...resets].sort((a, b) => (a.expiresInSeconds ?? Infinity) - (b.expiresInSeconds ?? Infinity));
  const redeemed = new Map<string, BankedReset>();
  const creditOf = ({ id, title = 'Full reset', expiresInSeconds }: BankedReset, status: string): object => ({
    id,
    reset_type: 'codex_rate_limits',
    status,
    granted_at: new Date(startMs - 86_400_000).toISOString(),
    expires_at: expiresInSeconds === null ? null : new Date(startMs + expiresInSeconds * 1000).toISOString(),
    title,
  });
  const answer = (code: string, credit: BankedReset | null): FixedReply => ({
    body: { code, credit: credit && creditOf(credit, 'redeemed'), windows_reset: code === 'reset' ? 2 : 0 },
  });
  return Object.freeze({
    available: () => left.length,
    list: (): FixedReply => ({
      body: { credits: left.map((reset) => creditOf(reset, 'available')), available_count: left.length },
    }),
    consume: ({ method, body }: UpstreamRequest): FixedReply => {
      const requestId = asRecord(body)?.['redeem_request_id'];
      const creditId = asRecord(body)?.['credit_id'];
      if (method !== 'POST') return { status: 405, body: { detail: 'Method not allowed' } };
      if (typeof requestId !== 'string') return { status: 422, body: { detail: 'redeem_request_id is missing' } };
      const before = redeemed.get(requestId);
      if (before !== undefined) return answer('already_redeemed', before);
      const index = creditId === undefined ? 0 : left.findIndex(({ id }) => id === creditId);
      const [taken] = index < 0 ? [] : left.splice(index, 1);
      if (taken === undefined) return answer('no_credit', null);
      redeemed.set(requestId, taken);
      return answer('reset', taken);
    },
    redeemed: () => [...redeemed.keys()],
  });
}
