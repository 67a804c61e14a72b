import type { Clock } from '../../core/ports.ts';
import { type Confirmation, warmupConfirmation } from '../../core/settings/confirmation.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { warmupsView, type WarmupsData } from '../../core/warm-ups/view.ts';
import type { WarmupTryAnswer } from '../../core/warm-ups/view-model.ts';
import { refusalText, runText } from '../../core/warm-ups/text.ts';
import type { Warmups } from './warm-ups.ts';

export interface WarmupTrialParts {
  readonly clock: Clock;
  readonly reader: () => LocaleContext;
  readonly warmups: Pick<Warmups, 'byHand'>;
  readonly known: () => Promise<WarmupsData>;
}

/** Shows a person what will run; true where they agree. */
export type ConfirmWarmup = (question: Confirmation) => Promise<boolean>;

/** A run that a person starts: it asks with the command that will run, and runs it once if they agree. */
export function createWarmupTrial({
  clock,
  reader,
  warmups,
  known,
}: WarmupTrialParts): (accountId: string, confirm: ConfirmWarmup) => Promise<WarmupTryAnswer> {
  const no = (message: string | null): WarmupTryAnswer => ({ ok: false, message });

  async function run(accountId: string): Promise<WarmupTryAnswer> {
    const outcome = await warmups.byHand(accountId);
    const { t } = reader();
    switch (outcome.kind) {
      case 'ran':
        return {
          ok: outcome.run.state !== 'failed',
          message: runText(outcome.run, reader(), clock.nowMs()),
        };
      case 'refused':
        return no(refusalText(outcome.decision, reader(), clock.nowMs()));
      default:
        return no(t(outcome.kind === 'taken' ? 'warmups.try-taken' : 'warmups.not-kept'));
    }
  }

  return async (accountId, confirm) => {
    const { t } = reader();
    const account = warmupsView(await known(), reader(), clock.nowMs()).accounts.find(({ id }) => id === accountId);
    if (account === undefined) return no(t('warmups.skip.no-account'));
    if (account.command === null) return no(t('warmups.fail.no-tool'));
    return (await confirm(warmupConfirmation(account.label, account.command, { t }))) ? run(accountId) : no(null);
  };
}
