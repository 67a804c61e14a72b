import type { Alert } from '../../core/alerts/judge.ts';
import { factsOf } from '../../core/alerts/store.ts';
import type { UserCommand, UserCommandMessage, UserCommandOutcome } from '../../core/settings/user-command.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';

export interface UserCommandsDependencies {
  readonly clock: Clock;
  readonly commands: () => readonly UserCommand[];
  /** Runs one command. Never rejects. */
  readonly run: (hook: UserCommand, message: UserCommandMessage) => Promise<UserCommandOutcome>;
  readonly log: Log;
}

/** Runs the commands that the user set for events. */
export interface UserCommands {
  /** Runs the commands for an alert. */
  readonly onAlert: (alert: Alert, account: AccountSnapshot) => void;
  /** Runs the commands for accounts whose state changed. */
  readonly onSnapshot: (now: Snapshot, before: Snapshot | null) => void;
  /** Runs one command now as a test, whatever its event. */
  readonly try: (hook: UserCommand) => Promise<UserCommandOutcome>;
}

const maxRunning = 4;
/** Commands beyond this number are dropped. The log says so. */
const maxWaiting = 64;

/** Makes the runner with nothing queued. */
export function createUserCommands({ clock, commands: hooks, run, log }: UserCommandsDependencies): UserCommands {
  const waiting: { readonly hook: UserCommand; readonly message: UserCommandMessage }[] = [];
  let running = 0;

  function queue(event: UserCommand['event'], account: AccountSnapshot, details: UserCommandMessage['details']): void {
    for (const hook of hooks().filter((each) => each.event === event)) {
      if (waiting.length >= maxWaiting) return log.warn('A hook was not run: too many are waiting');
      const { id, provider, label } = account;
      waiting.push({ hook, message: messageOf(event, { id, provider, label }, details, false) });
    }
    startNext();
  }

  function messageOf(
    event: UserCommand['event'],
    account: UserCommandMessage['account'],
    details: UserCommandMessage['details'],
    test: boolean,
  ): UserCommandMessage {
    return { event, test, at: new Date(clock.nowMs()).toISOString(), account, details };
  }

  function startNext(): void {
    while (running < maxRunning) {
      const entry = waiting.shift();
      if (entry === undefined) return;
      void runOne(entry.hook, entry.message);
    }
  }

  async function runOne(hook: UserCommand, message: UserCommandMessage): Promise<UserCommandOutcome> {
    running += 1;
    try {
      const outcome = await run(hook, message);
      log.info(`Hook on ${hook.event} (${hook.command}): ${outcomeText(outcome)}`);
      return outcome;
    } finally {
      running -= 1;
      startNext();
    }
  }

  return Object.freeze({
    onAlert: (alert, account) => {
      const { kind, ...details } = factsOf(alert);
      queue(kind, account, details);
    },
    onSnapshot: (now, before) => {
      if (!hooks().some(({ event }) => event === 'state-changed')) return;
      const states = new Map(before?.accounts.map(({ id, state }) => [id, state]));
      for (const account of now.accounts) {
        const from = states.get(account.id);
        if (from !== undefined && from !== account.state) queue('state-changed', account, { from, to: account.state });
      }
    },
    try: async (hook) => {
      if (running >= maxRunning) return { kind: 'busy' };
      return runOne(hook, messageOf(hook.event, null, {}, true));
    },
  } satisfies UserCommands);
}

function outcomeText(outcome: UserCommandOutcome): string {
  return outcome.kind === 'ended' ? `ended with ${outcome.code ?? 'a signal'}` : outcome.kind;
}
