import { listFormat, numberFormat } from '../i18n/formatters.ts';
import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import { derivedMoneyText, unknownText } from '../text/numbers.ts';
import { multiplyMoney } from '../units/money.ts';
import { type TableColumn, type TableRow, tableLines, type TerminalStyle, wrapText } from '../text/table.ts';
import { clockTime, shortDay, timeOfDay } from '../text/times.ts';
import type { UsageDocument, UsageDocumentRow, UsageFigures } from './document.ts';
import type { UsageTool } from './entry.ts';
import { priceName } from './prices/model-name.ts';
import { projectName, type UsageGrouping } from './report.ts';

const toolNames: Readonly<Record<UsageTool, string>> = {
  claude: 'Claude Code',
  codex: 'Codex',
  opencode: 'OpenCode',
  gemini: 'Gemini CLI',
  copilot: 'Copilot CLI',
  kimi: 'Kimi CLI',
  qwen: 'Qwen Code',
  amp: 'Amp',
  grok: 'Grok',
};

const titles: Readonly<Record<UsageGrouping, MessageKey>> = {
  day: 'cli.column.day',
  week: 'token-usage.column-week',
  month: 'token-usage.column-month',
  session: 'token-usage.column-session',
  project: 'token-usage.column-project',
  block: 'token-usage.column-block',
  model: 'token-usage.column-model',
  tool: 'token-usage.column-tool',
  agent: 'token-usage.column-agent',
  hour: 'token-usage.column-hour',
};

/** How much a text shows. */
export interface UsageTextOptions {
  /** True: each row is followed by its models. */
  readonly isByModel: boolean;
  readonly nowMs: number;
}

/** Returns a document as a table with the sentences that its figures need. Times are in the zone of the document. */
export function usageText(
  document: UsageDocument,
  locale: LocaleContext,
  style: TerminalStyle,
  { isByModel, nowMs }: UsageTextOptions,
): string {
  const context = { ...locale, timeZone: document.timeZone };
  const columns = columnsOf(document, context);
  const nameCount = columns.length - figureColumns.length;
  const rows = document.rows.flatMap((row): readonly TableRow[] => {
    const own = [...namesOf(row, document, context, nowMs), ...figureCells(row, context)];
    const parts = isByModel && document.by !== 'model' ? row.models : [];
    return [own, ...parts.map((part) => modelRow(part, nameCount, context))];
  });
  const total = [context.t('token-usage.total'), ...Array.from({ length: nameCount - 1 }, () => '')];
  const last: TableRow = [...total, ...figureCells(document.total, context)].map((cell) => ({
    text: cell,
    colour: 'bold',
  }));
  const table = tableLines(columns, [...rows, last], style);
  const notes = notesOf(document, context, nowMs).flatMap((note) => wrapText(note, style.columns));
  return [...table, '', ...notes].join('\n');
}

/** Returns the sentence for a document without a row. */
export function noUsageText({ since, until, tool, project }: UsageDocument, { t }: LocaleContext): string {
  const isFiltered = since !== null || until !== null || tool !== null || project !== null;
  return t(isFiltered ? 'token-usage.none-chosen' : 'token-usage.none');
}

const figureColumns = [
  'token-usage.column-input',
  'token-usage.column-output',
  'token-usage.column-cache-write',
  'token-usage.column-cache-read',
  'token-usage.column-total',
  'token-usage.column-price',
] as const satisfies readonly MessageKey[];

function columnsOf(document: UsageDocument, { t }: LocaleContext): readonly TableColumn[] {
  const first: TableColumn = { title: t(titles[document.by]) };
  const more = moreNames(document).map((key): TableColumn => ({ title: t(key), fit: 'cut' }));
  const models: readonly TableColumn[] =
    document.by === 'model' ? [] : [{ title: t('token-usage.column-models'), fit: 'cut' }];
  return [first, ...more, ...models, ...figureColumns.map((key): TableColumn => ({ title: t(key), align: 'right' }))];
}

/** The further columns with names: of a session its project and tool, of a block its tool. */
function moreNames({ by, rows }: UsageDocument): readonly MessageKey[] {
  if (by === 'session') return ['token-usage.column-project', 'token-usage.column-tool'];
  if (by === 'block') return ['token-usage.column-tool'];
  const isSplit = by !== 'project' && rows.some(({ project }) => project !== null);
  return isSplit ? ['token-usage.column-project'] : [];
}

