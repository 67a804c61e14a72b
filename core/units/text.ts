/**
 * Matches a sequence that controls a terminal: a control sequence, or a command with its text (OSC, DCS).
 */
const terminalSequence =
  /(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?|(?:\u001B\[|\u009B)[0-?]{0,64}[ -/]{0,16}[@-~]?/g;
const lineBreakOrControl = /[\p{Cc}\u2028\u2029]+/gu;
/** Matches marks that change the direction of the text around them, lone surrogates, and the byte order mark. */
const hiddenMark = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\p{Cs}]/gu;
/** Matches right-to-left scripts, from Hebrew to Thaana and their presentation forms. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const firstStrongIsolate = '\u2068';
const popDirectionalIsolate = '\u2069';

/**
 * Returns an external text in a form that is safe to show: one trimmed line. It has no terminal sequences, no control
 * characters and no marks that change the direction of text. Line breaks become a space.
 */
export function cleanText(text: string): string {
  return text.replaceAll(terminalSequence, ' ').replaceAll(lineBreakOrControl, ' ').replaceAll(hiddenMark, '').trim();
}

/** Returns a name for a line of text. A right-to-left name is isolated, so that it does not reorder the line. */
export function isolated(name: string): string {
  return rightToLeft.test(name) && !name.startsWith(firstStrongIsolate)
    ? `${firstStrongIsolate}${name}${popDirectionalIsolate}`
    : name;
}
