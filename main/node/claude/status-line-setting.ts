import { asRecord, type JsonRecord, parseJson } from '../../../core/units/json.ts';

/** The key that this file edits in the text of Claude Code's settings. All other bytes stay as they are. */
const settingKey = 'statusLine';

const defaultIndent = '  ';

/** Returns the settings as an object. Null if the text is not a JSON object. */
export function settingsIn(text: string): JsonRecord | null {
  return asRecord(parseJson(text));
}

/** Returns the value of the key, of any type. Undefined if the key is missing. */
export function settingIn(text: string): unknown {
  return settingsIn(text)?.[settingKey];
}

/** Returns the command in a value of the key. Null if it names none. */
export function commandOf(setting: unknown): string | null {
  const value = asRecord(setting);
  const command = value?.['command'];
  return value?.['type'] === 'command' && typeof command === 'string' && command.trim() !== '' ? command : null;
}

/** Returns the text of the value. Null if the key is missing. */
export function rawSetting(text: string): string | null {
  const member = memberNamed(rootOf(text), settingKey);
  return member === undefined ? null : text.slice(member.valueStart, member.valueEnd);
}

/** Returns the text with another value for the existing key. */
export function withRawSetting(text: string, raw: string): string {
  const member = memberNamed(rootOf(text), settingKey);
  return member === undefined ? text : text.slice(0, member.valueStart) + raw + text.slice(member.valueEnd);
}

/** Returns the text with another command in the existing value, which must have one. */
export function withCommand(text: string, command: string): string {
  const member = memberNamed(rootOf(text), settingKey);
  const inner = member === undefined ? undefined : memberNamed(membersOf(text, member.valueStart), 'command');
  if (inner === undefined) return text;
  return text.slice(0, inner.valueStart) + JSON.stringify(command) + text.slice(inner.valueEnd);
}

/** Returns the text with the key added at the end of the object, in the file's own layout. */
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

/** Returns the text without the key and its comma. */
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

/** Returns whether two texts differ at most in the value of the key. */
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
  /** The line break and spaces before a member. `''` if the object is on one line. */
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

/** Returns the change of the key as a diff: `-` marks removed lines, `+` added ones, spaces unchanged ones. */
export function changeText(before: string | null, after: string | null): string {
  const [old, next] = [linesOf(before), linesOf(after)];
  const shortest = Math.min(old.length, next.length);
  let head = 0;
  while (head < shortest && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
  return [
    ...same(old.slice(0, head)),
    ...old.slice(head, old.length - tail).map((line) => `- ${line}`),
    ...next.slice(head, next.length - tail).map((line) => `+ ${line}`),
    ...same(old.slice(old.length - tail)),
  ].join('\n');
}

function linesOf(text: string | null): readonly string[] {
  const setting = text === null ? undefined : settingIn(text);
  return setting === undefined ? [] : `"${settingKey}": ${JSON.stringify(setting, null, 2)}`.split('\n');
}

/** The offsets of a JSON object and its members in the text. */
interface JsonObjectSpan {
  /** The offsets of `{` and `}`. */
  readonly open: number;
  readonly close: number;
  readonly members: readonly JsonMemberSpan[];
}

interface JsonMemberSpan {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Returns the members of the object that begins at `open`. The text must be valid JSON. */
function membersOf(text: string, open: number): JsonObjectSpan {
  const members: JsonMemberSpan[] = [];
  let at = skipBlank(text, open + 1);
  while (text[at] === '"') {
    const keyEnd = endOfString(text, at);
    const valueStart = skipBlank(text, skipBlank(text, keyEnd) + 1);
    const valueEnd = endOfValue(text, valueStart);
    members.push({ key: JSON.parse(text.slice(at, keyEnd)) as string, keyStart: at, keyEnd, valueStart, valueEnd });
    at = skipBlank(text, valueEnd);
    if (text[at] === ',') at = skipBlank(text, at + 1);
  }
  return { open, close: at, members };
}

/** Returns the member with this key. If there are several, the last one counts, as in JSON.parse. */
function memberNamed(object: JsonObjectSpan, key: string): JsonMemberSpan | undefined {
  return object.members.filter((member) => member.key === key).at(-1);
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (/[ \t\r\n]/.test(text[at] ?? '')) at += 1;
  return at;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length;) {
    const character = text[at] ?? '';
    if (depth === 0 && at > from && /[\s,\]}]/.test(character)) return at;
    if (character === '"') {
      at = endOfString(text, at);
    } else {
      if (character === '{' || character === '[') depth += 1;
      if (character === '}' || character === ']') depth -= 1;
      at += 1;
    }
    if (depth === 0 && (character === '"' || character === '}' || character === ']')) return at;
  }
  return text.length;
}