function namesOf(
  row: UsageDocumentRow,
  document: UsageDocument,
  locale: LocaleContext,
  nowMs: number,
): readonly string[] {
  const more = moreNames(document).map((key) =>
    key === 'token-usage.column-tool' ? toolText(row.tool) : projectText(row.project),
  );
  const models = row.models.map(({ model }) => (model === null ? unknownText : priceName(model)));
  return [
    firstName(row, document.by, locale, nowMs),
    ...more,
    ...(document.by === 'model' ? [] : [[...new Set(models)].join(', ')]),
  ];
}

function firstName(row: UsageDocumentRow, by: UsageGrouping, locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  switch (by) {
    case 'session':
      return row.sessionId ?? unknownText;
    case 'project':
      return row.project ?? unknownText;
    case 'block':
      return blockText(row, locale, nowMs);
    case 'model':
      return row.model ?? unknownText;
    case 'tool':
      return toolText(row.tool);
    case 'agent':
      return t(row.isSideChain === true ? 'token-usage.agents' : 'token-usage.main');
    case 'hour':
      return `${String(row.hour ?? 0).padStart(2, '0')}:00`;
    default:
      return row.date ?? unknownText;
  }
}

function blockText({ block }: UsageDocumentRow, locale: LocaleContext, nowMs: number): string {
  if (block === null) return unknownText;
  const [startMs, endMs] = [Date.parse(block.startsAt), Date.parse(block.endsAt)];
  const span = `${clockTime(startMs, nowMs, locale)} – ${timeOfDay(endMs, locale)}`;
  return block.isActive ? locale.t('text.noted', { text: span, note: locale.t('token-usage.active') }) : span;
}

function toolText(tool: UsageTool | null): string {
  return tool === null ? unknownText : toolNames[tool];
}

function projectText(project: string | null): string {
  return project === null ? unknownText : projectName(project);
}

function modelRow(part: UsageFigures['models'][number], nameCount: number, locale: LocaleContext): TableRow {
  const names = [`  ${part.model ?? unknownText}`, ...Array.from({ length: nameCount - 1 }, () => '')];
  return [...names, ...figureCells(part, locale)].map((text) => ({ text, colour: 'faint' }));
}

function figureCells(figures: Omit<UsageFigures, 'models'>, locale: LocaleContext): readonly string[] {
  const { input, output, reasoning, cacheRead, cacheWrite, cacheWriteHour, total } = figures.tokens;
  const counts = [input, output + reasoning, cacheWrite + cacheWriteHour, cacheRead, total];
  return [...counts.map((count) => countText(count, locale)), priceText(figures, locale)];
}

function countText(count: number, { formats }: LocaleContext): string {
  return numberFormat(formats.numbers, { maximumFractionDigits: 0 }).format(count);
}

/** The price, with a plus where some tokens have none. A price below a cent is no zero. */
function priceText({ listPriceUsd, unpriced }: Omit<UsageFigures, 'models'>, locale: LocaleContext): string {
  if (listPriceUsd === null) return unknownText;
  const rounded = multiplyMoney(listPriceUsd, '1', 'USD') ?? listPriceUsd;
  const text = derivedMoneyText(rounded, 'USD', listPriceUsd, locale);
  return unpriced.length > 0 ? `${text}+` : text;
}

function notesOf(document: UsageDocument, locale: LocaleContext, nowMs: number): readonly string[] {
  const { t, language, timeZone } = locale;
  const { sources, hasOwn } = document.prices;
  const lists = sources.map(({ name, date }) => t('text.noted', { text: name, note: shortDay(date, nowMs, locale) }));
  const prices = hasOwn ? [...lists, t('token-usage.own-prices')] : lists;
  const list = listFormat(language, { type: 'conjunction' });
  const { unpriced } = document.total;
  const without = unpriced.map(({ model, tokens }) =>
    t('text.noted', { text: model ?? unknownText, note: countText(tokens, locale) }),
  );
  return [
    t('token-usage.at-list-price'),
    ...(prices.length === 0 ? [] : [t('token-usage.prices', { lists: list.format(prices) })]),
    ...(without.length === 0 ? [] : [t('token-usage.unpriced', { models: list.format(without) })]),
    t('token-usage.time-zone', { zone: timeZone }),
    ...(document.unread.length === 0 ? [] : [t('token-usage.unread', { count: document.unread.length })]),
  ];
}
