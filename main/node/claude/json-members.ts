/** Where the members of a JSON object stand in its text, as offsets. */
export interface JsonObjectSpan {
  /** Of `{` and `}`. */
  readonly open: number;
  readonly close: number;
  readonly members: readonly JsonMemberSpan[];
}

export interface JsonMemberSpan {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** The members of the object that begins at `open`. The text must be valid JSON. */
export function membersOf(text: string, open: number): JsonObjectSpan {
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

/** The member that counts: of several with one key, the last. */
export function memberNamed(object: JsonObjectSpan, key: string): JsonMemberSpan | undefined {
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
