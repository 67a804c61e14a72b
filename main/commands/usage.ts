import { numberFormat } from '../../core/i18n/formatters.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { usageCsv } from '../../core/token-usage/csv.ts';
import type { UsageDocument } from '../../core/token-usage/document.ts';
import { usageTools } from '../../core/token-usage/entry.ts';
import { parseUsageQuery, type UsageParameters, weekDays } from '../../core/token-usage/query.ts';
import type { UsageGrouping } from '../../core/token-usage/report.ts';
import { noUsageText, usageText } from '../../core/token-usage/table.ts';
import { plainStyle, type TerminalStyle } from '../../core/text/table.ts';
import { secondMs } from '../../core/units/time.ts';
import { usageOfApp } from '../node/api/app-usage.ts';
import type { ReadingProgress } from '../node/api/usage-route.ts';
import { exitCode, print, printError, printJson } from './output.ts';
import type { AppHost, Declare } from './program.ts';

/** Prints tokens and their cost at list price. */
export interface UsageCommand {
  readonly kind: 'usage';
  /** As the user wrote it, with the grouping that the first word names. */
  readonly parameters: UsageParameters;
  readonly format: 'text' | 'json' | 'csv';
  /** True: each row of the table is followed by its models. */
  readonly isByModel: boolean;
}

/** The first word of the command, as users of ccusage know it, and what its rows stand for. */
const groupings: Readonly<Record<string, UsageGrouping>> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  session: 'session',
  project: 'project',
  blocks: 'block',
  model: 'model',
  tool: 'tool',
  agent: 'agent',
  hour: 'hour',
};
const names = Object.keys(groupings).join(', ');

interface UsageOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly breakdown?: boolean;
  readonly instances?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly timezone?: string;
  readonly tool?: string;
  readonly project?: string;
  readonly order?: string;
  readonly startOfWeek?: string;
}

/** `usage`. */
export const declareUsage: Declare = (program, { t, examples, choose, refuse }) => {
  program
    .command('usage')
    .description(t('cli.token-usage'))
    .usage('[daily|weekly|monthly|session|project|blocks] [options]')
    .argument('[rows]', t('cli.token-usage.by', { names }))
    .option('--since <day>', t('cli.token-usage.since'))
    .option('--until <day>', t('cli.token-usage.until'))
    .option('--timezone <zone>', t('cli.token-usage.timezone'))
    .option('--tool <tool>', t('cli.token-usage.tool', { names: usageTools.join(', ') }))
    .option('--project <project>', t('cli.token-usage.project'))
    .option('--breakdown', t('cli.token-usage.breakdown'))
    .option('--instances', t('cli.token-usage.instances'))
    .option('--order <order>', t('cli.token-usage.order'))
    .option('--start-of-week <weekday>', t('cli.token-usage.start-of-week'))
    .option('--json', t('cli.json'))
    .option('--csv', t('cli.csv'))
    .option('--offline', t('cli.token-usage.offline'))
    .addHelpText(
      'after',
      examples(
        'quota-tray usage',
        'quota-tray usage monthly --breakdown',
        'quota-tray usage daily --since 20261101 --tool claude --json',
        'quota-tray usage session --project shop --csv > sessions.csv',
      ),
    )
    .action((rows: string | undefined, options: UsageOptions) => {
      const { json = false, csv = false, breakdown = false, instances = false, startOfWeek, ...rest } = options;
      if (json && csv) refuse(t('cli.error.csv-json'));
      const by = groupings[rows ?? 'daily'];
      if (by === undefined) refuse(t('token-usage.bad-choice', { option: 'usage', names }));
      const { since, until, timezone, tool, project, order } = rest;
      const parameters: UsageParameters = {
        ...{ by, since, until, timezone, tool, project, order },
        ...(instances && { instances: 'true' }),
        weekStart: startOfWeek,
      };
      const reading = parseUsageQuery(parameters, 'UTC');
      if (reading.kind === 'bad') refuse(refusal(reading.field, t));
      const format = csv ? 'csv' : json ? 'json' : 'text';
      choose({ kind: 'usage', parameters, format, isByModel: breakdown }, (host, command) =>
        usage(host, command, host.terminal),
      );
    });
};

