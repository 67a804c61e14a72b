/** A place in a text; both numbers begin with 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Returns the text with the line breaks that a text area has, so that lines and places are those of the user. */
export function normalized(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
}

/** Returns the index of a place in a text; both numbers begin with 1. A place outside the text is its end. */
export function indexOfPlace(text: string, line: number, column: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed += 1) {
    const end = text.indexOf('\n', start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + Math.max(0, column - 1), end === -1 ? text.length : end);
}
