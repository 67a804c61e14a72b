/** Returns whether the text of the page runs from right to left. */
export function isRightToLeft(): boolean {
  return document.documentElement.dir === 'rtl';
}

/** Returns the arrow keys that lead back and forward in the direction of the text. */
export function sideArrows(): readonly [backward: string, forward: string] {
  return isRightToLeft() ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
}

/** Returns a path or a file for a line of text. It reads from left to right on a page of any direction. */
export function leftToRight(value: string): string {
  return value === '' ? value : `\u2066${value}\u2069`;
}
