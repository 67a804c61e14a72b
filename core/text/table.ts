import stringWidth from 'string-width';

/** What the output of a command can show. */
export interface TerminalStyle {
  /** The width of the terminal in columns; null: the output goes to a pipe or a file, so no line is shortened. */
  readonly columns: number | null;
  /** True where colours and small meters are shown. */
  readonly hasColour: boolean;
}

/** The style of a pipe or a file. */
export const plainStyle: TerminalStyle = { columns: null, hasColour: false };

export type Colour = 'good' | 'low' | 'critical' | 'faint' | 'bold';

export interface TableColumn {
  readonly title: string;
  /** Figures stand at the right. Left out: left. */
  readonly align?: 'left' | 'right';
  /**
   * What becomes of a cell when the table is wider than the terminal: it goes on in the next line, is cut with
   * an ellipsis, or stays whole. Left out: it stays whole, as ids and figures must.
   */
  readonly fit?: 'wrap' | 'cut' | 'whole';
}

export interface TableCell {
  readonly text: string;
  /** Left out: the colour of the terminal. */
  readonly colour?: Colour;
}

export type TableRow = readonly (TableCell | string)[];

const gap = 2;
const leastWrapped = 16;
const leastCut = 8;
const codes: Readonly<Record<Colour, number>> = { good: 32, low: 33, critical: 31, faint: 2, bold: 1 };

/** The text in a colour, where the terminal shows colours. */
export function coloured(text: string, colour: Colour | undefined, { hasColour }: TerminalStyle): string {
  return hasColour && colour !== undefined && text !== '' ? `\u001B[${codes[colour]}m${text}\u001B[0m` : text;
}

/** A meter of ten cells, such as `██████░░░░`; empty where the terminal shows no meters or nothing is known. */
export function textMeter(percent: number | null, { hasColour }: TerminalStyle): string {
  if (percent === null || !hasColour) return '';
  const filled = percent <= 0 ? 0 : Math.min(10, Math.max(1, Math.round(percent / 10)));
  return '█'.repeat(filled) + '░'.repeat(10 - filled);
}

/**
 * Lines of a table with a header that fits the terminal. Where even the narrowest columns do not fit, each row
 * becomes a block of `title: text` lines, so that no id and no figure is broken.
 */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  style: TerminalStyle,
): readonly string[] {
  const body = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const widths = columnWidths(columns, body, style);
  if (widths === null) return blockLines(columns, body, style);
  const header = columns.map(({ title }) => ({ text: title, colour: 'faint' as const }));
  return [header, ...body].flatMap((row) => rowLines(columns, row, widths, style));
}

/** The lines of one row. */
function rowLines(
  columns: readonly TableColumn[],
  row: readonly TableCell[],
  widths: readonly number[],
  style: TerminalStyle,
): readonly string[] {
  const cells = columns.map(({ fit }, index) => {
    const text = row[index]?.text ?? '';
    const width = widths[index] ?? 0;
    return fit === 'wrap' ? wrapText(text, width) : [fit === 'cut' ? cutText(text, width) : text];
  });
  return Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_unused, line) =>
    columns
      .map(({ align }, index) => {
        const text = cells[index]?.[line] ?? '';
        const blanks = ' '.repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(text)));
        const shown = coloured(text, row[index]?.colour, style);
        return align === 'right' ? `${blanks}${shown}` : `${shown}${blanks}`;
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** The width of each column in the given room; null: the rows do not fit, however narrow the columns are. */
function columnWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  { columns: room }: TerminalStyle,
): readonly number[] | null {
  const widths = columns.map(({ title }, index) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[index]?.text ?? ''))),
  );
  if (room === null) return widths;
  let excess = widths.reduce((sum, width) => sum + width, 0) + gap * (columns.length - 1) - room;
  for (const [fit, least] of [
    ['wrap', leastWrapped],
    ['cut', leastCut],
  ] as const) {
    for (const [index, column] of columns.entries()) {
      const width = widths[index] ?? 0;
      const taken = column.fit === fit ? Math.min(Math.max(0, excess), Math.max(0, width - least)) : 0;
      widths[index] = width - taken;
      excess -= taken;
    }
  }
  return excess > 0 ? null : widths;
}

function blockLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  style: TerminalStyle,
): readonly string[] {
  return rows.flatMap((row, place) => [
    ...(place === 0 ? [] : ['']),
    ...columns.flatMap(({ title }, index) => {
      const { text, colour } = row[index] ?? { text: '' };
      if (text === '') return [];
      const [first = '', ...more] = wrapText(`${title}: ${text}`, style.columns);
      const head = coloured(`${title}:`, 'faint', style) + coloured(first.slice(title.length + 1), colour, style);
      return [head, ...more.map((line) => coloured(line, colour, style))];
    }),
  ]);
}

/**
 * The lines of a text in a width. Breaks after ` · ` if the part after it fits in a line of its own, else at blanks
 * and between East Asian characters, never inside a number or an id.
 */
export function wrapText(text: string, columns: number | null): readonly string[] {
  if (columns === null || stringWidth(text) <= columns) return [text];
  const lines: string[] = [];
  let line = '';
  const add = (part: string): void => {
    const isFull = line !== '' && stringWidth(line + part.trimEnd()) > columns;
    if (isFull) lines.push(line.trimEnd());
    line = isFull ? part.trimStart() : line + part;
  };
  for (const section of text.split(/(?<= · )/u)) {
    const isShort = stringWidth(section.trimEnd()) <= columns;
    for (const part of isShort ? [section] : partsOf(section)) add(part);
  }
  return [...lines, line.trimEnd()];
}

const words =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]\p{P}*\s*|(?:(?![\p{scx=Han}\p{scx=Hira}\p{scx=Kana}])\S)+\s*|\s+/gu;

/**
 * Parts of a text that may stand in different lines: a word, or one East Asian character with its punctuation. A
 * number keeps the word after it, such as its unit: `4d 8h`, `2 credits`, `9 Dec`, `≈ US$9.90`.
 */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let isKept = false;
  for (const word of text.match(words) ?? [text]) {
    const isNumber = /^[\d≈]/u.test(word);
    if (isKept) parts.push(`${parts.pop() ?? ''}${word}`);
    else parts.push(word);
    isKept = isNumber && !isKept;
  }
  return parts;
}

/** The text in at most so many columns; a longer one ends with an ellipsis. */
export function cutText(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(cut + segment) >= columns) break;
    cut += segment;
  }
  return `${cut.trimEnd()}…`;
}
