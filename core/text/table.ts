import stringWidth from 'string-width';

/** The abilities of the output of a command. */
export interface TerminalStyle {
  /** The width of the terminal in columns; null: the output goes to a pipe or a file, so no line is shortened. */
  readonly columns: number | null;
  /** True when the terminal shows colours and small meters. */
  readonly hasColour: boolean;
}

/** The style of a pipe or a file. */
export const plainStyle: TerminalStyle = { columns: null, hasColour: false };

/** The colours and weights of text on a terminal. */
export type Colour = 'good' | 'low' | 'critical' | 'faint' | 'bold';

/** One column of a table. */
export interface TableColumn {
  readonly title: string;
  /** The side at which the text is aligned, which is right for figures. Left out: left. */
  readonly align?: 'left' | 'right';
  /**
   * How a cell changes when the table is wider than the terminal: `wrap` continues it in the next line, and `cut` ends
   * it with an ellipsis. `whole` leaves it unchanged, as ids and figures need. Left out: `whole`.
   */
  readonly fit?: 'wrap' | 'cut' | 'whole';
}

/** One cell of a table. */
export interface TableCell {
  readonly text: string;
  /** Left out: the colour of the terminal. */
  readonly colour?: Colour;
}

/** The cells of one row, in the order of the columns. */
export type TableRow = readonly (TableCell | string)[];

const gap = 2;
const leastWrapped = 16;
const leastCut = 8;
const codes: Readonly<Record<Colour, number>> = { good: 32, low: 33, critical: 31, faint: 2, bold: 1 };

/** Returns the text in a colour if the terminal shows colours, else the plain text. */
export function coloured(text: string, colour: Colour | undefined, { hasColour }: TerminalStyle): string {
  return hasColour && colour !== undefined && text !== '' ? `\u001B[${codes[colour]}m${text}\u001B[0m` : text;
}

/**
 * Returns a meter of ten cells, such as `██████░░░░`; empty when the terminal shows no meters or the figure is unknown.
 */
export function textMeter(percent: number | null, { hasColour }: TerminalStyle): string {
  if (percent === null || !hasColour) return '';
  const filled = percent <= 0 ? 0 : Math.min(10, Math.max(1, Math.round(percent / 10)));
  return '█'.repeat(filled) + '░'.repeat(10 - filled);
}

/**
 * Returns the lines of a table with a header that fits the terminal. If even the narrowest columns do not fit, each row
 * becomes a block of `title: text` lines. No id and no figure is ever broken.
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

/** Returns the lines of one row. */
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

/** Returns the width of each column in the given room; null: even the narrowest columns do not fit. */
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
 * Returns the lines of a text in a width. It breaks after ` · ` if the next part fits in its own line. Otherwise it
 * breaks at blanks and between East Asian characters. It never breaks inside a number or an id.
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
 * Returns the parts of a text between which a line may break: a word, or one East Asian character with its punctuation.
 * A number keeps the next word, such as its unit: `4d 8h`, `2 credits`, `9 Dec`, `≈ US$9.90`.
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

/** Returns the text in at most `columns` columns. A longer text ends with an ellipsis. */
export function cutText(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(cut + segment) >= columns) break;
    cut += segment;
  }
  return `${cut.trimEnd()}…`;
}
