/**
 * Tells the person at the terminal one thing. It goes to stderr, so that stdout stays
 * the data of whatever is run; line breaks are folded, because one thing is one line.
 */
export function say(sentence: string): void {
  process.stderr.write(`${sentence.replaceAll(/\s*\n\s*/g, ' ').trim()}\n`);
}
