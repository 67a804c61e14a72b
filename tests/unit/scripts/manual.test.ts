import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { allDeclarations } from '../../../main/commands/declarations.ts';
import { declaredProgram, pathOf } from '../../../main/commands/program.ts';
import { manualPage } from '../../../scripts/command-line/manual.ts';
import { localeIn } from '../../support/locale.ts';

const groff = '/usr/bin/groff';
const program = declaredProgram(await allDeclarations(), localeIn('en', 'en-GB').t);
const page = manualPage(program, '1.2.3');

/** The page as a reader sees its words. */
const plain = page.replaceAll('\\-', '-').replaceAll('\\(dq', '"');

function allCommands(command: Command): readonly Command[] {
  return command.commands.flatMap((each) => [each, ...allCommands(each)]);
}

describe('the manual page', () => {
  it('has every command, argument and option', () => {
    const commands = allCommands(program);
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) {
      expect(plain).toContain(`.SS "${pathOf(command)}`);
      for (const { long } of command.options) expect(plain).toContain(`.B ${long}`);
    }
  });

  it('has the version, the exit codes and no sign beyond ASCII', () => {
    expect(plain).toContain('"quota-tray 1.2.3"');
    for (const code of [0, 1, 64, 69, 70, 74, 75]) expect(plain).toContain(`.B ${code}\n`);
    expect(page).toMatch(/^[\0-\x7F]*$/);
  });

  it.runIf(existsSync(groff))('is read by groff without a complaint', () => {
    const { status, stderr } = spawnSync(groff, ['-man', '-ww', '-z'], { input: page, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
