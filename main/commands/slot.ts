import { type AskOutcome, askApp } from '../node/api/client.ts';
import { runCommand } from '../node/cli/run-command.ts';
import type { SlotCommand } from '../node/cli/slot-arguments.ts';
import { exitCode, tell } from './output.ts';
import { slotAccount, slotAnswerWithinMs, type SlotPlace, textOf, whyNot } from './slot-account.ts';

const renewEveryMs = 60_000;

type Taken =
  | { readonly kind: 'slot'; readonly slotId: string }
  /** With the exit code where the command does not run without a slot. */
  | { readonly kind: 'none'; readonly why: string; readonly code: number }
  /** It was told what is wrong with the arguments. */
  | { readonly kind: 'failed'; readonly code: number };

/**
 * Takes a slot from the running app, runs the command, renews the slot while it runs and gives it back
 * at its end. Exits as the command does; else 64 for an unknown account, 69 where no app answers, 75
 * where no slot was free in time. With `--fail-open` the command runs without a slot instead of 69 and 75.
 */
export async function slot(place: SlotPlace, command: SlotCommand): Promise<number> {
  const { socketPath } = place;
  const taken = await take(place, command);
  if (taken.kind === 'failed') return taken.code;
  if (taken.kind === 'none') {
    tell(command.failOpen ? `${taken.why} The command runs without a slot.` : taken.why);
    return command.failOpen ? run(command.command) : taken.code;
  }
  const path = `/v1/slots/${encodeURIComponent(taken.slotId)}`;
  let isHeld = true;
  const renew = async (): Promise<void> => {
    const renewed = await askApp({ socketPath, method: 'POST', path: `${path}/renew`, timeoutMs: slotAnswerWithinMs });
    if (renewed.kind !== 'answer' || renewed.status !== 404 || !isHeld) return;
    isHeld = false;
    tell('The slot was taken back. The command goes on without one.');
  };
  const timer = setInterval(() => void renew(), renewEveryMs);
  const code = await run(command.command);
  clearInterval(timer);
  isHeld = false;
  await askApp({ socketPath, method: 'DELETE', path, timeoutMs: slotAnswerWithinMs });
  return code;
}

async function take(place: SlotPlace, { account: name, waitSeconds, command }: SlotCommand): Promise<Taken> {
  const { socketPath } = place;
  const account = await slotAccount(place, name);
  if (account.kind === 'failed') return account;
  if (account.kind === 'unavailable') return { kind: 'none', why: account.why, code: exitCode.unavailable };
  const { accountId } = account;
  const label = command[0].slice(-200);
  const startedAt = new Date().toISOString();
  const ask = async (seconds: number): Promise<AskOutcome> =>
    askApp({
      ...{ socketPath, method: 'POST', path: '/v1/slots', timeoutMs: seconds * 1000 + slotAnswerWithinMs },
      body: { accountId, label, startedAt, waitSeconds: seconds },
    });
  let answer = await ask(0);
  if (isWaitOver(answer) && waitSeconds > 0) {
    tell(`Waiting up to ${waitSeconds} s for a place.`);
    answer = await ask(waitSeconds);
  }
  const slotId = answer.kind === 'answer' && answer.status === 201 ? textOf(answer.body, 'slotId') : null;
  if (slotId !== null) return { kind: 'slot', slotId };
  return { kind: 'none', why: whyNot(answer), code: isWaitOver(answer) ? exitCode.waitOver : exitCode.unavailable };
}

/** Runs the command to its end and tells why it could not be started. */
async function run(command: SlotCommand['command']): Promise<number> {
  const { code, notStarted } = await runCommand(command);
  if (notStarted === 'not-found') tell(`There is no program "${command[0]}". Check its name and your PATH.`);
  if (notStarted === 'not-run') tell(`The program "${command[0]}" cannot be started. Check its permissions.`);
  return code;
}

function isWaitOver(outcome: AskOutcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 429;
}
