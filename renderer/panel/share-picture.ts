import type { BarLook, BarView, TileView } from '../../core/views/panel-model.ts';
import { tileTint } from '../components/Tile.tsx';
import { isRightToLeft } from '../hooks/direction.ts';

/** What the picture shows, as texts and bars. */
export interface ShareCard {
  readonly app: string;
  readonly timeText: string;
  /** null: a picture of several accounts, whose lines have the tiles. */
  readonly tile: TileView | null;
  /** The bars in the sign of the app, the short limit above the long one; empty: none is known. */
  readonly sign: readonly SignBar[];
  readonly name: string;
  readonly subtitle: string;
  readonly lines: readonly ShareLine[];
  /** How many accounts the picture leaves out; null: none. */
  readonly more: string | null;
  /** What is left out; null: nothing. */
  readonly footer: string | null;
}

export type SignBar = Pick<BarView, 'look' | 'fillPercent' | 'isStale'>;

export interface ShareLine {
  /** The service of the account; null: the line is a limit of one account. */
  readonly tile: TileView | null;
  readonly name: string;
  /** The limit that the figure is of; null: the name says it, or none is known. */
  readonly limit: string | null;
  readonly when: string;
  readonly figure: string;
  readonly look: BarLook;
  readonly fillPercent: number | null;
  readonly pacePercent: number | null;
  readonly isStale: boolean;
}

const [width, padding, lineHeight] = [380, 20, 46] as const;
const scale = 3;

/**
 * Draws the picture in the colours and the direction of the page and returns its PNG as base64; null: this page cannot draw.
 */
export function drawShareCard(canvas: HTMLCanvasElement, card: ShareCard): string | null {
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const linesEnd = 104 + card.lines.length * lineHeight;
  const height = linesEnd + 8 + [card.more, card.footer].filter((text) => text !== null).length * 22;
  canvas.width = width * scale;
  canvas.height = height * scale;
  context.scale(scale, scale);
  const pen = penOf(context, getComputedStyle(document.documentElement));
  pen.box(0, 0, width, height, 16, 'surface');
  drawSign(pen, card.sign);
  pen.text(card.app, padding + 30, 34, 'strong', 'ink');
  pen.text(card.timeText, width - padding, 34, 'small', 'ink-3', 'right');
  const left = card.tile === null ? padding : padding + 46;
  if (card.tile !== null) drawTile(pen, card.tile, 52, 36);
  pen.text(card.name, left, 68, 'figure', 'ink', 'left', width - padding - left);
  pen.text(card.subtitle, left, 86, 'small', 'ink-3', 'left', width - padding - left);
  card.lines.forEach((line, index) => drawLine(pen, line, 104 + index * lineHeight));
  if (card.more !== null) pen.text(card.more, padding, linesEnd + 8, 'small', 'ink-2');
  if (card.footer !== null) pen.text(card.footer, padding, height - 14, 'small', 'ink-3');
  pen.end();
  return canvas.toDataURL('image/png').split(',')[1] ?? null;
}

/** Draws the sign of the app: two bars, or one if there is one limit. */
function drawSign(pen: Pen, [upper, lower]: readonly SignBar[]): void {
  const bars = upper !== undefined && lower === undefined ? [{ bar: upper, y: 22, height: 10 }] : twoBars(upper, lower);
  for (const { bar, y, height } of bars) {
    pen.track(padding, y, 22, height);
    const percent = Math.min(100, Math.max(0, bar?.fillPercent ?? 0));
    const token = fillToken(bar?.look ?? 'unknown', bar?.isStale === true);
    if (percent > 0) pen.box(padding, y, Math.max(3, 0.22 * percent), height, height / 2, token);
  }
}

function twoBars(upper: SignBar | undefined, lower: SignBar | undefined) {
  return [
    { bar: upper, y: 19, height: 7 },
    { bar: lower, y: 28, height: 7 },
  ];
}

/** Draws the square with the letters of a service, in its colours. */
function drawTile(pen: Pen, { text, provider }: TileView, top: number, size: 18 | 36): void {
  const tint = tileTint(provider);
  const token = tint === undefined ? 'tile' : `tile-${tint}`;
  pen.box(padding, top, size, size, size === 36 ? 10 : 5, token);
  const face = size === 36 ? 'tile' : 'tiny';
  pen.text(text, padding + size / 2, top + size / 2 + (size === 36 ? 5 : 3), face, `${token}-ink`, 'center');
}

function fillToken(look: BarLook, isStale: boolean): string {
  if (isStale) return 'stale';
  return look === 'low' || look === 'critical' ? look : look === 'blocked' ? 'resting' : 'fine';
}

