import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Translate } from '../../../../core/i18n/translate.ts';
import { completion } from '../../../../main/commands/completion.ts';
import { allDeclarations, declarationsFor } from '../../../../main/commands/declarations.ts';
import { declaredProgram, parseArguments, pathOf } from '../../../../main/commands/program.ts';
import { englishReader } from '../../../bench/english-reader.ts';
import { helpText, parseCommand } from '../../../support/parse-command.ts';

const { t } = englishReader();
const declarations = await allDeclarations();

type Declared = ReturnType<typeof declaredProgram>;

function commandsOf(command: Declared): readonly Declared[] {
  return [command, ...command.commands.flatMap((each) => commandsOf(each))];
}

const paths = commandsOf(declaredProgram(declarations, t))
  .slice(1)
  .map((command) => pathOf(command).split(' ').slice(1));

describe('the help', () => {
  it.each(paths.map((words) => [words.join(' '), words] as const))(
    'of "%s" names its options and an example',
    (_name, words) => {
      const help = helpText([...words, '--help']);
      expect(help).toMatch(new RegExp(`^Usage: quota-tray ${words.join(' ')}`));
      expect(help).toContain('-h, --help');
      expect(help).toMatch(/Examples:\n {2}.*quota-tray /);
      expect(helpText(['help', ...words])).toBe(help);
    },
  );

  it('of the program lists every command and every exit code', () => {
    const help = helpText([]);
    for (const [name = ''] of paths) expect(help).toContain(`\n  ${name} `);
    for (const code of [64, 69, 70, 74, 75]) expect(help).toContain(String(code));
    expect(helpText(['help'])).toBe(help);
    expect(helpText(['--help'])).toBe(help);
  });

  it('shows the default of an option', () => {
    expect(helpText(['slot', '--help'])).toContain('(default: 60)');
  });

  it('fits the terminal', () => {
    const lines = helpText(['guard', '--help'], 60)
      .split('\n')
      .filter((line) => !line.includes('quota-tray'));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  it('is the same when only the named command is loaded', async () => {
    const some = await declarationsFor(['ledger', 'plan'], t);
    expect(parseArguments(['ledger', 'plan', '--help'], some, t)).toEqual(
      parseArguments(['ledger', 'plan', '--help'], declarations, t),
    );
    expect(parseArguments([], some, t)).toEqual(parseArguments([], declarations, t));
  });
});

describe('a misspelled word', () => {
  it.each([
    [['statsu'], 'Unknown command: statsu. Did you mean status?'],
    [['help', 'gaurd'], 'Unknown command: gaurd. Did you mean guard?'],
    [['ledger', 'pln'], 'Did you mean plan?'],
    [['status', '--jsn'], "Unknown option '--jsn'. Did you mean --json?"],
    [['nothing-like-it'], 'Unknown command: nothing-like-it.'],
  ])('%j gets the word that may be meant', (argv, message) => {
    expect(parseCommand(argv)).toEqual({ kind: 'bad', message: expect.stringContaining(message) });
  });

  it('is not repeated if it may be a key', () => {
    for (const argv of [
      ['accounts', 'add', 'sk-canary'],
      ['accounts', 'add', '--key=sk-canary'],
      ['accounts', 'remove', 'id', 'sk-canary'],
      ['accounts', 'list', 'sk-canary'],
    ]) {
      const parsed = parseArguments(argv, declarations, t);
      expect(parsed.kind).toBe('bad');
      expect(JSON.stringify(parsed)).not.toContain('sk-canary');
    }
  });

  it('has the usage of its command', () => {
    expect(parseArguments(['ledger', 'release'], declarations, t)).toMatchObject({
      usage:
        'Usage: quota-tray ledger release <reservation> [options]\nRun "quota-tray ledger release --help" for all options and an example.',
    });
  });
});

it('options may stand before the words of a command', () => {
  expect(parseCommand(['--json', 'accounts', 'list'])).toEqual({ kind: 'accounts-list', json: true });
  expect(parseCommand(['ledger', '--install', 'x', 'plan', '--tier', 'core'])).toEqual(
    parseCommand(['ledger', 'plan', '--install', 'x', '--tier', 'core']),
  );
});

it('every word of the help is in the language of the terminal', () => {
  const chinese = JSON.parse(
    readFileSync(new URL('../../../../core/i18n/locales/zh-Hans.json', import.meta.url), 'utf8'),
  ) as Readonly<Record<string, string>>;
  const translate: Translate = (key, values) =>
    (chinese[key] ?? key).replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values?.[name]));
  for (const words of [[], ...paths]) {
    const parsed = parseArguments([...words, '--help'], declarations, translate);
    const text = parsed.kind === 'help' ? parsed.text : '';
    expect(text.split('\n')[0]).toMatch(/^用法：quota-tray/);
    expect(text).not.toMatch(/Usage|Options:|Commands:|Arguments:|default:|display help|\[options\]/);
  }
});

it.each(['bash', 'zsh', 'fish'] as const)('the completion of %s knows every command and option', async (shell) => {
  const out: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text) => out.push(String(text)) > 0;
  try {
    expect(await completion(shell, t)).toBe(0);
  } finally {
    process.stdout.write = write;
  }
  const script = out.join('');
  for (const command of commandsOf(declaredProgram(declarations, t)).slice(1)) {
    expect(script).toContain(command.name());
    for (const { long } of command.options) expect(script).toContain((long ?? '').slice(2));
  }
});
