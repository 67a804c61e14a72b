import type { Command as Program, Option } from 'commander';
import type { Translate } from '../../core/i18n/translate.ts';
import { shellWord } from '../../core/units/shell-word.ts';
import { exitCode, print } from './output.ts';
import { type Declare, declaredProgram } from './program.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

export interface CompletionCommand {
  readonly kind: 'completion';
  /** null: print the ids of the known accounts, which the scripts call for. */
  readonly shell: Shell | null;
}

/** `completion`. */
export const declareCompletion: Declare = (program, { t, examples, choose, refuse }) => {
  program
    .command('completion')
    .description(t('cli.completion'))
    .usage('<shell>')
    .argument('[shell]', t('cli.completion.shell'))
    .addHelpText(
      'after',
      examples(
        'quota-tray completion bash > ~/.local/share/bash-completion/completions/quota-tray',
        'quota-tray completion zsh > ~/.zfunc/_quota-tray',
        'quota-tray completion fish > ~/.config/fish/completions/quota-tray.fish',
      ),
    )
    .action((name: string | undefined) => {
      const shell = name === accountsWord ? null : shells.find((each) => each === name);
      if (shell === undefined) return refuse(t('cli.completion.shells', { names: shells.join(', ') }));
      choose({ kind: 'completion', shell }, async ({ locale }) => completion(shell, (await locale()).t));
    });
};

/** The word with which the scripts ask for the ids of the accounts. */
const accountsWord = 'accounts';

/** Prints the completion script of a shell, or the ids of the accounts that were seen before, without asking anything. */
export async function completion(shell: Shell | null, t: Translate): Promise<number> {
  if (shell === null) {
    const [{ createStatusLineServices }, { cachedAccounts }] = await Promise.all([
      import('../statusline/local-state.ts'),
      import('../statusline/local-state.ts'),
    ]);
    const states = await cachedAccounts(createStatusLineServices(process.env));
    const ids = states.map(({ account }) => account.id);
    if (ids.length > 0) print(ids.join('\n'));
    return exitCode.done;
  }
  const { allDeclarations } = await import('./declarations.ts');
  print(completionScript(shell, declaredProgram(await allDeclarations(), t)));
  return exitCode.done;
}

/** A command with the words that may follow it. */
interface Place {
  /** The words of the command, such as `ledger plan`; empty for the program. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly text: string }[];
  readonly options: readonly { readonly flag: string; readonly text: string; readonly takesValue: boolean }[];
  /** True where an id of an account may follow. */
  readonly takesAccount: boolean;
  readonly words: readonly string[];
}

const choices: Readonly<Record<string, readonly string[]>> = {
  'ledger commit': ['gemini', 'hardware'],
};

function placesOf(command: Program, path = ''): readonly Place[] {
  const own: Place = {
    path,
    commands: command.commands.map((each) => ({ name: each.name(), text: each.description() })),
    options: command.options.map((option) => ({
      flag: flagOf(option),
      text: option.description,
      takesValue: option.required,
    })),
    takesAccount:
      command.registeredArguments.some((argument) => argument.name() === 'account') ||
      ['accounts remove', 'accounts rename'].includes(path),
    words: path === 'completion' ? shells : [],
  };
  return [own, ...command.commands.flatMap((each) => placesOf(each, `${path} ${each.name()}`.trim()))];
}

function flagOf({ long, short }: Option): string {
  return long ?? short ?? '';
}

/** Returns the completion script of a shell for the declared commands. */
export function completionScript(shell: Shell, program: Program): string {
  const places = placesOf(program);
  if (shell === 'fish') return fishScript(places);
  return shell === 'bash' ? bashScript(places) : zshScript(places);
}

/** The branches of a `case` over the words of the command. */
function branches(places: readonly Place[], body: (place: Place) => string): string {
  return places.map((place) => `    '${place.path}') ${body(place)} ;;`).join('\n');
}

const findPlace = (places: readonly Place[]): string => `  for word in "\${before[@]}"; do
    case "\${place:+$place }$word" in
      ${places.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`])).join('|')}) place="\${place:+$place }$word" ;;
    esac
  done`;

function bashScript(places: readonly Place[]): string {
  const words = ({ commands, options, words: more }: Place): string =>
    `words='${[...commands.map(({ name }) => name), ...more, ...options.map(({ flag }) => flag), '--help'].join(' ')}'`;
  return `# Completion of quota-tray for bash.
