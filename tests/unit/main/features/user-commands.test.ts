import { describe, expect, it } from 'vitest';
import {
  type UserCommand,
  type UserCommandMessage,
  type UserCommandOutcome,
  userCommandOutcomeText,
} from '../../../../core/settings/user-command.ts';
import { createUserCommands } from '../../../../main/features/user-commands.ts';
import { accountWith, snapshotOf } from '../../../support/alert-world.ts';
import { english, nowMs } from '../../../support/example-states.ts';

function world(hooks: readonly UserCommand[]) {
  const started: {
    readonly hook: UserCommand;
    readonly message: UserCommandMessage;
    readonly end: (outcome: UserCommandOutcome) => void;
  }[] = [];
  const lines: string[] = [];
  const log = {
    info: (line: string) => void lines.push(line),
    warn: (line: string) => void lines.push(line),
    error: () => undefined,
  };
  const run = (hook: UserCommand, message: UserCommandMessage): Promise<UserCommandOutcome> =>
    new Promise((end) => void started.push({ hook, message, end }));
  const clock = { nowMs: () => nowMs, random: () => 0 };
  return { started, lines, hooks: createUserCommands({ clock, commands: () => hooks, run, log }) };
}

const hook = (event: UserCommand['event'], command = 'notify'): UserCommand => ({ event, command, arguments: [] });
const fresh = accountWith([{ used: 10 }]);
const offline = accountWith([{ used: 10 }], { state: 'offline' });
const lowSignIn = { kind: 'sign-in-needed', accountId: fresh.id, keys: ['a', 'b'] } as const;

describe('hooks', () => {
  it('run on their event, with the facts and no e-mail address', () => {
    const { hooks, started } = world([hook('sign-in-needed'), hook('exhausted')]);
    hooks.onAlert(lowSignIn, fresh);
    expect(started.map(({ message }) => message)).toEqual([
      {
        ...{ event: 'sign-in-needed', test: false, at: new Date(nowMs).toISOString(), details: {} },
        account: { id: fresh.id, provider: 'codex', label: 'work' },
      },
    ]);
  });

  it('run when the state of an account changes, not when it appears', () => {
    const { hooks, started } = world([hook('state-changed')]);
    hooks.onSnapshot(snapshotOf(fresh), null);
    hooks.onSnapshot(snapshotOf(fresh), snapshotOf());
    hooks.onSnapshot(snapshotOf(offline), snapshotOf(fresh));
    expect(started.map(({ message }) => message.details)).toEqual([{ from: 'fresh', to: 'offline' }]);
  });

  it('run four at once; what waits runs as they end, and a flood is dropped', async () => {
    const { hooks, started, lines } = world([hook('sign-in-needed')]);
    for (let count = 0; count < 80; count += 1) hooks.onAlert(lowSignIn, fresh);
    expect(started).toHaveLength(4);
    expect(lines.filter((line) => line.includes('too many'))).toHaveLength(12);
    expect(await hooks.try(hook('exhausted'))).toEqual({ kind: 'busy' });
    for (let index = 0; index < 68; index += 1) {
      started[index]?.end({ kind: 'ended', code: 0 });
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(started).toHaveLength(68);
    expect(lines).toContain('Hook on sign-in-needed (notify): ended with 0');
  });

  it('are tried without an account', async () => {
    const { hooks, started } = world([hook('exhausted')]);
    const tried = hooks.try(hook('exhausted'));
    started[0]?.end({ kind: 'ended', code: 2 });
    expect(started[0]?.message).toMatchObject({ test: true, account: null });
    expect(userCommandOutcomeText(await tried, english)).toBe('The command ended with code 2.');
  });
});
