/** A sequence that controls a terminal: a command with its text (OSC, DCS and the like), or a control sequence. */
const terminalSequence =
  /(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?|(?:\u001B\[|\u009B)[0-?]{0,64}[ -/]{0,16}[@-~]?/g;
const lineBreakOrControl = /[\p{Cc}\u2028\u2029]+/gu;
/** Marks that change the direction of the text around them, half characters, and the byte order mark. */
const hiddenMark = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\p{Cs}]/gu;
/** Right-to-left scripts, from Hebrew to Thaana and their presentation forms. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const firstStrongIsolate = '\u2068';
const popDirectionalIsolate = '\u2069';

/**
 * A text from outside in a form that is safe to show: one trimmed line without sequences that control a terminal,
 * control characters and marks that change the direction of the text around it. Line breaks become a space.
 */
export function cleanText(text: string): string {
  return text.replaceAll(terminalSequence, ' ').replaceAll(lineBreakOrControl, ' ').replaceAll(hiddenMark, '').trim();
}

/** A name for a line of text. One that runs from right to left is isolated, so that it does not reorder the line. */
export function isolated(name: string): string {
  return rightToLeft.test(name) && !name.startsWith(firstStrongIsolate)
    ? `${firstStrongIsolate}${name}${popDirectionalIsolate}`
    : name;
}
