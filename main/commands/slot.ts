import { Option } from 'commander';
import type { Translate } from '../../core/i18n/translate.ts';
import { type AppResponse, askApp } from '../node/api/client.ts';
import { runCommand } from '../node/cli/run-command.ts';
import { slotAccount, slotAnswerWithinMs, type SlotPlace, slotPlace, textIn, whyNot } from './account-argument.ts';
import { exitCode, print, printError } from './output.ts';
import type { Declare, Declaring } from './program.ts';
import { minuteMs } from '../../core/units/time.ts';

/** Runs a program while it holds a slot of an account. */
export interface SlotCommand {
  readonly kind: 'slot';
  /** Id or label. */
  readonly account: string;
  readonly waitSeconds: number;
  /** Run the program without a slot if there is none. */
  readonly failOpen: boolean;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
}

/** Sets how many slots an account has; null: as many as the service says. */
export interface SlotLimitCommand {
  readonly kind: 'slot-limit';
  readonly account: string;
  readonly limit: number | null;
}

interface SlotOptions {
  readonly wait?: string;
  readonly limit?: string;
  readonly failOpen?: boolean;
}

const usualWaitSeconds = 60;
const longestWaitSeconds = 600;

/** `slot`. */
export const declareSlot: Declare = (program, declaring) => {
  const { t, examples } = declaring;
  program
    .command('slot')
    .description(t('cli.slot'))
    .usage('<account> [options] -- <program> [argument...]')
    .argument('[account]', t('cli.account'))
    .addOption(new Option('--wait <seconds>', t('cli.slot.wait')).default(undefined, String(usualWaitSeconds)))
    .option('--fail-open', t('cli.slot.fail-open'))
    .option('--limit <count>', t('cli.slot.limit'))
    .addHelpText(
      'after',
      examples('quota-tray slot work --wait 300 -- codex exec "fix the build"', 'quota-tray slot work --limit 3'),
    )
    .action((account: string | undefined, options: SlotOptions) => chooseSlot(account, options, declaring));
};

function chooseSlot(
  account: string | undefined,
  { wait, limit, failOpen = false }: SlotOptions,
  { t, afterDashes, choose, refuse }: Declaring,
): void {
  if (!account) return refuse(t('cli.error.needs-account', { command: 'slot' }));
  const [file, ...args] = afterDashes ?? [];
  if (limit !== undefined) {
    if (file !== undefined || wait !== undefined || failOpen) return refuse(t('cli.slot.limit-alone'));
    if (limit !== 'auto' && !/^[1-9]\d{0,8}$/.test(limit)) return refuse(t('cli.slot.limit-form'));
    return choose(
      { kind: 'slot-limit', account, limit: limit === 'auto' ? null : Number(limit) },
      async (host, command) => slotLimit(await slotPlace(host), command),
    );
  }
  if (file === undefined) return refuse(t('cli.slot.needs-program'));
  const waitSeconds = wait === undefined ? usualWaitSeconds : Number(wait);
  if (!/^\d{1,3}$/.test(wait ?? '0') || waitSeconds > longestWaitSeconds) {
    return refuse(t('cli.slot.wait-form', { count: longestWaitSeconds }));
  }
  choose({ kind: 'slot', account, waitSeconds, failOpen, command: [file, ...args] }, async (host, command) =>
    slot(await slotPlace(host), command),
  );
}

const renewEveryMs = minuteMs;

type Taken =
  | { readonly kind: 'slot'; readonly slotId: string }
  /** `code` is the exit code if the program does not run without a slot. */
  | { readonly kind: 'none'; readonly why: string; readonly code: number }
  /** The arguments are wrong, and the user has the message. */
  | { readonly kind: 'failed'; readonly code: number };

/**
 * Takes a slot from the running app, runs the program, renews the slot while the program runs and returns the slot
 * at the end. Exits as the program does, with 64 for an unknown account, 69 if no app answers, and 75 if no slot was
 * free in time. With `--fail-open` the program runs without a slot instead of 69 and 75.
 */
