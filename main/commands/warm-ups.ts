import { forgottenAccountId } from '../../core/warm-ups/run.ts';
import { slotsBetween } from '../../core/warm-ups/schedule.ts';
import { warmupLine, warmupsText } from '../../core/warm-ups/text.ts';
import { warmupsView } from '../../core/warm-ups/view.ts';
import type { Parts } from '../parts.ts';
import { createWarmUps } from '../warm-ups.ts';
import { exitCode, printAs } from './output.ts';

const aheadMs = 7 * 86_400_000;

/** The next slots and the last runs, from what is kept here. Runs nothing. */
export async function warmUps(parts: Parts, { json }: { readonly json: boolean }): Promise<number> {
  const { engine, clock, reader } = parts;
  engine.seed();
  await engine.look();
  const warmups = createWarmUps(parts);
  warmups.stop();
  const known = await warmups.known();
  const nowMs = clock.nowMs();
  const { windowWarmups, windowWarmupCap: cap } = known.settings;
  const next = slotsBetween(windowWarmups, known.calendar, nowMs, nowMs + aheadMs).map(({ warmup, atMs }) => ({
    accountId: warmup.accountId,
    at: new Date(atMs).toISOString(),
  }));
  const runs = known.runs.filter(({ accountId }) => accountId !== forgottenAccountId);
  const document = { version: 1, cap, next, runs: runs.map(warmupLine) };
  printAs(json, document, () => warmupsText(warmupsView(known, reader(), nowMs), reader()));
  return exitCode.done;
}
