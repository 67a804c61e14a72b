/** The most characters of a line in a menu. A longer line does not fit on small screens. */
export const longestLine = 44;
/** The most characters of a name in a line. */
const longestName = 20;
/** As wide as a digit, so that figures of different length end in one column. */
const figureSpace = '\u2007';
const ellipsis = '…';
/** Matches a character that takes no room, such as a mark of direction. */
const unseen = /^\p{Cf}$/u;

/** Returns a text of at most `most` characters. A longer one loses its middle, because both ends tell names apart. */
export function cutMiddle(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const kept = Math.max(0, most - 1);
  const end = Math.floor(kept / 2);
  return [...characters.slice(0, kept - end), ellipsis, ...characters.slice(characters.length - end)].join('');
}

/** Returns a text of at most 44 characters. A longer one loses its end. */
export function cutLine(text: string, most = longestLine): string {
  if (lengthOf(text) <= most) return text;
  let seen = 0;
  // All marks that are not seen stay, because an isolate that begins must end
  const kept = Array.from(text).filter((character) => unseen.test(character) || (seen += 1) < most);
  return `${kept.join('').trimEnd()}${ellipsis}`;
}

/** Returns a line with a name in it. The name is cut to 20 characters, and further until the line has at most 44. */
export function lineWithName(name: string, line: (name: string) => string): string {
  const first = line(cutMiddle(name, longestName));
  const over = lengthOf(first) - longestLine;
  if (over <= 0) return first;
  const room = Math.min(longestName, Array.from(name).length) - over;
  return room >= 6 ? line(cutMiddle(name, room)) : cutLine(line(cutMiddle(name, 6)));
}

/** Returns a figure with figure spaces before it, so that it is as wide as `widest`. */
export function padFigure(figure: string, widest: string): string {
  return `${figureSpace.repeat(Math.max(0, lengthOf(widest) - lengthOf(figure)))}${figure}`;
}

/** Returns how many characters of a text are seen. Marks of direction, which Arabic figures contain, are not. */
export function lengthOf(text: string): number {
  return Array.from(text.replaceAll(/\p{Cf}/gu, '')).length;
}

/** Returns a sentence in lines of at most 44 characters, at most `mostLines` of them. Chinese and Japanese break between any two characters. */
export function wrapLines(sentence: string, mostLines = 6): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(/(?<=\s)|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー，。、：])/u)) {
    if (line !== '' && lengthOf(`${line}${word}`.trimEnd()) > longestLine) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  const shown = lines.map((each) => cutLine(each));
  return shown.length <= mostLines ? shown : [...shown.slice(0, mostLines - 1), ellipsis];
}
