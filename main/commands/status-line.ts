import type { Command } from '../node/cli/arguments.ts';
import { confirmOnTerminal } from '../node/cli/confirm.ts';
import { exitCode, print, tell } from './output.ts';

/** The line at the foot of Claude Code: loads little, because it runs at every prompt. */
export async function statusLine(earlierCommand: string | null): Promise<number> {
  const { statusLineText } = await import('../statusline/print.ts');
  print(await statusLineText({ environment: process.env, input: process.stdin, earlierCommand }));
  return exitCode.done;
}

/** Puts the line into Claude Code's settings, or takes it out again, after showing the change. */
export async function setUpStatusLine({
  action,
  yes,
  dryRun,
}: Extract<Command, { kind: 'statusline-setup' }>): Promise<number> {
  const setup = await import('../statusline/setup.ts');
  const outcome = await setup.setUpStatusLine({
    action,
    yes,
    dryRun,
    environment: process.env,
    platform: process.platform,
    runtime: process.execPath,
    program: process.argv[1] ?? '',
    confirm: process.stdin.isTTY && process.stdout.isTTY ? confirmOnTerminal : null,
    print,
  });
  if (outcome.kind === 'done') return exitCode.done;
  tell(outcome.message);
  return outcome.kind === 'needs-yes' ? exitCode.badArguments : exitCode.unavailable;
}
