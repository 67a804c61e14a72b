import { existsSync } from 'node:fs';
import type { Translate } from '../../core/i18n/translate.ts';
import { ownAppImage } from '../../core/updates/app-image.ts';
import { decodeEarlier, ownCommand } from '../node/claude/status-line-command.ts';
import { exitCode, print, printError, printUnchanged } from './output.ts';
import type { Declare } from './program.ts';

export interface StatusLineCommand {
  readonly kind: 'statusline';
  readonly earlierCommand: string | null;
}

export interface StatusLineSetupCommand {
  readonly kind: 'statusline-setup';
  readonly action: 'install' | 'uninstall';
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** `statusline`, `statusline install` and `statusline uninstall`. */
export const declareStatusLine: Declare = (program, { t, examples, choose }) => {
  const group = program
    .command('statusline')
    .description(t('cli.statusline'))
    .usage('[options]')
    .option('--earlier <command>', t('cli.statusline.earlier'))
    .addHelpText(
      'after',
      examples('quota-tray statusline install', "quota-tray statusline --earlier 'git branch --show-current'"),
    )
    .action(({ earlier }: { earlier?: string }) =>
      choose(
        { kind: 'statusline', earlierCommand: earlier === undefined ? null : decodeEarlier(earlier) },
        (_host, { earlierCommand }) => statusLine(earlierCommand),
      ),
    );
  for (const action of ['install', 'uninstall'] as const) {
    group
      .command(action)
      .description(t(`cli.statusline.${action}`))
      .option('--yes', t('cli.statusline.yes'))
      .option('--dry-run', t('cli.statusline.dry-run'))
      .addHelpText('after', examples(`quota-tray statusline ${action} --dry-run`))
      .action(({ yes = false, dryRun = false }: { yes?: boolean; dryRun?: boolean }) =>
        choose({ kind: 'statusline-setup', action, yes, dryRun }, async ({ locale }, command) =>
          setUpStatusLine(command, (await locale()).t),
        ),
      );
  }
};

/**
 * The status line command as Claude Code calls it; null: these arguments are another command. This is parsed without
 * the library for arguments and without catalogues, because the status line runs at every prompt.
 */
export function plainStatusLine([name, option, value, ...more]: readonly string[]): StatusLineCommand | null {
  if (name !== 'statusline' || more.length > 0) return null;
  if (option === undefined) return { kind: 'statusline', earlierCommand: null };
  const earlier =
    option === '--earlier' ? value : value === undefined ? /^--earlier=(.*)$/s.exec(option)?.[1] : undefined;
  return earlier === undefined ? null : { kind: 'statusline', earlierCommand: decodeEarlier(earlier) };
}

/**
 * Prints the line at the foot of Claude Code. Loads little, because it runs at every prompt.
 *
 * @param given What was read of standard input before. Left out: nothing was read.
 */
export async function statusLine(earlierCommand: string | null, given: Buffer | null = null): Promise<number> {
  const { statusLineText } = await import('../statusline/print.ts');
  printUnchanged(await statusLineText({ environment: process.env, input: process.stdin, given, earlierCommand }));
  return exitCode.done;
}

/** Adds the line to Claude Code's settings, or removes it, after showing the change. */
export async function setUpStatusLine({ action, yes, dryRun }: StatusLineSetupCommand, t: Translate): Promise<number> {
  const [setup, { confirmOnTerminal }, { realPathOf }] = await Promise.all([
    import('../statusline/setup.ts'),
    import('../node/cli/prompts.ts'),
    import('../node/claude/settings-files.ts'),
  ]);
  const outcome = await setup.setUpStatusLine({
    action,
    yes,
    dryRun,
    environment: process.env,
    platform: process.platform,
    own: ownCommand({
      ...{ execPath: process.execPath, script: process.argv[1] ?? '', platform: process.platform },
      appImage: ownAppImage(process.env, process.execPath),
      ...{ realPathOf, exists: existsSync },
    }),
    confirm: process.stdin.isTTY && process.stdout.isTTY ? (question) => confirmOnTerminal(question, t) : null,
    print,
    t,
  });
  if (outcome.kind === 'done') return exitCode.done;
  printError(outcome.message);
  return outcome.kind === 'needs-yes' ? exitCode.badArguments : exitCode.unavailable;
}
