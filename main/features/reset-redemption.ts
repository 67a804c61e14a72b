import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import type { LocaleContext, MessageKey } from '../../core/i18n/translate.ts';
import type { Clock, Http } from '../../core/ports.ts';
import type { RedeemableResets, ResetRedemption as RedemptionRequests } from '../../core/providers/provider.ts';
import { providers } from '../../core/providers/registry.ts';
import { currentValue } from '../../core/usage/fact.ts';
import { needsSignIn } from '../../core/polling/failure.ts';
import {
  attemptText,
  type ResetAnswer,
  type ResetQuestion,
  resetQuestion,
} from '../../core/reset-credits/reset-text.ts';
import {
  type AttemptResult,
  chooseReset,
  type Confirmation,
  isConfirmed,
  isTooSoon,
  isUncertain,
  judgeConsumeAnswer,
  judgeToolAnswer,
  nextAttempt,
  type RedeemWithTool,
  type Redemption,
  type Redemptions,
} from '../../core/reset-credits/redemption.ts';
import type { Engine } from '../engine/engine.ts';

interface ResetRedemptionDependencies {
  readonly clock: Clock;
  readonly http: Http;
  readonly locale: () => LocaleContext;
  readonly engine: Pick<Engine, 'accounts' | 'observe' | 'refresh'>;
  /** Whether the user allowed it in the settings. */
  readonly isOn: () => boolean;
  /** The account's name as every view shows it, so that the question names the account that the user sees. */
  readonly labelOf: (account: Account) => string;
  /** The stored attempts. Null: nothing can be stored, so nothing is sent. */
  readonly redemptions: () => Promise<Redemptions | null>;
  /** Uses a reset through the account's own tool, with the same request id. */
  readonly redeemWithTool: RedeemWithTool;
  /** A random UUID of version 4. */
  readonly newId: () => string;
}

/**
 * Uses a banked reset of Codex, in two steps that the user takes. Using it cannot be undone, so one attempt
 * runs per account at a time, at least 30 seconds after the last. Its request id is stored before it is sent,
 * and the same id is sent again until the service has said what happened.
 */
export interface ResetRedemption {
  /** Reads the list of resets and returns the question for the user. Uses nothing. */
  readonly prepare: (accountId: string) => Promise<ResetQuestion>;
  /** Uses the reset of the confirmed question. */
  readonly redeem: (accountId: string, confirmation: string) => Promise<ResetAnswer>;
}

interface Refusal {
  readonly kind: 'refused';
  readonly message: string;
}

interface Ready {
  readonly state: AccountState;
  readonly kept: Redemptions;
  readonly redemption: RedemptionRequests;
}

