import { labelled } from '../../core/text/layout.ts';
import { namedAccount } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import { shownNames } from '../../core/settings/accounts.ts';
import { providerTitle, serviceName, stateText } from '../../core/views/account.ts';
import { findingCheck } from '../../core/views/doctor.ts';
import { discoveryRows } from '../../core/views/places.ts';
import { suggestionNotes } from '../../core/views/suggestions.ts';
import { plainStyle, tableLines, type TerminalStyle, wrapText } from '../../core/text/table.ts';
import type { Services } from '../services/create-services.ts';
import { createLocalSuggestions } from '../services/suggestions.ts';
import { declareAccountChanges } from './change-accounts.ts';
import { exitCode, printAs } from './output.ts';
import type { Declare } from './program.ts';
import { knownSnapshot } from './snapshots.ts';

export type AccountsCommand =
  | { readonly kind: 'accounts-list'; readonly json: boolean }
  | { readonly kind: 'accounts-discover'; readonly json: boolean };

/** `accounts list`, `discover`, `add`, `remove` and `rename`. */
export const declareAccounts: Declare = (program, declaring) => {
  const { t, examples, choose } = declaring;
  const group = program
    .command('accounts')
    .description(t('cli.accounts'))
    .usage('[command]')
    .addHelpText('after', examples('quota-tray accounts list', 'quota-tray accounts add --help'));
  group
    .command('list')
    .description(t('cli.accounts.list'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray accounts list'))
    .action(({ json = false }: { json?: boolean }) =>
      choose({ kind: 'accounts-list', json }, async ({ services, terminal }) =>
        listAccounts(await services(), json, terminal),
      ),
    );
  group
    .command('discover')
    .description(t('cli.accounts.discover'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray accounts discover'))
    .action(({ json = false }: { json?: boolean }) =>
      choose({ kind: 'accounts-discover', json }, async ({ services, terminal }) =>
        discoverAccounts(await services(), json, terminal),
      ),
    );
  declareAccountChanges(group, declaring);
};

/** Prints the known accounts. No service is asked. */
export async function listAccounts(
  services: Services,
  json: boolean,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const { accounts } = await knownSnapshot(services);
  const locale = services.locale();
  const { t } = locale;
  const rows = accounts.map(({ id, provider, label, email, plan, state }) => ({
    ...{ id, provider, label, email, plan, state },
  }));
  const none = rows.length === 0 ? await noAccountText(services) : '';
  printAs(json, rows, () => {
    if (rows.length === 0) return none;
    if (terminal.columns === null) {
      return rows.map(({ id, label, provider, state }) => `${id}  ${label}  ${provider}  ${state}`).join('\n');
    }
    const columns = [
      { title: t('cli.column.id') },
      { title: t('cli.column.name'), fit: 'cut' },
      { title: t('cli.column.provider'), fit: 'cut' },
      { title: t('cli.column.state'), fit: 'wrap' },
    ] as const;
    const nowMs = services.clock.nowMs();
    const lines = accounts.map((account) => [
      account.id,
      account.label,
      serviceName(account),
      {
        text: stateText(account, locale, nowMs) || t('cli.state-fresh'),
        colour: account.state === 'fresh' ? 'good' : 'low',
      } as const,
    ]);
    return tableLines(columns, lines, terminal).join('\n');
  });
  return exitCode.done;
}

/** Why no account is shown: there is none, or the sign-ins that were found cannot be used. */
export async function noAccountText(services: Services): Promise<string> {
  const locale = services.locale();
  const problems = (await services.engine.discover()).filter(({ outcome }) => outcome.kind === 'problem');
  if (problems.length === 0) return locale.t('terminal.none');
  const lines = problems.map((finding) => {
    const { name, text } = findingCheck(finding, locale);
    return labelled(name, text, locale);
  });
  return [locale.t('terminal.none-usable'), ...lines].join('\n');
}

/**
 * Prints each place where an account could be, and what was found there or why nothing was. Then it prints the accounts
 * that could be added, each with its command.
 */
export async function discoverAccounts(
  services: Services,
  json: boolean,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const locale = services.locale();
  const { t } = locale;
  const findings = await services.engine.discover();
  const known = services.engine.accounts().map(namedAccount);
  const names = shownNames(known, services.settings.get(), locale);
  const nameOf = ({ id, label }: Account): string =>
    names.get(id) ?? (services.settings.get().hidePersonal ? id : label);
  const suggestions = await createLocalSuggestions(services).look();
  const rows = discoveryRows(findings, suggestions.open, nameOf, locale);
  const notes = suggestionNotes(suggestions, locale);
  printAs(json, rows, () => {
    if (terminal.columns === null) {
      const lines = rows.map(({ provider, place, message }) => `${provider}  ${labelled(place, message, locale)}`);
      return [...lines, ...notes].join('\n');
    }
    const columns = [
      { title: t('cli.column.provider') },
      { title: t('cli.column.place') },
      { title: t('cli.column.result'), fit: 'wrap' },
    ] as const;
    const lines = rows.map(({ provider, place, outcome, message }) => [
      providerTitle(provider, locale),
      place,
      { text: message, ...(outcome === 'problem' ? { colour: 'critical' as const } : {}) },
    ]);
    return [...tableLines(columns, lines, terminal), ...notes.flatMap((note) => wrapped(note, terminal))].join('\n');
  });
  return exitCode.done;
}

function wrapped(text: string, { columns }: TerminalStyle): readonly string[] {
  return columns === null ? [text] : wrapText(text, columns);
}
