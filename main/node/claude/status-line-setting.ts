import { asObject, type JsonObject, parseJson } from '../credentials/json.ts';
import { type JsonObjectSpan, memberNamed, membersOf } from './json-members.ts';

/** Edits of the one key `statusLine` in the text of Claude Code's settings; every other byte stays. */
export const settingKey = 'statusLine';

const defaultIndent = '  ';

/** The settings as an object; null where the text is none. */
export function settingsIn(text: string): JsonObject | null {
  return asObject(parseJson(text));
}

/** The value that is set, whatever it is; undefined where the key is not there. */
export function settingIn(text: string): unknown {
  return settingsIn(text)?.[settingKey];
}

/** The command of a value of the key; null where it names none. */
export function commandOf(setting: unknown): string | null {
  const value = asObject(setting);
  const command = value?.['command'];
  return value?.['type'] === 'command' && typeof command === 'string' && command.trim() !== '' ? command : null;
}

/** The text of the value as it stands; null where the key is not there. */
export function rawSetting(text: string): string | null {
  const member = memberNamed(rootOf(text), settingKey);
  return member === undefined ? null : text.slice(member.valueStart, member.valueEnd);
}

/** Puts another value in the place of the one that is there. */
export function withRawSetting(text: string, raw: string): string {
  const member = memberNamed(rootOf(text), settingKey);
  return member === undefined ? text : text.slice(0, member.valueStart) + raw + text.slice(member.valueEnd);
}

/** Changes only the command in the value that is there, which must have one. */
export function withCommand(text: string, command: string): string {
  const member = memberNamed(rootOf(text), settingKey);
  const inner = member === undefined ? undefined : memberNamed(membersOf(text, member.valueStart), 'command');
  if (inner === undefined) return text;
  return text.slice(0, inner.valueStart) + JSON.stringify(command) + text.slice(inner.valueEnd);
}

/** Adds the key at the end of the object, in the way the file is written. */
export function withNewSetting(text: string, command: string): string {
  const root = rootOf(text);
  const { lineStart, indent, newline, colon, comma } = layoutOf(text, root);
  const written =
    lineStart === ''
      ? `{"type"${colon}"command",${comma}"command"${colon}${JSON.stringify(command)}}`
      : JSON.stringify({ type: 'command', command }, null, indent).replaceAll('\n', lineStart);
  const member = `${JSON.stringify(settingKey)}${colon}${written}`;
  const last = root.members.at(-1);
  if (last === undefined)
    return `${text.slice(0, root.open + 1)}${lineStart}${member}${newline}${text.slice(root.close)}`;
  return `${text.slice(0, last.valueEnd)},${lineStart === '' ? comma : lineStart}${member}${text.slice(last.valueEnd)}`;
}

/** Takes the key out, with the comma that joined it. */
export function withoutSetting(text: string): string {
  const root = rootOf(text);
  const member = memberNamed(root, settingKey);
  if (member === undefined) return text;
  const index = root.members.indexOf(member);
  const before = root.members[index - 1];
  const after = root.members[index + 1];
  if (before !== undefined) return text.slice(0, before.valueEnd) + text.slice(member.valueEnd);
  if (after !== undefined) return text.slice(0, member.keyStart) + text.slice(after.keyStart);
  return text.slice(0, root.open + 1) + text.slice(root.close);
}

/** True when two texts differ in nothing but the value of the key. */
export function differsOnlyInSetting(left: string, right: string): boolean {
  return otherSettings(left) === otherSettings(right);
}

function otherSettings(text: string): string {
  return JSON.stringify(Object.entries(settingsIn(text) ?? {}).filter(([key]) => key !== settingKey));
}

function rootOf(text: string): JsonObjectSpan {
  return membersOf(text, text.indexOf('{'));
}

interface Layout {
  /** The line break and blanks before a member; `''` where the file is one line. */
  readonly lineStart: string;
  readonly indent: string;
  readonly newline: string;
  readonly colon: string;
  readonly comma: string;
}

function layoutOf(text: string, root: JsonObjectSpan): Layout {
  const [first, second] = root.members;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (first === undefined) {
    return { lineStart: newline + defaultIndent, indent: defaultIndent, newline, colon: ': ', comma: ' ' };
  }
  const lead = text.slice(root.open + 1, first.keyStart);
  const colon = text.slice(first.keyEnd, first.valueStart);
  const gap = second === undefined ? colon : text.slice(first.valueEnd, second.keyStart);
  const comma = gap.slice(gap.search(/[:,]/) + 1);
  const lineStart = /\n/.test(lead) ? newline + (lead.split('\n').at(-1) ?? '') : '';
  return { lineStart, indent: lineStart.slice(newline.length), newline, colon, comma };
}
