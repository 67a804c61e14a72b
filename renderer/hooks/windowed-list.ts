import {
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  type Range,
  type VirtualItem,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { type RefObject, useCallback, useLayoutEffect, useReducer, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

/** The height of an item before it is measured, in px. */
const estimatePx = 160;
const usualGapPx = 8;

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
  const getItemKey = useCallback((place: number) => keys[place] ?? place, [keys]);
  const { virtualizer, marginPx } = useVirtualizer(list, 'main', pinned, {
    ...{ count: keys.length, getItemKey, gap: gapPx, lanes: columns, overscan: 4 },
    ...{ estimateSize: () => estimatePx, measureElement: measureVisible, indexAttribute: 'data-place' },
  });
  return {
    items: virtualizer.getVirtualItems(),
    heightPx: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    topPx: ({ start }) => start - marginPx,
  };
}

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
const scrollerAttribute = 'data-scroller';

/**
 * Returns the pieces of a list that are visible in its scrolling element, and some around them. The pinned pieces and
 * their neighbours are drawn wherever the list is scrolled to.
 */
export function useWindowedPieces(
  list: RefObject<HTMLElement | null>,
  pieces: readonly ListPiece[],
  pinned: readonly number[],
): WindowedPieces {
  const getItemKey = useCallback((index: number) => pieces[index]?.key ?? index, [pieces]);
  const estimateSize = useCallback((index: number) => pieces[index]?.heightPx ?? 0, [pieces]);
  const { virtualizer, marginPx } = useVirtualizer(list, `[${scrollerAttribute}]`, pinned, {
    ...{ count: pieces.length, getItemKey, estimateSize, overscan: 6 },
  });
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- other pieces have other heights
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, pieces]);
  return {
    placed: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, topPx: start - marginPx })),
    heightPx: virtualizer.getTotalSize(),
  };
}

type ListOptions = VirtualizerOptions<HTMLElement, HTMLElement>;

/** Connects a list to the element around it that scrolls, and draws the component again when other items are visible. */
function useVirtualizer(
  list: RefObject<HTMLElement | null>,
  scroller: string,
  pinned: readonly number[],
  own: Pick<ListOptions, 'count' | 'estimateSize'> & Partial<ListOptions> & { readonly overscan: number },
): { readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>; readonly marginPx: number } {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const marginPx = useSyncExternalStore(onResized, () => list.current?.offsetTop ?? 0);
  const options: ListOptions = {
    getScrollElement: () => list.current?.closest<HTMLElement>(scroller) ?? null,
    scrollMargin: marginPx,
    scrollToFn: elementScroll<HTMLElement>,
    observeElementRect: observeVisibleRect,
    observeElementOffset,
    rangeExtractor: (range) => placesToDraw(range, pinned, own.overscan),
    onChange: (_, isScroll) => (isScroll ? flushSync(draw) : draw()),
    ...own,
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return { virtualizer, marginPx };
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

function placesToDraw({ startIndex, endIndex, count }: Range, pinned: readonly number[], overscan: number): number[] {
  const visible = Array.from(
    { length: endIndex - startIndex + 1 + 2 * overscan },
    (_, step) => startIndex - overscan + step,
  );
  const kept = pinned.flatMap((place) => [place - 1, place, place + 1]);
  const places = new Set([...visible, ...kept].filter((place) => place >= 0 && place < count));
  return [...places].sort((one, other) => one - other);
}