_quota_tray() {
  local cur=\${COMP_LINE:0:COMP_POINT} place='' words='' word accounts='' id
  cur=\${cur##*[[:space:]]}
  local line=\${COMP_LINE:0:COMP_POINT-\${#cur}}
  local -a before
  read -ra before <<< "$line"
  before=("\${before[@]:1}")
${findPlace(places)}
  local previous=''
  (( \${#before[@]} > 0 )) && previous=\${before[-1]}
  case "$place" in
${branches(places, (place) => `${words(place)}${place.takesAccount ? '; accounts=yes' : ''}`)}
  esac
  case "$previous" in
    --account) words=''; accounts=yes ;;
    --backend) words='${choices['ledger commit']?.join(' ')}' ;;
    -*) case " ${valueFlags(places).join(' ')} " in *" $previous "*) words='' ;; esac ;;
  esac
  [[ $place == 'ledger import' && $cur != -* ]] && { COMPREPLY=($(compgen -f -- "$cur")); return; }
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  # Not through \`compgen -W\`, which would run a command that an id holds.
  if [[ $accounts == yes && $cur != -* ]]; then
    while IFS= read -r id; do [[ $id == "$cur"* ]] && COMPREPLY+=("$id"); done < <(quota-tray completion accounts 2>/dev/null)
  fi
  # Readline takes a colon, as in an account id, for the start of a new word.
  if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
    for id in "\${!COMPREPLY[@]}"; do COMPREPLY[id]=\${COMPREPLY[id]#"\${cur%:*}:"}; done
  fi
}
complete -F _quota_tray quota-tray
`;
}

function valueFlags(places: readonly Place[]): readonly string[] {
  return [
    ...new Set(places.flatMap(({ options }) => options.filter((each) => each.takesValue).map(({ flag }) => flag))),
  ];
}

function zshScript(places: readonly Place[]): string {
  const item = (name: string, text: string): string => shellWord(`${name.replaceAll(':', '\\:')}:${text}`);
  const describe = ({ commands, options, words, takesAccount }: Place): string =>
    [
      `commands=(${[...commands.map(({ name, text }) => item(name, text)), ...words.map(shellWord)].join(' ')})`,
      `options=(${options.map(({ flag, text }) => item(flag, text)).join(' ')} '--help')`,
      ...(takesAccount ? ['accounts=yes'] : []),
    ].join('; ');
  return `#compdef quota-tray
# Completion of quota-tray for zsh.
_quota_tray() {
  local place='' word accounts='' previous=\${words[CURRENT-1]}
  local -a commands options ids before
  before=("\${(@)words[2,CURRENT-1]}")
${findPlace(places)}
  case "$place" in
${branches(places, describe)}
  esac
  case "$previous" in
    --account) commands=(); options=(); accounts=yes ;;
    --backend) commands=(${choices['ledger commit']?.join(' ')}); options=() ;;
    ${valueFlags(places)
      .filter((flag) => flag !== '--account' && flag !== '--backend')
      .join('|')}) return 1 ;;
  esac
  if [[ $accounts == yes ]]; then
    ids=(\${(f)"$(quota-tray completion accounts 2>/dev/null)"})
    compadd -a ids
  fi
  [[ $place == 'ledger import' ]] && _files
  (( \${#commands} )) && _describe -t commands command commands
  [[ $PREFIX == -* ]] && _describe -o -t options option options
}
if [[ $funcstack[1] == _quota_tray || $funcstack[1] == _quota-tray ]]; then _quota_tray "$@"; else compdef _quota_tray quota-tray; fi
`;
}

function fishScript(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, commands, options, words, takesAccount }) => {
    const when = `-n ${shellWord(`__quota_tray_at ${path === '' ? "''" : `'${path}'`}`)}`;
    return [
      ...commands.map(({ name, text }) => `complete -c quota-tray -f ${when} -a ${name} -d ${shellWord(text)}`),
      ...words.map((word) => `complete -c quota-tray -f ${when} -a ${word}`),
      ...(takesAccount ? [`complete -c quota-tray -f ${when} -a '(quota-tray completion accounts 2>/dev/null)'`] : []),
      ...options.map(({ flag, text, takesValue }) => {
        const values = valuesOf(flag);
        return `complete -c quota-tray -f ${when} -l ${flag.slice(2)}${takesValue ? ' -x' : ''}${values} -d ${shellWord(text)}`;
      }),
      ...(path === 'ledger import' ? [`complete -c quota-tray ${when} -F`] : []),
    ];
  });
  return `# Completion of quota-tray for fish.
function __quota_tray_at
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$path $word")
    contains -- $next ${places.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`])).join(' ')}; and set path $next
  end
  test "$path" = $argv[1]
end
complete -c quota-tray -f
complete -c quota-tray -f -s h -l help
${lines.join('\n')}
`;
}

function valuesOf(flag: string): string {
  if (flag === '--account') return " -a '(quota-tray completion accounts 2>/dev/null)'";
  return flag === '--backend' ? ` -a '${choices['ledger commit']?.join(' ')}'` : '';
}
