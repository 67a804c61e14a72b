import stringWidth from 'string-width';
import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import { windowLevel } from '../snapshot/level.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { limitTitle } from '../text/limit.ts';
import { ageText, blockSentence, planText, stateText, workspaceText } from './account.ts';
import { detailRows } from './detail-rows.ts';
import { type Colour, coloured, cutText, plainStyle, type TerminalStyle, textMeter, wrapText } from '../text/table.ts';
import { compactTerminal, headLines, hiddenLines, sectionHead, terminalSections } from './terminal-head.ts';
import { partText, totalsView } from './totals.ts';
import { windowDetail, windowFigure } from './windows.ts';

/** Returns what `status` prints: the accounts with all their limits, or `compact` with one line each. */
export function statusText(
  form: 'text' | 'compact',
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  style: TerminalStyle,
): string {
  return form === 'compact'
    ? compactTerminal(snapshot, settings, locale, nowMs, style.columns)
    : terminalView(snapshot, settings, locale, nowMs, style);
}

/**
 * Returns the accounts as lines for a terminal, with the same words and figures as the tray and the panel. On a
 * terminal they form one table with a header. In a pipe each account has its own columns, and no line is shortened.
 */
export function terminalView(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  style: TerminalStyle = plainStyle,
): string {
  const { t } = locale;
  const totals = totalsView(snapshot, settings, locale, nowMs);
  if (totals === null) return t('terminal.none');
  const parts = totals.parts.map((part): Row => ({ ...plainRow, name: part.name, figure: partText(part) }));
  const head = [
    ...headLines(snapshot, settings, locale, nowMs),
    totals.creditsText,
    ...totals.moneyTexts,
    totals.mostUsedText,
  ]
    .filter((line) => line !== null && line !== '')
    .flatMap((line) => wrapText(line ?? '', style.columns));
  const sections = terminalSections(snapshot, settings, nowMs);
  const hasHeads = sections.reduce((sum, { accounts }) => sum + accounts.length, 0) >= headsFrom;
  const blocks = sections.flatMap((section) =>
    section.accounts.map((account, index) => ({
      title: [
        ...(hasHeads && index === 0 ? [coloured(sectionHead(section, locale), 'faint', style), ''] : []),
        ...titleLines(account, locale, nowMs, style),
      ],
      rows: rowsOf(account, settings, locale, nowMs, style),
    })),
  );
  const end = hiddenLines(snapshot, settings, locale);
  const top = [...head, ...linesOf(parts, widthsOf(parts, style), style)].join('\n');
  if (style.columns === null) {
    const texts = blocks.map(({ title, rows }) => [...title, ...linesOf(rows, widthsOf(rows, style), style)]);
    return [top, ...texts.map((lines) => lines.join('\n')), ...end].join('\n\n');
  }
  const header = {
    ...plainRow,
    name: t('cli.column.limit'),
    figure: t(settings.meterShows === 'left' ? 'cli.column.left' : 'cli.column.used'),
    detail: t('cli.column.details'),
  };
  const widths = widthsOf([header, ...blocks.flatMap(({ rows }) => rows)], style);
  const headerLines = linesOf([header], widths, style).map((line) => coloured(line, 'faint', style));
  const texts = blocks.map(({ title, rows }) => [...title, ...linesOf(rows, widths, style)].join('\n'));
  const [first = '', ...more] = texts;
  return [top, [...headerLines, first].join('\n'), ...more, ...end].join('\n\n');
}

/** Fewer accounts have no headings of sections, as in the panel. */
const headsFrom = 4;

interface Row {
  readonly name: string;
  readonly meter: string;
  readonly figure: string;
  readonly detail: string;
  readonly colour?: Colour | undefined;
}

const plainRow: Row = { name: '', meter: '', figure: '', detail: '' };

