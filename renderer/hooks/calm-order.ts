import { useEffect, useRef, useState } from 'react';
import type { SectionView } from '../../core/views/panel-model.ts';

/** Rows do not move within this time after the pointer or a key. */
const calmMs = 3000;

interface CalmOrder {
  readonly sections: readonly SectionView[];
  /** The user changes the layout: the next order is taken at once. */
  readonly expectMove: () => void;
}

/**
 * Returns the sections in an order that does not change while the user points or types. New figures change in place; the
 * rows move when the panel is left alone for three seconds, or by the user's own hand.
 */
export function useCalmOrder(newest: readonly SectionView[]): CalmOrder {
  const [shown, setShown] = useState(newest);
  const [, recheck] = useState(0);
  const lastActionMs = useRef(Number.NEGATIVE_INFINITY);
  const isExpected = useRef(false);

  useEffect(() => {
    const act = (): void => {
      lastActionMs.current = performance.now();
    };
    const options = { capture: true, passive: true };
    const kinds = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const;
    for (const kind of kinds) window.addEventListener(kind, act, options);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, act, options);
    };
  }, []);

  const isSame = hasSameOrder(shown, newest);
  // Without dependencies: the time since the last key is no state.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => {
    if (isSame || newest === shown) {
      if (newest !== shown) setShown(newest);
      return undefined;
    }
    const isFree = isExpected.current || document.hidden || !holdsAny(shown, newest);
    const leftMs = isFree ? 0 : lastActionMs.current + calmMs - performance.now();
    if (leftMs <= 0) {
      isExpected.current = false;
      setShown(newest);
      return undefined;
    }
    const timer = setTimeout(() => recheck((count) => count + 1), leftMs);
    return () => clearTimeout(timer);
  });

  return {
    sections: isSame ? newest : withoutGone(shown, newest),
    expectMove: () => {
      isExpected.current = true;
    },
  };
}

function hasSameOrder(one: readonly SectionView[], other: readonly SectionView[]): boolean {
  if (one === other) return true;
  return (
    one.length === other.length &&
    one.every((section, index) => {
      const same = other[index];
      return (
        same?.id === section.id &&
        same.isFolded === section.isFolded &&
        same.shownCount === section.shownCount &&
        same.accountIds.length === section.accountIds.length &&
        same.accountIds.every((id, place) => id === section.accountIds[place])
      );
    })
  );
}

/** Returns whether a row that is shown stays, and so could move away under the pointer. */
function holdsAny(shown: readonly SectionView[], newest: readonly SectionView[]): boolean {
  const known = new Set(newest.flatMap(({ accountIds }) => accountIds));
  return shown.some(({ accountIds }) => accountIds.some((id) => known.has(id)));
}

/** An account that is gone leaves its place at once. */
function withoutGone(shown: readonly SectionView[], newest: readonly SectionView[]): readonly SectionView[] {
  const known = new Set(newest.flatMap(({ accountIds }) => accountIds));
  return shown.map((section) =>
    section.accountIds.every((id) => known.has(id))
      ? section
      : { ...section, accountIds: section.accountIds.filter((id) => known.has(id)) },
  );
}
