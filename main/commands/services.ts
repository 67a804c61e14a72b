import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { ServiceDefinition } from '../../core/providers/own/definition.ts';
import { definitionText, parseDefinition } from '../../core/providers/own/text.ts';
import { labelled } from '../../core/text/layout.ts';
import { type TerminalStyle, wrapText } from '../../core/text/table.ts';
import { previewLines, type PreviewLine, problemTexts } from '../../core/views/own-service.ts';
import type { Services } from '../services/create-services.ts';
import { ownServiceExamples } from '../services/own-service-examples.ts';
import { serviceFileText, testOwnService } from '../services/own-services.ts';
import { askForKey, type SecretSource, terminalSecret } from './key-input.ts';
import { exitCode, print, printAs, printError } from './output.ts';
import type { Declare, Host } from './program.ts';

/** A command about files of the user's own services. A key is never an argument. */
export type OwnServicesCommand =
  | { readonly kind: 'services-check'; readonly file: string; readonly json: boolean }
  | {
      readonly kind: 'services-test';
      readonly file: string;
      readonly baseUrl: string | null;
      readonly organizationId: string | null;
      readonly secretStdin: boolean;
      readonly json: boolean;
    }
  | { readonly kind: 'services-export'; readonly accountId: string }
  | { readonly kind: 'services-examples'; readonly name: string | null };

interface TestOptions {
  readonly baseUrl?: string | null;
  readonly org?: string | null;
  readonly secretStdin?: boolean;
  readonly json?: boolean;
}

/** `services check`, `test`, `export` and `examples`. */
export const declareServices: Declare = (program, { t, examples, choose, refuse }) => {
  const run = async ({ services, terminal }: Host, command: OwnServicesCommand): Promise<number> =>
    ownServices(await services(), command, terminal);
  const fileOf = (command: string, file: string): string =>
    file === '' ? refuse(t('cli.services.needs-file', { command })) : file;
  const group = program
    .command('services')
    .description(t('cli.services'))
    .usage('[command]')
    .addHelpText('after', examples('quota-tray services examples litellm > litellm.json'));
  group
    .command('check')
    .description(t('cli.services.check'))
    .usage('<file> [options]')
    .argument('[file]', t('cli.services.file'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray services check litellm.json'))
    .action((file = '', { json = false }: { json?: boolean }) =>
      choose({ kind: 'services-check', file: fileOf('services check', file), json }, run),
    );
  group
    .command('test')
    .description(t('cli.services.test'))
    .usage('<file> [options]')
    .argument('[file]', t('cli.services.file'))
    .option('--base-url <url>', t('cli.accounts.add.base-url'))
    .option('--org <id>', t('cli.accounts.add.org'))
    .option('--secret-stdin', t('cli.accounts.add.secret-stdin'))
    .option('--json', t('cli.json'))
    .addHelpText(
      'after',
      examples('pass litellm | quota-tray services test litellm.json --base-url https://llm.example --secret-stdin'),
    )
    .action((file = '', { baseUrl = null, org = null, secretStdin = false, json = false }: TestOptions) => {
      const rest = { baseUrl, organizationId: org, secretStdin, json };
      choose({ kind: 'services-test', file: fileOf('services test', file), ...rest }, run);
    });
  group
    .command('export')
    .description(t('cli.services.export'))
    .usage('<id>')
    .argument('[account]', t('cli.services.account'))
    .addHelpText('after', examples('quota-tray services export own:1f2e3d4c5b6a > service.json'))
    .action((accountId = '') => choose({ kind: 'services-export', accountId }, run));
  group
    .command('examples')
    .description(t('cli.services.examples'))
    .usage('[name]')
    .argument('[name]', t('cli.services.example-name'))
    .addHelpText('after', examples('quota-tray services examples', 'quota-tray services examples litellm'))
    .action((name = '') => choose({ kind: 'services-examples', name: name === '' ? null : name }, run));
};

/** Checks, tests or exports the file of a service, or prints an example. */
export async function ownServices(
  services: Services,
  command: OwnServicesCommand,
  terminal: TerminalStyle,
  secrets: SecretSource = terminalSecret,
): Promise<number> {
  const locale = services.locale();
  switch (command.kind) {
    case 'services-check':
      return check(command.file, command.json, locale, terminal);
    case 'services-test':
      return test(services, command, terminal, secrets);
    case 'services-export':
      return exportFile(services, command.accountId);
    default:
      return printExample(command.name, locale);
  }
}

/** The service of a file; null: there is none, and the user has the sentences. */
export function definitionIn(file: string, locale: LocaleContext): ServiceDefinition | null {
  const { t } = locale;
  const text = serviceFileText(file);
  if (text === null) {
    printError(t('cli.services.unreadable', { file }));
    return null;
  }
  const reading = parseDefinition(text);
  if (reading.kind === 'good') return reading.definition;
  printError([t('cli.services.bad', { file }), ...problemTexts(reading.problems, locale)].join('\n'));
  return null;
}

function check(file: string, json: boolean, locale: LocaleContext, terminal: TerminalStyle): number {
  const definition = definitionIn(file, locale);
  if (definition === null) return exitCode.badArguments;
  const lines = previewLines(definition, null, locale);
  printAs(json, { file, definition, preview: lines }, () =>
    [locale.t('cli.services.good', { file }), ...listed(lines, locale, terminal)].join('\n'),
  );
  return exitCode.done;
}

async function test(
  services: Services,
  { file, baseUrl, organizationId, secretStdin, json }: Extract<OwnServicesCommand, { kind: 'services-test' }>,
  terminal: TerminalStyle,
  secrets: SecretSource,
): Promise<number> {
  const definition = definitionIn(file, services.locale());
  if (definition === null) return exitCode.badArguments;
  const wanted = { service: definition.name, isOptional: false, fromInput: secretStdin };
  const key = await askForKey(wanted, secrets, services.locale());
  if (key === null) return exitCode.badArguments;
  const answer = await testOwnService(services, { definition, baseUrl, organizationId, key });
  const text = [answer.message, ...listed(answer.figures, services.locale(), terminal), ...answer.empty].join('\n');
  if (answer.ok || json) printAs(json, answer, () => text);
  else printError(text);
  return answer.ok ? exitCode.done : exitCode.unavailable;
}

function exportFile(services: Services, accountId: string): number {
  const account = services.addedAccounts.list()?.find(({ id }) => id === accountId);
  const { t } = services.locale();
  if (account?.definition === undefined) {
    printError(t(account === undefined ? 'addition.unknown-account' : 'cli.services.no-file'));
    return exitCode.badArguments;
  }
  print(definitionText(account.definition));
  return exitCode.done;
}

function printExample(name: string | null, { t }: LocaleContext): number {
  const names = ownServiceExamples.map(({ id }) => id);
  if (name === null) {
    print(names.join('\n'));
    return exitCode.done;
  }
  const example = ownServiceExamples.find(({ id }) => id === name);
  if (example === undefined) {
    printError(t('cli.services.no-example', { name, names: names.join(', ') }));
    return exitCode.badArguments;
  }
  print(example.text);
  return exitCode.done;
}

function listed(lines: readonly PreviewLine[], locale: LocaleContext, { columns }: TerminalStyle): readonly string[] {
  return lines.flatMap(({ name, text }) => wrapText(labelled(name, text, locale), columns));
}
