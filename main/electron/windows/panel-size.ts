import type { Rectangle, Size } from 'electron';

/** The width of the panel and its greatest usual height in px, at a text size of 100 %. */
const usual = { width: 380, height: 760 } as const;
/** The height before the page says how high its content is. */
const firstHeight = 560;
export const leastSize = { width: 280, height: 240 } as const;
/** The share of the work area that the panel takes at most, unless the user makes it larger. */
const greatestShare = 0.8;

/** What decides the size of the panel. */
export interface SizeFacts {
  /** The height of all content in CSS px; null: not known yet. */
  readonly contentPx: number | null;
  /** The text size, 1 for 100 %. */
  readonly scale: number;
  readonly workArea: Pick<Rectangle, 'width' | 'height'>;
  /** The width and the height that the user gave the window on this display; null: none. */
  readonly own: { readonly width: number | null; readonly height: number | null } | null;
}

/** Returns the size of the panel: as high as its content, within the work area. A size of the user wins. */
export function panelSize({ contentPx, scale, workArea, own }: SizeFacts): Size {
  const most = Math.min(usual.height * scale, greatestShare * workArea.height);
  const height = own?.height ?? Math.min(most, Math.ceil((contentPx ?? firstHeight) * scale));
  const width = own?.width ?? usual.width * scale;
  return {
    width: Math.round(Math.min(workArea.width, Math.max(leastSize.width, width))),
    height: Math.round(Math.min(workArea.height, Math.max(leastSize.height, height))),
  };
}

/** Returns the bounds after a change of the size. The edge at the icon, or at the desktop's panel, stays. */
export function resized(before: Rectangle, size: Size, workArea: Rectangle): Rectangle {
  const isAtBottom = before.y + before.height / 2 > workArea.y + workArea.height / 2;
  const isAtRight = before.x + before.width / 2 > workArea.x + workArea.width / 2;
  const y = isAtBottom ? before.y + before.height - size.height : before.y;
  const x = isAtRight ? before.x + before.width - size.width : before.x;
  return {
    ...size,
    x: clamp(x, workArea.x, workArea.x + workArea.width - size.width),
    y: clamp(y, workArea.y, workArea.y + workArea.height - size.height),
  };
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), Math.max(lowest, highest));
}