function titleLines(
  account: AccountSnapshot,
  locale: LocaleContext,
  nowMs: number,
  style: TerminalStyle,
): readonly string[] {
  const age = account.state === 'stale' ? null : ageText(account, locale, nowMs);
  const title = joinWithDot(
    [account.label, planText(account), workspaceText(account), stateText(account, locale, nowMs), age],
    locale,
  );
  const lines = wrapText(title, style.columns).map((line) => coloured(line, 'bold', style));
  const room = style.columns === null ? null : style.columns - indent;
  const sentences = [blockSentence(account), account.message].filter((sentence) => sentence !== null);
  return [...lines, ...sentences.flatMap((text) => wrapText(text, room)).map((line) => `  ${line}`)];
}

function rowsOf(
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  style: TerminalStyle,
): readonly Row[] {
  return [
    ...account.windows.map((window): Row => ({
      name: limitTitle(window, locale),
      meter: textMeter(settings.meterShows === 'left' ? leftPercent(window) : window.usedPercent, style),
      figure: windowFigure(window, settings, locale),
      detail: windowDetail(window, account, settings, locale, nowMs) ?? '',
      colour: colourOf(window),
    })),
    ...detailRows(account, settings, locale, nowMs).map(({ name, text, attention, stale }): Row => ({
      ...plainRow,
      name,
      figure: text,
      colour: attention ? 'low' : stale ? 'faint' : undefined,
    })),
  ];
}

function colourOf(window: WindowSnapshot): Colour | undefined {
  const level = windowLevel(window);
  if (level === 'unknown') return undefined;
  if (level === 'used-up') return 'critical';
  return level === 'fine' ? 'good' : level;
}

const indent = 2;
const gap = 2;
const leastDetail = 16;

interface Widths {
  readonly name: number;
  readonly meter: number;
  readonly figure: number;
}

function widthsOf(rows: readonly Row[], { columns }: TerminalStyle): Widths {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => stringWidth(text)));
  const name = widest(rows.map((row) => row.name));
  const figures = rows.filter(({ detail, meter }) => detail !== '' || meter !== '');
  return {
    name: columns === null ? name : Math.min(name, Math.max(12, Math.floor(columns / 3))),
    meter: widest(rows.map(({ meter }) => meter)),
    figure: widest(figures.map(({ figure }) => figure)),
  };
}

/**
 * Returns the lines of rows with a name, a figure and a detail. If a row has no detail, its figure may use the rest of
 * the line.
 */
function linesOf(rows: readonly Row[], widths: Widths, style: TerminalStyle): readonly string[] {
  return rows.flatMap((row) => rowLines(row, widths, style));
}

function rowLines(
  { name, meter, figure, detail, colour }: Row,
  widths: Widths,
  style: TerminalStyle,
): readonly string[] {
  const blank = ' '.repeat(indent);
  const start = `${blank}${padded(cutText(name, widths.name), widths.name)}${' '.repeat(gap)}`;
  const meterWidth = widths.meter === 0 ? 0 : widths.meter + 1;
  const room = (taken: number): number | null => (style.columns === null ? null : style.columns - taken);
  if (detail === '' && meter === '') {
    const [first = '', ...more] = wrapText(figure, room(stringWidth(start)));
    const next = ' '.repeat(stringWidth(start));
    return [
      `${start}${coloured(first, colour, style)}`,
      ...more.map((line) => `${next}${coloured(line, colour, style)}`),
    ];
  }
  const meterCells = meterWidth === 0 ? '' : `${coloured(padded(meter, widths.meter), colour, style)} `;
  const figureCells = padded(figure, widths.figure);
  const before = stringWidth(start) + meterWidth + widths.figure + gap;
  const shown = `${start}${meterCells}${coloured(figureCells, colour, style)}`;
  const left = room(before);
  if (left !== null && left < leastDetail) {
    const below = wrapText(detail, room(indent + gap)).map((line) => `${blank}${' '.repeat(gap)}${line}`);
    return [shown.trimEnd(), ...(detail === '' ? [] : below)];
  }
  const [first = '', ...more] = wrapText(detail, left);
  return [`${shown}  ${first}`.trimEnd(), ...more.map((line) => `${' '.repeat(before)}${line}`)];
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}