export async function slot(place: SlotPlace, command: SlotCommand): Promise<number> {
  const { socketPath, t } = place;
  const taken = await take(place, command);
  if (taken.kind === 'failed') return taken.code;
  if (taken.kind === 'none') {
    printError(command.failOpen ? t('cli.slot.runs-without', { why: taken.why }) : taken.why);
    return command.failOpen ? run(command.command, t) : taken.code;
  }
  const path = `/v1/slots/${encodeURIComponent(taken.slotId)}`;
  let isHeld = true;
  const renew = async (): Promise<void> => {
    const renewed = await askApp({ socketPath, method: 'POST', path: `${path}/renew`, timeoutMs: slotAnswerWithinMs });
    if (renewed.kind !== 'answer' || renewed.status !== 404 || !isHeld) return;
    isHeld = false;
    printError(t('cli.slot.lost'));
  };
  const timer = setInterval(() => void renew(), renewEveryMs);
  const code = await run(command.command, t);
  clearInterval(timer);
  isHeld = false;
  await askApp({ socketPath, method: 'DELETE', path, timeoutMs: slotAnswerWithinMs });
  return code;
}

async function take(place: SlotPlace, { account: name, waitSeconds, command }: SlotCommand): Promise<Taken> {
  const { socketPath, t } = place;
  const account = await slotAccount(place, name);
  if (account.kind === 'failed') return account;
  if (account.kind === 'unavailable') return { kind: 'none', why: account.why, code: exitCode.unavailable };
  const { accountId } = account;
  const label = command[0].slice(-200);
  const startedAt = new Date().toISOString();
  const ask = async (seconds: number): Promise<AppResponse> =>
    askApp({
      ...{ socketPath, method: 'POST', path: '/v1/slots', timeoutMs: seconds * 1000 + slotAnswerWithinMs },
      body: { accountId, label, startedAt, waitSeconds: seconds },
    });
  let answer = await ask(0);
  if (isWaitOver(answer) && waitSeconds > 0) {
    printError(t('cli.slot.waiting', { count: waitSeconds }));
    answer = await ask(waitSeconds);
  }
  const slotId = answer.kind === 'answer' && answer.status === 201 ? textIn(answer.body, 'slotId') : null;
  if (slotId !== null) return { kind: 'slot', slotId };
  return {
    kind: 'none',
    why: whyNoSlot(answer, t),
    code: isWaitOver(answer) ? exitCode.waitOver : exitCode.unavailable,
  };
}

/** Runs the program to its end, and prints why it could not be started. */
async function run(command: SlotCommand['command'], t: Translate): Promise<number> {
  const { code, notStarted } = await runCommand(command);
  if (notStarted === 'not-found') printError(t('cli.slot.no-program', { program: command[0] }));
  if (notStarted === 'not-run') printError(t('cli.slot.not-started', { program: command[0] }));
  return code;
}

function isWaitOver(outcome: AppResponse): boolean {
  return outcome.kind === 'answer' && outcome.status === 429;
}

/** Why the app gave no slot. A refusal has its numbers, so that the sentence can be in the user's language. */
function whyNoSlot(outcome: AppResponse, t: Translate): string {
  const body = outcome.kind === 'answer' ? (outcome.body as Readonly<Record<string, unknown>> | null) : null;
  const place = body?.['place'];
  if (!isWaitOver(outcome) || typeof place !== 'number') return whyNot(outcome, t);
  const until = textIn(body, 'pausedUntil');
  const inFlight = Number(body?.['inFlight']);
  const limit = body?.['limit'];
  const why =
    until === null
      ? t('cli.slot.all-used', { inFlight, limit: typeof limit === 'number' ? limit : '–' })
      : t('cli.slot.paused', { time: until });
  return t('cli.slot.queued', { why, place });
}

/** Sets how many slots an account has. This also undoes an automatic reduction after refusals by the service. */
export async function slotLimit(place: SlotPlace, { account: name, limit }: SlotLimitCommand): Promise<number> {
  const { socketPath, t } = place;
  const account = await slotAccount(place, name);
  if (account.kind === 'failed') return account.code;
  if (account.kind === 'unavailable') {
    printError(account.why);
    return exitCode.unavailable;
  }
  const path = `/v1/slots/limits/${encodeURIComponent(account.accountId)}`;
  const answer = await askApp({ socketPath, method: 'PUT', path, body: { limit }, timeoutMs: slotAnswerWithinMs });
  if (answer.kind !== 'answer' || answer.status !== 200) {
    printError(whyNot(answer, t));
    return exitCode.unavailable;
  }
  const now = (answer.body as { readonly limit?: unknown } | null)?.limit;
  print(typeof now === 'number' ? t('cli.slot.limit-is', { count: now }) : t('cli.slot.no-limit'));
  return exitCode.done;
}
