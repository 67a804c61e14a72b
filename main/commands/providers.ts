import { allProviders } from '../../core/providers/registry.ts';
import { plainStyle, tableLines, type TerminalStyle } from '../../core/text/table.ts';
import { listedServices } from '../../core/views/services.ts';
import type { Services } from '../services/create-services.ts';
import { exitCode, printAs } from './output.ts';
import type { Declare } from './program.ts';

/** `providers list`: the services that the app can show. */
export interface ProvidersCommand {
  readonly kind: 'providers-list';
  readonly json: boolean;
}

/** `providers list`. */
export const declareProviders: Declare = (program, { t, examples, choose }) => {
  const group = program
    .command('providers')
    .description(t('cli.providers'))
    .usage('[command]')
    .addHelpText('after', examples('quota-tray providers list'));
  group
    .command('list')
    .description(t('cli.providers.list'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray providers list', 'quota-tray providers list --json'))
    .action(({ json = false }: { json?: boolean }) =>
      choose({ kind: 'providers-list', json }, async ({ services, terminal }) =>
        listProviders(await services(), json, terminal),
      ),
    );
};

/** Prints the services: what each shows, what it needs and where the user gets a key. No service is asked. */
export async function listProviders(
  services: Pick<Services, 'locale'>,
  json: boolean,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const locale = services.locale();
  const { t } = locale;
  const all = await allProviders();
  const rows = listedServices(all, locale);
  const described = rows.map(({ id, name, keyPage }) => {
    const { shows = [], key } = all.find((provider) => provider.id === id) ?? {};
    return { id, name, shows, hasKey: key !== undefined, keyPage, defaultBaseUrl: key?.defaultBaseUrl ?? null };
  });
  printAs(json, described, () => {
    if (terminal.columns === null)
      return rows
        .map(({ id, name, shows, needs, keyPage }) => [id, name, shows, needs, keyPage ?? ''].join('  '))
        .join('\n');
    const columns = [
      { title: t('cli.column.provider') },
      { title: t('cli.column.name'), fit: 'cut' },
      { title: t('cli.column.shows'), fit: 'wrap' },
      { title: t('cli.column.needs'), fit: 'wrap' },
      { title: t('cli.column.key-page'), fit: 'wrap' },
    ] as const;
    const lines = rows.map(({ id, name, shows, needs, keyPage }) => [id, name, shows, needs, keyPage ?? '']);
    return tableLines(columns, lines, terminal).join('\n');
  });
  return exitCode.done;
}
