import {
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  type Range,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import { type RefObject, useCallback, useLayoutEffect, useReducer, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

/** The height of an item before it is measured, in px. */
const estimatePx = 160;
const usualGapPx = 8;
/** How many items are drawn above and below the visible ones. */
const overscan = 4;

interface WindowedListOptions {
  /** One unique key for each item, in order. */
  readonly keys: readonly string[];
  /** The places of items that are drawn wherever the list is scrolled to. Their neighbours are drawn too. */
  readonly pinned: readonly number[];
  readonly columns: number;
  /** The distance between two items, in px; 8 if left out. */
  readonly gapPx?: number;
}

/** The items of a long list that are drawn now, and where. */
export interface WindowedList {
  readonly items: readonly VirtualItem[];
  readonly heightPx: number;
  /** The ref of each item. It measures the item. The item has its place in `data-place`. */
  readonly measure: (element: HTMLElement | null) => void;
  /** The distance of an item from the top of the list, in px. */
  readonly topPx: (item: VirtualItem) => number;
}

/**
 * Returns the items of a list that are visible in its scrolling `main` element, and some around them. When an item above
 * the visible ones changes its height, the visible ones stay where they are.
 */
export function useWindowedList(
  list: RefObject<HTMLElement | null>,
  { keys, pinned, columns, gapPx = usualGapPx }: WindowedListOptions,
): WindowedList {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const marginPx = useSyncExternalStore(onResized, () => list.current?.offsetTop ?? 0);
  const getItemKey = useCallback((place: number) => keys[place] ?? place, [keys]);
  const options = {
    count: keys.length,
    getItemKey,
    getScrollElement: (): HTMLElement | null => list.current?.closest('main') ?? null,
    estimateSize: () => estimatePx,
    gap: gapPx,
    lanes: columns,
    overscan,
    scrollMargin: marginPx,
    scrollToFn: elementScroll<HTMLElement>,
    observeElementRect: observeVisibleRect,
    observeElementOffset,
    measureElement: measureVisible,
    indexAttribute: 'data-place',
    rangeExtractor: (range: Range) => placesToDraw(range, pinned),
    onChange: (_: unknown, isScroll: boolean) => (isScroll ? flushSync(draw) : draw()),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    items: virtualizer.getVirtualItems(),
    heightPx: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    topPx: ({ start }) => start - marginPx,
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

function measureVisible(
  element: HTMLElement,
  entry: ResizeObserverEntry | undefined,
  virtualizer: Virtualizer<HTMLElement, HTMLElement>,
): number {
  return measureElement(element, entry, virtualizer) || estimatePx;
}

function placesToDraw({ startIndex, endIndex, count }: Range, pinned: readonly number[]): number[] {
  const visible = Array.from(
    { length: endIndex - startIndex + 1 + 2 * overscan },
    (_, step) => startIndex - overscan + step,
  );
  const kept = pinned.flatMap((place) => [place - 1, place, place + 1]);
  const places = new Set([...visible, ...kept].filter((place) => place >= 0 && place < count));
  return [...places].sort((one, other) => one - other);
}