function refusal(field: keyof UsageParameters, t: LocaleContext['t']): string {
  switch (field) {
    case 'since':
    case 'until':
      return t('token-usage.bad-day', { option: `--${field}` });
    case 'timezone':
      return t('token-usage.bad-zone');
    case 'project':
      return t('token-usage.bad-project');
    case 'tool':
      return t('token-usage.bad-choice', { option: '--tool', names: usageTools.join(', ') });
    case 'weekStart':
      return t('token-usage.bad-choice', { option: '--start-of-week', names: weekDays.join(', ') });
    default:
      return t('token-usage.bad-choice', { option: '--order', names: 'asc, desc' });
  }
}

/** Prints what the tools used by their own logs: from the running app, else by the same index in this process. */
export async function usage(
  host: AppHost,
  command: UsageCommand,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const { locale } = await host.stored();
  const onProgress = progressPrinter(locale);
  const zone = command.parameters.timezone ?? locale.timeZone;
  const parameters = { ...command.parameters, timezone: zone };
  const asked = await usageOfApp(host.paths().appSocket, parameters, onProgress);
  if (asked.kind === 'fault') {
    printError(locale.t('token-usage.app-fault', { reason: asked.reason }));
    return exitCode.unavailable;
  }
  const document = asked.kind === 'document' ? asked.document : await documentHere(host, parameters, onProgress);
  const isUnread = document !== null && document.total.requests === 0 && document.unread.length > 0;
  if (document === null || isUnread) {
    printError(locale.t('token-usage.unavailable'));
    return exitCode.unavailable;
  }
  const { ownProblem } = document.prices;
  const file = host.paths().tokenPrices;
  if (ownProblem !== null) printError(locale.t('token-usage.own-prices-bad', { file, problem: ownProblem }));
  if (command.format === 'json') printJson(document);
  else if (command.format === 'csv') print(usageCsv(document));
  else if (document.rows.length === 0) printError(noUsageText(document, locale));
  else print(usageText(document, locale, terminal, { isByModel: command.isByModel, nowMs: Date.now() }));
  return exitCode.done;
}

async function documentHere(
  { services }: AppHost,
  parameters: UsageParameters,
  onProgress: (progress: ReadingProgress) => void,
): Promise<UsageDocument | null> {
  const [made, { tokenUsageOf }] = await Promise.all([services(), import('../services/token-usage.ts')]);
  const reading = parseUsageQuery(parameters, made.locale().timeZone);
  if (reading.kind === 'bad') return null;
  const tokens = tokenUsageOf(made);
  const outcome = await tokens.answer(reading.query, reading.timeZone, { waitMs: null, onProgress });
  tokens.close();
  return outcome.kind === 'document' ? outcome.document : null;
}

/** An update of the index that takes less than this shows no progress. */
const quietMs = secondMs;

/** Prints how far the reading of the logs is, at most once a second. */
function progressPrinter(locale: LocaleContext): (progress: ReadingProgress) => void {
  let printedAtMs: number | null = null;
  return ({ files, ofFiles, bytes, ofBytes }) => {
    const now = Date.now();
    printedAtMs ??= now;
    if (ofBytes === 0 || now - printedAtMs < quietMs) return;
    printedAtMs = now;
    const { numbers } = locale.formats;
    const percent = numberFormat(numbers, { style: 'percent' }).format(Math.floor((bytes / ofBytes) * 100) / 100);
    const whole = numberFormat(numbers, { maximumFractionDigits: 0 });
    const counts = { files: whole.format(files), ofFiles: whole.format(ofFiles) };
    printError(locale.t('token-usage.reading', { percent, ...counts }));
  };
}
