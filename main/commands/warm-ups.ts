import { plainStyle, type TerminalStyle } from '../../core/text/table.ts';
import { forgottenAccountId } from '../../core/warm-ups/run.ts';
import { scheduledTimesBetween } from '../../core/warm-ups/schedule.ts';
import { warmupLine, warmupsText } from '../../core/warm-ups/text.ts';
import { warmupsView } from '../../core/warm-ups/view.ts';
import type { Services } from '../services/create-services.ts';
import { createRunningWarmups } from '../services/warm-ups.ts';
import { exitCode, printAs } from './output.ts';
import type { Declare } from './program.ts';

export interface WarmUpsCommand {
  readonly kind: 'warmups';
  readonly json: boolean;
}

const aheadMs = 7 * 86_400_000;

/** `warmups`. */
export const declareWarmUps: Declare = (program, { t, examples, choose }) => {
  program
    .command('warmups')
    .description(t('cli.warmups'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray warmups'))
    .action(({ json = false }: { json?: boolean }) =>
      choose({ kind: 'warmups', json }, async ({ services, terminal }, command) =>
        warmUps(await services(), command, terminal),
      ),
    );
};

/** Prints the next scheduled times and the last runs, from what is kept here. Runs nothing. */
export async function warmUps(
  services: Services,
  { json }: Pick<WarmUpsCommand, 'json'>,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const { engine, clock, locale } = services;
  await engine.load();
  await engine.discover();
  const warmups = createRunningWarmups(services);
  warmups.stop();
  const known = await warmups.known();
  const nowMs = clock.nowMs();
  const { windowWarmups, windowWarmupCap: cap } = known.settings;
  const next = scheduledTimesBetween(windowWarmups, known.calendar, nowMs, nowMs + aheadMs).map(({ warmup, atMs }) => ({
    accountId: warmup.accountId,
    at: new Date(atMs).toISOString(),
  }));
  const runs = known.runs.filter(({ accountId }) => accountId !== forgottenAccountId);
  const document = { version: 1, cap, next, runs: runs.map(warmupLine) };
  printAs(json, document, () => warmupsText(warmupsView(known, locale(), nowMs), locale(), terminal));
  return exitCode.done;
}
