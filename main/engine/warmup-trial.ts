import type { Clock } from '../../core/ports.ts';
import type { Reader } from '../../core/translate.ts';
import { warmupsView, type WarmupsKnown } from '../../core/warmups/view.ts';
import type { WarmupTryAnswer } from '../../core/warmups/view-model.ts';
import { refusalWords, runWords } from '../../core/warmups/words.ts';
import type { Warmups } from './warmups.ts';

const confirmedWithinMs = 2 * 60_000;

export interface WarmupTrialParts {
  readonly clock: Clock;
  readonly reader: () => Reader;
  readonly warmups: Pick<Warmups, 'byHand'>;
  readonly known: () => Promise<WarmupsKnown>;
  readonly newId: () => string;
}

/** A run that the user makes in person, in two steps: it shows what will run, and runs what was shown, once. */
export function createWarmupTrial({
  clock,
  reader,
  warmups,
  known,
  newId,
}: WarmupTrialParts): (accountId: string, confirmation: string | null) => Promise<WarmupTryAnswer> {
  const pending = new Map<string, { readonly id: string; readonly madeAtMs: number }>();
  const no = (message: string): WarmupTryAnswer => ({ kind: 'done', ok: false, message });

  async function ask(accountId: string): Promise<WarmupTryAnswer> {
    const { t } = reader();
    const account = warmupsView(await known(), reader(), clock.nowMs()).accounts.find(({ id }) => id === accountId);
    if (account === undefined) return no(t('warmups.skip.no-account'));
    if (account.command === null) return no(t('warmups.fail.no-tool'));
    const confirmation = newId();
    pending.set(accountId, { id: confirmation, madeAtMs: clock.nowMs() });
    const sentence = t('warmups.try-question', { account: account.label });
    return { kind: 'ready', confirmation, sentence, command: account.command };
  }

  async function run(accountId: string): Promise<WarmupTryAnswer> {
    const outcome = await warmups.byHand(accountId);
    const { t } = reader();
    switch (outcome.kind) {
      case 'ran':
        return {
          kind: 'done',
          ok: outcome.run.state !== 'failed',
          message: runWords(outcome.run, reader(), clock.nowMs()),
        };
      case 'refused':
        return no(refusalWords(outcome.decision, reader(), clock.nowMs()));
      default:
        return no(t(outcome.kind === 'taken' ? 'warmups.try-taken' : 'warmups.not-kept'));
    }
  }

  return async (accountId, confirmation) => {
    if (confirmation === null) return ask(accountId);
    const asked = pending.get(accountId);
    pending.delete(accountId);
    const isFresh = asked !== undefined && clock.nowMs() - asked.madeAtMs < confirmedWithinMs;
    return isFresh && asked.id === confirmation ? run(accountId) : no(reader().t('warmups.try-again'));
  };
}