export function createResetRedemption(dependencies: ResetRedemptionDependencies): ResetRedemption {
  const { clock, http, locale, engine } = dependencies;
  const confirmations = new Map<string, Confirmation>();
  const busy = new Set<string>();
  const list = createResetList(dependencies);

  const refused = (key: MessageKey): Refusal => ({ kind: 'refused', message: locale().t(key) });

  /** Runs one piece of work at a time per account. A second one is refused as busy. */
  async function exclusively<T>(accountId: string, work: (ready: Ready) => Promise<T>): Promise<T | Refusal> {
    if (!dependencies.isOn()) return refused('reset.off');
    const state = engine.accounts().find(({ account }) => account.id === accountId);
    const redemption = state === undefined ? undefined : providers[state.account.provider].resetRedemption;
    if (state === undefined || redemption?.isAvailable(state.account) !== true) return refused('reset.not-here');
    if (busy.has(accountId)) return refused('reset.busy');
    busy.add(accountId);
    try {
      const kept = await dependencies.redemptions();
      return kept === null ? refused('reset.not-kept') : await work({ state, kept, redemption });
    } finally {
      busy.delete(accountId);
    }
  }

  async function prepare({ state, kept, redemption }: Ready): Promise<ResetQuestion> {
    const { account, facts } = state;
    const before = kept.of(account.id);
    if (before === null) return refused('reset.not-kept');
    if (isTooSoon(before, clock.nowMs())) return refused('reset.wait');
    const read = await list.read(account, redemption);
    if (read.kind === 'failed') return refused(read.needsSignIn ? 'reset.sign-in' : 'reset.list-failed');
    const choice = chooseReset(read.redeemable, read.available, before);
    if (choice.kind === 'none') return refused('reset.none');
    if (choice.kind === 'incomplete') return refused('reset.list-failed');
    if (choice.kind === 'settled') {
      const isKept = choice.redemptions.map((each) => kept.write({ ...each, state: 'settled' })).every(Boolean);
      return refused(isKept ? 'reset.settled' : 'reset.not-kept');
    }
    const { credit, repeats } = choice;
    if (!read.isUsableNow && !repeats) return refused('reset.unusable');
    const madeAtMs = clock.nowMs();
    const confirmation = { id: dependencies.newId(), accountId: account.id, creditId: credit.id, madeAtMs };
    confirmations.set(account.id, confirmation);
    const plan = currentValue(facts.plan) ?? account.plan;
    const words = {
      label: dependencies.labelOf(account),
      plan,
      available: read.available,
      expiresAtMs: credit.expiresAtMs,
      repeats,
    };
    return { kind: 'ready', confirmation: confirmation.id, sentence: resetQuestion(words, locale(), madeAtMs) };
  }

  async function redeem({ state, kept, redemption }: Ready, id: string): Promise<ResetAnswer> {
    const { account } = state;
    const confirmation = confirmations.get(account.id);
    if (!isConfirmed(confirmation, { accountId: account.id, id }, clock.nowMs())) return refused('reset.confirm-again');
    confirmations.delete(account.id);
    const before = kept.of(account.id);
    if (before === null) return refused('reset.not-kept');
    if (isTooSoon(before, clock.nowMs())) return refused('reset.wait');
    return send(account, kept, redemption, confirmation.creditId);
  }

  async function send(
    account: Account,
    kept: Redemptions,
    redemption: RedemptionRequests,
    creditId: string,
  ): Promise<ResetAnswer> {
    const before = kept.of(account.id) ?? [];
    const attempt = nextAttempt(before, { accountId: account.id, creditId }, dependencies.newId(), clock.nowMs());
    const wasUncertain = before.some((each) => each.requestId === attempt.requestId && isUncertain(each));
    if (!kept.write(attempt)) return refused('reset.not-kept');
    const attempted = await attemptOnce(account, redemption, attempt, wasUncertain);
    kept.write({ ...attempt, state: attempted.state });
    if (attempted.state === 'redeemed') {
      engine.refresh(account.id, 'app');
      void list.read(account, redemption);
    }
    return attemptText(attempted, providers[account.provider].displayName, locale());
  }

  /** Uses the account's own tool. Only if the tool was certainly not asked, the app sends the request itself. */
  async function attemptOnce(
    account: Account,
    redemption: RedemptionRequests,
    { requestId, creditId }: Redemption,
    wasUncertain: boolean,
  ): Promise<AttemptResult> {
    const result = await dependencies.redeemWithTool(account, { requestId, creditId });
    const attempted = judgeToolAnswer(result, wasUncertain);
    if (attempted !== null) return attempted;
    const outcome = await http.send(redemption.request(account, requestId, creditId), account);
    return judgeConsumeAnswer(outcome, wasUncertain);
  }

  return {
    prepare: (accountId) => exclusively(accountId, prepare),
    redeem: (accountId, confirmation) => exclusively(accountId, (ready) => redeem(ready, confirmation)),
  };
}

type ReadList =
  | ({ readonly kind: 'list' } & Pick<RedeemableResets, 'redeemable' | 'available' | 'isUsableNow'>)
  | { readonly kind: 'failed'; readonly needsSignIn: boolean };

/** The banked resets as the service lists them now. */
interface ResetList {
  /** Requests the list and gives it to the engine, so that every view shows it. Never throws. */
  readonly read: (account: Account, redemption: RedemptionRequests) => Promise<ReadList>;
}

function createResetList(dependencies: {
  readonly clock: Clock;
  readonly http: Http;
  readonly engine: Pick<Engine, 'observe'>;
}): ResetList {
  const { clock, http, engine } = dependencies;
  return {
    read: async (account, redemption) => {
      const asOfMs = clock.nowMs();
      const outcome = await http.send(redemption.listRequest(account), account);
      if (outcome.kind === 'failure') return { kind: 'failed', needsSignIn: needsSignIn(outcome.failure) };
      const list = redemption.parseList(outcome.body, asOfMs);
      if (list === null) return { kind: 'failed', needsSignIn: false };
      engine.observe(account.id, list.observation);
      const { redeemable, available, isUsableNow } = list;
      return { kind: 'list', redeemable, available, isUsableNow };
    },
  };
}
