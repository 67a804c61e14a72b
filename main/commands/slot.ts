import { type AskOutcome, askApp } from '../node/api/client.ts';
import { runCommand } from '../node/cli/run-command.ts';
import type { SlotCommand } from '../node/cli/slot-arguments.ts';
import { exitCode, tell } from './output.ts';
import { slotAccount, slotAnswerWithinMs, textOf, whyNot } from './slot-account.ts';

const renewEveryMs = 60_000;

type Taken =
  | { readonly kind: 'slot'; readonly slotId: string }
  | { readonly kind: 'unavailable'; readonly why: string }
  | { readonly kind: 'failed'; readonly code: number };

/**
 * Takes a slot from the running app, runs the command, renews the slot while it runs and gives it back
 * at its end. Exits as the command does; else 64 for an unknown account, 69 where no app answers, 75
 * where no slot was free in time.
 */
export async function slot(socketPath: string, command: SlotCommand): Promise<number> {
  const taken = await take(socketPath, command);
  if (taken.kind === 'failed') return taken.code;
  if (taken.kind === 'unavailable') {
    tell(command.failOpen ? `${taken.why} The command runs without a slot.` : taken.why);
    return command.failOpen ? runCommand(command.command) : exitCode.unavailable;
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
  const code = await runCommand(command.command);
  clearInterval(timer);
  isHeld = false;
  await askApp({ socketPath, method: 'DELETE', path, timeoutMs: slotAnswerWithinMs });
  return code;
}

async function take(socketPath: string, { account: name, waitSeconds, command }: SlotCommand): Promise<Taken> {
  const account = await slotAccount(socketPath, name);
  if (account.kind !== 'account') return account;
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
  if (isWaitOver(answer)) {
    tell(whyNot(answer));
    return { kind: 'failed', code: exitCode.waitOver };
  }
  const slotId = answer.kind === 'answer' && answer.status === 201 ? textOf(answer.body, 'slotId') : null;
  return slotId === null ? { kind: 'unavailable', why: whyNot(answer) } : { kind: 'slot', slotId };
}

function isWaitOver(outcome: AskOutcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 429;
}
