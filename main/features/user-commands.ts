import type { Alert } from '../../core/alerts/judge.ts';
import { factsOf } from '../../core/alerts/store.ts';
import type { UserCommand, UserCommandMessage, UserCommandOutcome } from '../../core/user-commands/user-command.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';

export interface UserCommandsDependencies {
  readonly clock: Clock;
  readonly commands: () => readonly UserCommand[];
  /** Runs one command; never rejects. */
  readonly run: (hook: UserCommand, message: UserCommandMessage) => Promise<UserCommandOutcome>;
  readonly log: Log;
}

/** Runs the user's commands on events. */
export interface UserCommands {
  readonly onAlert: (alert: Alert, account: AccountSnapshot) => void;
  /** Tells of accounts whose state is another than before. */
  readonly onSnapshot: (now: Snapshot, before: Snapshot | null) => void;
  /** Runs one of them now, whatever its event. */
  readonly try: (hook: UserCommand) => Promise<UserCommandOutcome>;
}

const maxRunning = 4;
/** What waits for its turn; a flood beyond it is dropped, and said in the log. */
const maxWaiting = 64;

export function createUserCommands({ clock, commands: hooks, run, log }: UserCommandsDependencies): UserCommands {
  const waiting: { readonly hook: UserCommand; readonly message: UserCommandMessage }[] = [];
  let running = 0;

  function emit(event: UserCommand['event'], account: AccountSnapshot, details: UserCommandMessage['details']): void {
    for (const hook of hooks().filter((each) => each.event === event)) {
      if (waiting.length >= maxWaiting) return log.warn('A hook was not run: too many are waiting');
      const { id, provider, label } = account;
      waiting.push({ hook, message: messageOf(event, { id, provider, label }, details, false) });
    }
    next();
  }

  function messageOf(
    event: UserCommand['event'],
    account: UserCommandMessage['account'],
    details: UserCommandMessage['details'],
    test: boolean,
  ): UserCommandMessage {
    return { event, test, at: new Date(clock.nowMs()).toISOString(), account, details };
  }

  function next(): void {
    while (running < maxRunning) {
      const turn = waiting.shift();
      if (turn === undefined) return;
      void started(turn.hook, turn.message);
    }
  }

  async function started(hook: UserCommand, message: UserCommandMessage): Promise<UserCommandOutcome> {
    running += 1;
    try {
      const outcome = await run(hook, message);
      log.info(`Hook on ${hook.event} (${hook.command}): ${outcomeText(outcome)}`);
      return outcome;
    } finally {
      running -= 1;
      next();
    }
  }

  return Object.freeze({
    onAlert: (alert, account) => {
      const { kind, ...details } = factsOf(alert);
      emit(kind, account, details);
    },
    onSnapshot: (now, before) => {
      for (const account of now.accounts) {
        const from = before?.accounts.find(({ id }) => id === account.id)?.state;
        if (from !== undefined && from !== account.state) emit('state-changed', account, { from, to: account.state });
      }
    },
    try: async (hook) => {
      if (running >= maxRunning) return { kind: 'busy' };
      return started(hook, messageOf(hook.event, null, {}, true));
    },
  } satisfies UserCommands);
}

function outcomeText(outcome: UserCommandOutcome): string {
  return outcome.kind === 'ended' ? `ended with ${outcome.code ?? 'a signal'}` : outcome.kind;
}
