import type { Account } from '../../core/accounts/account.ts';
import type { Clock, Http } from '../../core/ports.ts';
import {
  codexResetListRequest,
  parseResetList,
  parseResetListAnswer,
  type RedeemableCredit,
  redeemableCredits,
} from '../../core/providers/codex/reset-credits.ts';
import { needsSignIn } from '../../core/refresh/failure.ts';
import type { Engine } from '../engine/engine.ts';

export type ReadList =
  | { readonly kind: 'list'; readonly redeemable: readonly RedeemableCredit[]; readonly available: number }
  | { readonly kind: 'failed'; readonly needsSignIn: boolean };

/** The banked resets as the service has them now, asked for because the user is about to use one. */
export interface ResetList {
  /** Also tells the engine, so that every view shows what was read. Never throws. */
  readonly read: (account: Account) => Promise<ReadList>;
}

export function createResetList(parts: {
  readonly clock: Clock;
  readonly http: Http;
  readonly engine: Pick<Engine, 'observe'>;
}): ResetList {
  const { clock, http, engine } = parts;
  return {
    read: async (account) => {
      const asOfMs = clock.nowMs();
      const outcome = await http.send(codexResetListRequest(account), account);
      if (outcome.kind === 'failure') return { kind: 'failed', needsSignIn: needsSignIn(outcome.failure) };
      const result = parseResetListAnswer(outcome.body, asOfMs);
      const list = parseResetList(outcome.body, asOfMs);
      if (!result.ok || list === null) return { kind: 'failed', needsSignIn: false };
      engine.observe(account.id, result.observation);
      const redeemable = redeemableCredits(outcome.body, asOfMs);
      return { kind: 'list', redeemable, available: Math.max(list.available, redeemable.length) };
    },
  };
}