function drawLine(
  pen: Pen,
  { tile, name, limit, when, figure, look, fillPercent, pacePercent, isStale }: ShareLine,
  top: number,
): void {
  const tone = isStale ? 'ink-2' : look === 'low' || look === 'critical' ? `${look}-text` : 'ink';
  const right = width - padding;
  pen.text(figure, right, top + 16, 'figure', tone, 'right');
  const figureWidth = Math.max(46, pen.widthOf(figure, 'figure') + 8);
  const start = tile === null ? padding : padding + 26;
  if (tile !== null) drawTile(pen, tile, top + 2, 18);
  const most = limit === null ? 150 : 110;
  let nameEnd = start + pen.text(name, start, top + 16, 'body', 'ink-2', 'left', most + padding - start);
  if (limit !== null) nameEnd += 6 + pen.text(limit, nameEnd + 6, top + 16, 'small', 'ink-3', 'left', 100);
  pen.text(when, right - figureWidth, top + 16, 'small', 'ink-3', 'right', right - figureWidth - nameEnd - 12);
  const barWidth = right - padding;
  const filled = (barWidth * Math.min(100, Math.max(0, fillPercent ?? 0))) / 100;
  const isEmpty = look === 'used-up' || look === 'unknown';
  if (isEmpty) pen.frame(padding, top + 24, barWidth, 6, 'edge', look === 'unknown');
  else pen.track(padding, top + 24, barWidth, 6);
  if (!isEmpty && filled > 0) pen.fill(padding, top + 24, filled, look, isStale);
  if (!isEmpty && pacePercent !== null) pen.box(padding + (barWidth * pacePercent) / 100, top + 21, 2, 12, 1, 'pace');
}

type Face = 'tiny' | 'tile' | 'small' | 'body' | 'strong' | 'figure';
type Pen = ReturnType<typeof penOf>;

/**
 * Returns functions that draw with the tokens of the page. Places count from the side where a line of text begins, and
 * `left` is that side.
 */
function penOf(context: CanvasRenderingContext2D, tokens: CSSStyleDeclaration) {
  const family = getComputedStyle(document.body).fontFamily;
  const fonts: Readonly<Record<Face, string>> = {
    tiny: `600 9px ${family}`,
    tile: `600 14px ${family}`,
    small: `12px ${family}`,
    body: `13px ${family}`,
    strong: `600 13px ${family}`,
    figure: `600 15px ${family}`,
  };
  const probe = document.createElement('span');
  document.body.append(probe);
  const colours = new Map<string, string>();
  const colour = (token: string): string => {
    const known = colours.get(token);
    if (known !== undefined) return known;
    probe.style.color = `var(--${token})`;
    const found = getComputedStyle(probe).color || tokens.color;
    colours.set(token, found);
    return found;
  };
  const isMirrored = isRightToLeft();
  context.direction = isMirrored ? 'rtl' : 'ltr';
  const placed = (x: number, w: number): number => (isMirrored ? width - x - w : x);
  const aligned = (align: CanvasTextAlign): CanvasTextAlign =>
    isMirrored && align !== 'center' ? (align === 'left' ? 'right' : 'left') : align;
  const shape = (x: number, y: number, w: number, h: number, radius: number): void => {
    context.beginPath();
    context.roundRect(placed(x, w), y, w, h, radius);
  };
  const fitted = (text: string, most: number): string => {
    if (context.measureText(text).width <= most) return text;
    let end = text.length;
    while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > most) end -= 1;
    return `${text.slice(0, end)}…`;
  };
  return {
    widthOf: (text: string, face: Face): number => {
      context.font = fonts[face];
      return context.measureText(text).width;
    },
    /** Writes a text and returns its width. */
    text: (
      text: string,
      x: number,
      y: number,
      face: Face,
      token: string,
      align: CanvasTextAlign = 'left',
      most = Number.POSITIVE_INFINITY,
    ): number => {
      context.font = fonts[face];
      context.textAlign = aligned(align);
      context.fillStyle = colour(token);
      const shown = fitted(text, most);
      context.fillText(shown, placed(x, 0), y);
      return context.measureText(shown).width;
    },
    box: (x: number, y: number, w: number, h: number, radius: number, token: string): void => {
      context.fillStyle = colour(token);
      shape(x, y, w, h, radius);
      context.fill();
    },
    /** Draws what lies below the fill of a bar. With more contrast it has an outline. */
    track: (x: number, y: number, w: number, h: number): void => {
      context.fillStyle = colour('track');
      shape(x, y, w, h, h / 2);
      context.fill();
      context.strokeStyle = colour('track-edge');
      shape(x + 0.5, y + 0.5, w - 1, h - 1, h / 2);
      context.stroke();
    },
    frame: (x: number, y: number, w: number, h: number, token: string, isDashed: boolean): void => {
      context.strokeStyle = colour(token);
      context.setLineDash(isDashed ? [3, 2] : []);
      shape(x + 0.5, y + 0.5, w - 1, h - 1, h / 2);
      context.stroke();
      context.setLineDash([]);
    },
    /** Fills a bar in the form of its look. */
    fill: (x: number, y: number, w: number, look: BarLook, isStale: boolean): void => {
      context.save();
      shape(x, y, w, 6, 2.5);
      context.clip();
      context.fillStyle = colour(fillToken(look, isStale));
      const [step, part] =
        look === 'low' ? [8, 6] : look === 'critical' ? [5, 3.2] : look === 'blocked' ? [4, 1.6] : [w, w];
      for (let at = x; at < x + w; at += Math.max(1, step)) context.fillRect(placed(at, part), y, part, 6);
      context.restore();
    },
    end: () => probe.remove(),
  };
}
