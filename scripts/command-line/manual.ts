import type { Command } from 'commander';

import { exitCode } from '../../main/commands/output.ts';

/** Returns the manual page of the command line in roff, with the words of the declarations. */
export function manualPage(program: Command, version: string): string {
  return [
    `.TH QUOTA\\-TRAY 1 "" "quota\\-tray ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'quota\\-tray \\- what is left on your AI coding accounts',
    '.SH SYNOPSIS',
    `.B ${roff(usageOf(program))}`,
    '.SH DESCRIPTION',
    roff(program.description()),
    ...options(program),
    '.SH COMMANDS',
    ...program.commands.flatMap(section),
    '.SH EXIT STATUS',
    ...exitStatus.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(meaning)]),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([name, meaning]) => ['.TP', `.B ${roff(name)}`, roff(meaning)]),
    '.SH SEE ALSO',
    roff('https://github.com/quota-tray/quota-tray/blob/main/docs/command-line.md'),
    '',
  ].join('\n');
}

const exitStatus: readonly (readonly [code: number, meaning: string])[] = [
  [exitCode.done, 'Done.'],
  [exitCode.no, 'The answer is no: not enough is left, a call is denied, or doctor found a problem.'],
  [exitCode.badArguments, 'Bad arguments, such as an unknown command, option or account.'],
  [exitCode.unavailable, 'The answer could not be found out, or the change could not be made.'],
  [exitCode.fault, 'An error in Quota Tray. logs/faults.log in the data folder has the details.'],
  [exitCode.outputLost, 'The output could not be written.'],
  [exitCode.waitOver, 'slot: no slot was free in time.'],
];

const environment: readonly (readonly [name: string, meaning: string])[] = [
  ['QUOTA_TRAY_HOME', 'The folder of all state, shared with the app.'],
  ['CODEX_HOME, CLAUDE_CONFIG_DIR', 'Where the Codex command line and Claude Code keep their sign-ins.'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'The proxy for requests.'],
];

/** A command with its arguments and options, then the commands of its group. */
function section(command: Command): readonly string[] {
  const help = command.createHelp();
  const args = help.visibleArguments(command).flatMap((argument) => {
    const text = help.argumentDescription(argument);
    return text === '' ? [] : ['.TP', `.I ${roff(argument.name())}`, roff(text)];
  });
  const head = [`.SS "${roff(usageOf(command))}"`, roff(command.description())];
  return [...head, ...args, ...options(command), ...command.commands.flatMap(section)];
}

function options(command: Command): readonly string[] {
  const help = command.createHelp();
  // Every command has --help, so it stands once at the top.
  const own = help.visibleOptions(command).filter(({ long }) => command.parent === null || long !== '--help');
  return own.flatMap((option) => ['.TP', `.B ${roff(help.optionTerm(option))}`, roff(help.optionDescription(option))]);
}

function usageOf(command: Command): string {
  return command.createHelp().commandUsage(command);
}

/** Returns the text with the signs of roff escaped. A line must not begin with a dot or an apostrophe. */
function roff(text: string): string {
  const safe = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replace(/[^\0-\x7F]/gu, (sign) => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`)
    .replaceAll(/\s*\n\s*/g, ' ');
  return /^[.']/.test(safe) ? `\\&${safe}` : safe;
}
