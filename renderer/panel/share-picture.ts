import type { BarLook } from '../../core/views/panel-model.ts';
import { isRightToLeft } from '../hooks/direction.ts';

/** What the picture shows, as texts and bars. */
export interface ShareCard {
  readonly app: string;
  readonly timeText: string;
  readonly tile: string | null;
  readonly name: string;
  readonly subtitle: string;
  readonly lines: readonly ShareLine[];
  /** What is left out; null: nothing. */
  readonly footer: string | null;
}

export interface ShareLine {
  readonly name: string;
  readonly when: string;
  readonly figure: string;
  readonly look: BarLook;
  readonly fillPercent: number | null;
  readonly pacePercent: number | null;
}

const [width, padding, lineHeight] = [380, 20, 46] as const;
const scale = 3;

/**
 * Draws the picture in the colours and the direction of the page and returns its PNG as base64; null: this page cannot draw.
 */
export function drawShareCard(canvas: HTMLCanvasElement, card: ShareCard): string | null {
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const height = 112 + card.lines.length * lineHeight + (card.footer === null ? 0 : 22);
  canvas.width = width * scale;
  canvas.height = height * scale;
  context.scale(scale, scale);
  const pen = penOf(context, getComputedStyle(document.documentElement));
  pen.box(0, 0, width, height, 16, 'surface');
  pen.text(card.app, padding, 34, 'strong', 'ink');
  pen.text(card.timeText, width - padding, 34, 'small', 'ink-3', 'right');
  const left = card.tile === null ? padding : padding + 46;
  if (card.tile !== null) {
    pen.box(padding, 52, 36, 36, 10, 'tile');
    pen.text(card.tile, padding + 18, 75, 'strong', 'tile-ink', 'center');
  }
  pen.text(card.name, left, 68, 'figure', 'ink', 'left', width - padding - left);
  pen.text(card.subtitle, left, 86, 'small', 'ink-3', 'left', width - padding - left);
  card.lines.forEach((line, index) => drawLine(pen, line, 104 + index * lineHeight));
  if (card.footer !== null) pen.text(card.footer, padding, height - 14, 'small', 'ink-3');
  pen.end();
  return canvas.toDataURL('image/png').split(',')[1] ?? null;
}

function drawLine(pen: Pen, { name, when, figure, look, fillPercent, pacePercent }: ShareLine, top: number): void {
  const tone = look === 'low' || look === 'critical' ? `${look}-text` : 'ink';
  const right = width - padding;
  pen.text(figure, right, top + 16, 'figure', tone, 'right');
  const figureWidth = Math.max(46, pen.widthOf(figure, 'figure') + 8);
  const nameWidth = pen.text(name, padding, top + 16, 'body', 'ink-2', 'left', 150);
  pen.text(
    when,
    right - figureWidth,
    top + 16,
    'small',
    'ink-3',
    'right',
    right - figureWidth - padding - nameWidth - 12,
  );
  const barWidth = right - padding;
  const filled = (barWidth * Math.min(100, Math.max(0, fillPercent ?? 0))) / 100;
  const isEmpty = look === 'used-up' || look === 'unknown';
  if (isEmpty) pen.frame(padding, top + 24, barWidth, 6, 'edge', look === 'unknown');
  else pen.box(padding, top + 24, barWidth, 6, 3, 'track');
  if (!isEmpty && filled > 0) pen.fill(padding, top + 24, filled, look);
  if (!isEmpty && pacePercent !== null) pen.box(padding + (barWidth * pacePercent) / 100, top + 21, 2, 12, 1, 'pace');
}

type Face = 'small' | 'body' | 'strong' | 'figure';
type Pen = ReturnType<typeof penOf>;

/**
 * Returns functions that draw with the tokens of the page. Places count from the side where a line of text begins, and
 * `left` is that side.
 */
function penOf(context: CanvasRenderingContext2D, tokens: CSSStyleDeclaration) {
  const family = getComputedStyle(document.body).fontFamily;
  const fonts: Readonly<Record<Face, string>> = {
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
    frame: (x: number, y: number, w: number, h: number, token: string, isDashed: boolean): void => {
      context.strokeStyle = colour(token);
      context.setLineDash(isDashed ? [3, 2] : []);
      shape(x + 0.5, y + 0.5, w - 1, h - 1, h / 2);
      context.stroke();
      context.setLineDash([]);
    },
    /** Fills a bar in the form of its look. */
    fill: (x: number, y: number, w: number, look: BarLook): void => {
      const token = look === 'low' || look === 'critical' ? look : look === 'blocked' ? 'resting' : 'fine';
      context.save();
      shape(x, y, w, 6, 2.5);
      context.clip();
      context.fillStyle = colour(token);
      const [step, part] =
        look === 'low' ? [8, 6] : look === 'critical' ? [5, 3.2] : look === 'blocked' ? [4, 1.6] : [w, w];
      for (let at = x; at < x + w; at += Math.max(1, step)) context.fillRect(placed(at, part), y, part, 6);
      context.restore();
    },
    end: () => probe.remove(),
  };
}
