import type { Shape } from './raster.ts';

/** A picture of one colour: rows of `true` for each painted pixel. */
type Bitmap = readonly (readonly boolean[])[];

/** The digits 0 to 9 in a row, drawn by hand for a height of 9, 11 and 13 pixels. Two pixels are a stroke. */
const drawn: Readonly<Record<9 | 11 | 13, readonly string[]>> = {
  9: [
    '.####. ..## .####. .####. ...### ###### .####. ###### .####. .####.',
    '##..## .### ##..## ##..## ..#### ##.... ##..## ....## ##..## ##..##',
    '##..## #### ....## ....## .##.## ##.... ##.... ....## ##..## ##..##',
    '##..## ..## ....## ....## ##..## #####. ##.... ...##. ##..## ##..##',
    '##..## ..## ...##. ..###. ##..## ....## #####. ...##. .####. .#####',
    '##..## ..## ..##.. ....## ###### ....## ##..## ..##.. ##..## ....##',
    '##..## ..## .##... ....## ....## ....## ##..## ..##.. ##..## ....##',
    '##..## ..## ##.... ##..## ....## ##..## ##..## .##... ##..## ##..##',
    '.####. ..## ###### .####. ....## .####. .####. .##... .####. .####.',
  ],
  11: [
    '..###.. ..## .#####. .#####. ....##. ####### ..####. ####### .#####. .#####.',
    '.##.##. .### ##...## ##...## ...###. ##..... .##..## .....## ##...## ##...##',
    '##...## #### .....## .....## ..####. ##..... ##..... ....##. ##...## ##...##',
    '##...## ..## .....## .....## .##.##. ##..... ##..... ....##. ##...## ##...##',
    '##...## ..## ....##. ....##. ##..##. ######. ##.###. ...##.. .#####. ##...##',
    '##...## ..## ...##.. ..###.. ##..##. .....## ###..## ...##.. ##...## .######',
    '##...## ..## ..##... ....##. ####### .....## ##...## ..##... ##...## .....##',
    '##...## ..## .##.... .....## ....##. .....## ##...## ..##... ##...## .....##',
    '##...## ..## ##..... .....## ....##. .....## ##...## ..##... ##...## .....##',
    '.##.##. ..## ##..... ##...## ....##. ##...## ##...## .##.... ##...## ##..##.',
    '..###.. ..## ####### .#####. ....##. .#####. .#####. .##.... .#####. .####..',
  ],
  13: [
    '..####.. ...## ..####.. ..####.. .....##. ######## ...####. ######## ..####.. ..####..',
    '.##..##. ..### .##..##. .##..##. ....###. ##...... ..##..## ......## .##..##. .##..##.',
    '##....## .#### ##....## ##....## ....###. ##...... .##..... ......## ##....## ##....##',
    '##....## ##.## ......## ......## ...####. ##...... ##...... .....##. ##....## ##....##',
    '##....## ...## ......## ......## ..##.##. ##...... ##...... .....##. .##..##. ##....##',
    '##....## ...## .....##. .....##. ..##.##. ######.. ######.. ....##.. ..####.. ##....##',
    '##....## ...## ....##.. ...###.. .##..##. .....##. ##...##. ....##.. .##..##. .##...##',
    '##....## ...## ...##... .....##. .##..##. ......## ##....## ...##... ##....## ..######',
    '##....## ...## ..##.... ......## ######## ......## ##....## ...##... ##....## ......##',
    '##....## ...## .##..... ......## ######## ......## ##....## ..##.... ##....## ......##',
    '##....## ...## ##...... ##....## .....##. ##....## ##....## ..##.... ##....## .....##.',
    '.##..##. ...## ##...... .##..##. .....##. .##..##. .##..##. .##..... .##..##. ##..##..',
    '..####.. ...## ######## ..####.. .....##. ..####.. ..####.. .##..... ..####.. .####...',
  ],
};

/** A number as a shape, with its measures in pixels. */
export interface NumberShape {
  readonly width: number;
  readonly height: number;
  readonly at: (left: number, top: number) => Shape;
}

/** The heights that digits are drawn for, and how often each is doubled. */
type DigitHeight = keyof typeof drawn;

/**
 * Returns a whole number 0..100 as a shape. `doubled`: how often its pixels are doubled; each time the corners are
 * smoothed. Three digits are narrower, so that 100 has room.
 */
export function numberShape(value: number, height: DigitHeight, doubled: number): NumberShape {
  const digits = String(value).split('').map(Number);
  const glyphs = digits.map((digit) => (digits.length > 2 ? narrow(glyphOf(digit, height)) : glyphOf(digit, height)));
  const gap = digits.length > 2 ? 1 : 2;
  const rows = Array.from({ length: height }, (_unused, row) =>
    glyphs.flatMap((glyph, index) => [
      ...(index === 0 ? [] : Array.from({ length: gap }, () => false)),
      ...(glyph[row] ?? []),
    ]),
  );
  let bitmap: Bitmap = height === 13 && digits.length < 3 ? bold(rows) : rows;
  for (let time = 0; time < doubled; time += 1) bitmap = doubledSmoothly(bitmap);
  return {
    width: bitmap[0]?.length ?? 0,
    height: bitmap.length,
    at: (left, top) => (x, y) => bitmap[Math.floor(y - top)]?.[Math.floor(x - left)] === true,
  };
}

function glyphOf(digit: number, height: DigitHeight): Bitmap {
  return drawn[height].map((row) => [...(row.split(' ')[digit] ?? '')].map((sign) => sign === '#'));
}

/** Takes one column out of the middle of a wide digit. */
function narrow(glyph: Bitmap): Bitmap {
  const middle = Math.floor((glyph[0]?.length ?? 0) / 2);
  return middle < 3 ? glyph : glyph.map((row) => row.filter((_unused, column) => column !== middle));
}

/** Makes upright strokes one pixel wider. */
function bold(bitmap: Bitmap): Bitmap {
  return bitmap.map((row) => [...row, false].map((isPainted, column) => isPainted || row[column - 1] === true));
}

/** Doubles each pixel. A corner that two equal neighbours share takes their colour, so that stairs become slopes. */
function doubledSmoothly(small: Bitmap): Bitmap {
  const at = (row: number, column: number): boolean => small[row]?.[column] === true;
  const quarter = (row: number, column: number, down: number, across: number): boolean => {
    const [vertical, horizontal] = [at(row + down, column), at(row, column + across)];
    const [oppositeVertical, oppositeHorizontal] = [at(row - down, column), at(row, column - across)];
    const isCorner = vertical === horizontal && vertical !== oppositeHorizontal && horizontal !== oppositeVertical;
    return isCorner ? vertical : at(row, column);
  };
  return small.flatMap((cells, row) =>
    [-1, 1].map((down) =>
      cells.flatMap((_unused, column) => [quarter(row, column, down, -1), quarter(row, column, down, 1)]),
    ),
  );
}
