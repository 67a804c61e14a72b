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
const leftToRightIsolate = '\u2066';
const popDirectionalIsolate = '\u2069';

/**
 * Returns an external text in a form that is safe to show: one trimmed line. It has no terminal sequences, no control
 * characters and no marks that change the direction of text. Line breaks become a space.
 */
export function cleanText(text: string): string {
  return text.replaceAll(terminalSequence, ' ').replaceAll(lineBreakOrControl, ' ').replaceAll(hiddenMark, '').trim();
}

/** Matches the colours and weights that the app itself uses on a terminal. */
const ownColour = /^\u001B\[(?:[0-2]|3[1-3])m$/;
/** Matches what may control a terminal: all but line breaks, tabs and isolates, which tables and names have. */
const mayControlTerminal =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066\u2067]|\r(?!\n)/;
const everyTerminalControl = new RegExp(mayControlTerminal, 'gu');

/**
 * Returns a text of several lines in a form that no terminal obeys, apart from the app's own colours. Whatever a name or
 * a message holds, it cannot move the cursor, change the title, the clipboard or earlier lines.
 */
export function safeForTerminal(text: string): string {
  if (!mayControlTerminal.test(text)) return text;
  const parts = text.split(/(\u001B\[(?:[0-2]|3[1-3])m)/);
  return parts.map((part) => (ownColour.test(part) ? part : withoutTerminalControls(part))).join('');
}

function withoutTerminalControls(text: string): string {
  return text.replaceAll(terminalSequence, ' ').replaceAll(everyTerminalControl, '');
}

/** Returns a JSON text with escapes for all characters that a terminal may obey. The value stays the same. */
export function jsonForTerminal(json: string): string {
  if (!mayControlTerminal.test(json)) return json;
  return json.replaceAll(everyTerminalControl, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns a result as it is written to standard output: safe for a terminal, with a line break at the end. */
export function printable(text: string): string {
  return safeForTerminal(text.endsWith('\n') ? text : `${text}\n`);
}

/** Returns a JSON text as it is written to standard output. */
export function printableJson(json: string): string {
  return printable(jsonForTerminal(json));
}

/** Returns a name for a line of text. A right-to-left name is isolated, so that it does not reorder the line. */
export function isolated(name: string): string {
  return rightToLeft.test(name) && !name.startsWith(firstStrongIsolate)
    ? `${firstStrongIsolate}${name}${popDirectionalIsolate}`
    : name;
}

/** Returns a path, a file or a command for a page. It reads from left to right on a page of any direction. */
export function leftToRight(value: string): string {
  return value === '' ? value : `${leftToRightIsolate}${value}${popDirectionalIsolate}`;
}

/** Returns a value for a right-to-left sentence. Whatever its direction, it does not reorder the sentence. */
export function alwaysIsolated(value: string): string {
  return value === '' || value.startsWith(firstStrongIsolate)
    ? value
    : `${firstStrongIsolate}${value}${popDirectionalIsolate}`;
}
