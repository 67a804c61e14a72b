import { expect, it } from 'vitest';
import { startCommand } from '../../../../core/providers/start-command.ts';

it.each([
  ['codex', '~/.codex-studio', 'CODEX_HOME=~/.codex-studio codex', "$env:CODEX_HOME=$HOME+'/.codex-studio'; codex"],
  ['claude', '~/my files', "CLAUDE_CONFIG_DIR=~/'my files' claude", "$env:CLAUDE_CONFIG_DIR=$HOME+'/my files'; claude"],
  ['codex', "/srv/it's $(rm)", "CODEX_HOME='/srv/it'\\''s $(rm)' codex", "$env:CODEX_HOME='/srv/it''s $(rm)'; codex"],
  ['codex', 'C:\\Users\\x', "CODEX_HOME='C:\\Users\\x' codex", "$env:CODEX_HOME='C:\\Users\\x'; codex"],
  ['codex', '-n', 'CODEX_HOME=-n codex', "$env:CODEX_HOME='-n'; codex"],
] as const)(
  'a %s account in %s starts by a command that each shell reads as one path',
  (provider, folder, posix, shell) => {
    expect(startCommand({ provider, folder }, 'posix')).toBe(posix);
    expect(startCommand({ provider, folder }, 'powershell')).toBe(shell);
  },
);

it.each([
  ['codex', null],
  ['codex', ''],
  ['codex', '/srv/a\nrm -rf'],
  ['deepseek', '/srv'],
] as const)('a %s account in the folder %j has no start command', (provider, folder) => {
  expect(startCommand({ provider, folder }, 'posix')).toBeNull();
});
