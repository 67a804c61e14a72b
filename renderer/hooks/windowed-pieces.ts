import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
} from '@tanstack/virtual-core';
import { type RefObject, useCallback, useLayoutEffect, useReducer, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

/** How many pieces are drawn above and below the visible ones. */
const overscan = 6;

/** One piece of a long list: a heading, a row, a fold line. Its height is known before it is drawn. */
export interface ListPiece {
  readonly key: string;
  readonly heightPx: number;
}

/** A piece that is drawn now, and where. */
export interface PlacedPiece {
  readonly index: number;
  /** The distance from the top of the list, in px. */
  readonly topPx: number;
}

interface WindowedPieces {
  readonly placed: readonly PlacedPiece[];
  readonly heightPx: number;
}

/** The element that scrolls a list. */
export const scrollerAttribute = 'data-scroller';

/**
 * Returns the pieces of a list that are visible in its scrolling element, and some around them. The pinned pieces and
 * their neighbours are drawn wherever the list is scrolled to.
 */
export function useWindowedPieces(
  list: RefObject<HTMLElement | null>,
  pieces: readonly ListPiece[],
  pinned: readonly number[],
): WindowedPieces {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const marginPx = useSyncExternalStore(onResized, () => list.current?.offsetTop ?? 0);
  const getItemKey = useCallback((index: number) => pieces[index]?.key ?? index, [pieces]);
  const estimateSize = useCallback((index: number) => pieces[index]?.heightPx ?? 0, [pieces]);
  const options = {
    count: pieces.length,
    getItemKey,
    estimateSize,
    getScrollElement: (): HTMLElement | null => list.current?.closest<HTMLElement>(`[${scrollerAttribute}]`) ?? null,
    overscan,
    scrollMargin: marginPx,
    scrollToFn: elementScroll<HTMLElement>,
    observeElementRect: observeVisibleRect,
    observeElementOffset,
    rangeExtractor: (range: Range) => piecesToDraw(range, pinned),
    onChange: (_: unknown, isScroll: boolean) => (isScroll ? flushSync(draw) : draw()),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- other pieces have other heights
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, pieces]);
  return {
    placed: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, topPx: start - marginPx })),
    heightPx: virtualizer.getTotalSize(),
  };
}

/** What is above the list changes with a new view, which draws the list again, or with the width of the window. */
function onResized(changed: () => void): () => void {
  window.addEventListener('resize', changed);
  return () => window.removeEventListener('resize', changed);
}

/** Before the window is laid out its list has no height. The height of the window then stands in for it. */
function observeVisibleRect(
  virtualizer: Virtualizer<HTMLElement, HTMLElement>,
  changed: (rect: { readonly width: number; readonly height: number }) => void,
): (() => void) | undefined {
  return observeElementRect(virtualizer, ({ width, height }) =>
    changed({ width, height: height > 0 ? height : window.innerHeight }),
  );
}

function piecesToDraw({ startIndex, endIndex, count }: Range, pinned: readonly number[]): number[] {
  const visible = Array.from(
    { length: endIndex - startIndex + 1 + 2 * overscan },
    (_, step) => startIndex - overscan + step,
  );
  const kept = pinned.flatMap((index) => [index - 1, index, index + 1]);
  const indices = new Set([...visible, ...kept].filter((index) => index >= 0 && index < count));
  return [...indices].sort((one, other) => one - other);
}
