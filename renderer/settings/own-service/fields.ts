/** A definition as JSON that nobody has checked yet. */
export type Draft = Readonly<Record<string, unknown>>;

/** The steps from the definition to a member: `['windows', 0, 'resets', 'at']`. */
export type MemberPath = readonly (string | number)[];

/** A field of the form: one member as a text. */
export interface Field {
  readonly path: MemberPath;
  /** `amount`: a number if the text is one, else a text. */
  readonly kind: 'text' | 'place' | 'amount' | 'choice';
}

/** The kinds of figures that the form offers. */
export const figureKinds = ['window', 'balance', 'spend', 'sessions'] as const;
export type FigureKind = (typeof figureKinds)[number];

/** One figure of a definition, with the path to its object. */
export interface Figure {
  readonly kind: FigureKind;
  readonly path: MemberPath;
}

const mostWindows = 20;
const secretSlot = '{secret}';

/** Where a new member goes, so that the text keeps the order of the documentation. */
const memberOrder =
  'quotaTrayService name tile origin path headers everyMinutes windows balance spend sessions plan blocked'.split(' ');

/** A description without anything filled in. */
export const emptyDraft: Draft = {
  quotaTrayService: 1,
  name: '',
  path: '',
  headers: { Authorization: `Bearer ${secretSlot}` },
};

/** Returns the definition of a text; null: the text is not an object of JSON. An empty text is an empty description. */
export function draftOf(text: string): Draft | null {
  if (text.trim() === '') return emptyDraft;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // The check says what is wrong with the text.
    return null;
  }
}

/** Returns the text of a definition. */
export function textOf(draft: Draft): string {
  return JSON.stringify(draft, null, 2);
}

/** Returns a member as the text of its field; empty: it is not there, or it is no plain value. */
export function valueAt(draft: Draft, path: MemberPath): string {
  const value = memberAt(draft, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Returns the definition with another text in a field. An empty text removes the member, and an object that it leaves empty. */
export function withValue(draft: Draft, { path, kind }: Field, text: string): Draft {
  // Only the usual form of a number becomes one, so that no letter vanishes while the user types.
  const value =
    kind === 'amount' && text === String(Number(text)) && Number.isFinite(Number(text)) ? Number(text) : text;
  return changed(draft, path, text === '' ? undefined : value) as Draft;
}

/** Returns origin and path as one address. */
export function addressOf(draft: Draft): string {
  return `${valueAt(draft, ['origin'])}${valueAt(draft, ['path'])}`;
}

/** Returns the definition with another address. Without a host each user enters one. */
export function withAddress(draft: Draft, address: string): Draft {
  const [, origin = '', path = ''] = /^((?:[^/?]*:\/\/[^/?]*|[^/?]*)?)(.*)$/s.exec(address) ?? [];
  const withOrigin = changed(draft, ['origin'], origin === '' ? undefined : origin) as Draft;
  return changed(withOrigin, ['path'], path) as Draft;
}

/** The header with the key. */
export interface KeyHeader {
  readonly name: string;
  /** The text with `{secret}` in place of the key. */
  readonly form: string;
}

/** The usual ways to write a key. */
export const keyForms = [`Bearer ${secretSlot}`, secretSlot, `Token ${secretSlot}`, `Basic ${secretSlot}`] as const;

/** Returns the first header with the key. Without one the name is empty. */
export function keyHeaderOf(draft: Draft): KeyHeader {
  const found = headersOf(draft)?.find(([, form]) => isKeyForm(form));
  return found === undefined ? { name: '', form: keyForms[0] } : { name: found[0], form: String(found[1]) };
}

/** Returns the definition with another header for the key, in its place. A name that another header has is not taken. */
export function withKeyHeader(draft: Draft, { name, form }: KeyHeader): Draft {
  const headers = headersOf(draft);
  if (headers === null) return draft;
  const at = headers.findIndex(([, given]) => isKeyForm(given));
  if (headers.some(([given], place) => given === name && place !== at)) return draft;
  const next = at === -1 ? [...headers, [name, form] as const] : headers.with(at, [name, form]);
  return changed(draft, ['headers'], Object.fromEntries(next)) as Draft;
}

/** Returns the figures that the form can show, limits first. */
export function figuresOf(draft: Draft): readonly Figure[] {
  const windows = Array.isArray(draft['windows']) ? (draft['windows'] as readonly unknown[]) : [];
  return [
    ...windows.flatMap((window, place): readonly Figure[] =>
      isObject(window) ? [{ kind: 'window', path: ['windows', place] }] : [],
    ),
    ...figureKinds.flatMap((kind): readonly Figure[] =>
      kind !== 'window' && isObject(draft[kind]) ? [{ kind, path: [kind] }] : [],
    ),
  ];
}

/** Returns the kinds of which the definition takes one more figure. */
export function furtherKinds(draft: Draft): readonly FigureKind[] {
  return figureKinds.filter((kind) => {
    if (kind !== 'window') return draft[kind] === undefined;
    const { windows } = draft;
    return windows === undefined || (Array.isArray(windows) && windows.length < mostWindows);
  });
}

const newFigures: Readonly<Record<FigureKind, Draft>> = {
  window: { length: '5h', figure: 'percent-used', at: '' },
  balance: { at: '', unit: 'whole', currency: 'USD' },
  spend: { used: '', unit: 'whole', currency: 'USD' },
  sessions: { at: '' },
};

/** Returns the definition with one more figure. */
export function withFigure(draft: Draft, kind: FigureKind): Draft {
  if (!furtherKinds(draft).includes(kind)) return draft;
  const windows = (draft['windows'] ?? []) as readonly unknown[];
  return changed(
    draft,
    [kind === 'window' ? 'windows' : kind],
    kind === 'window' ? [...windows, newFigures.window] : newFigures[kind],
  ) as Draft;
}

/** Returns the definition without a figure. */
export function withoutFigure(draft: Draft, { kind, path }: Figure): Draft {
  if (kind !== 'window') return changed(draft, path, undefined) as Draft;
  const left = (draft['windows'] as readonly unknown[]).toSpliced(Number(path[1]), 1);
  return changed(draft, ['windows'], left.length === 0 ? undefined : left) as Draft;
}

/** Returns a path as problems name it: `windows[0].resets.at`. */
export function memberName(path: MemberPath): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

/** Returns the members that no field shows. Nobody loses them: they stay in the text. */
export function textOnlyMembers(draft: Draft, fields: readonly Field[]): readonly string[] {
  const { name } = keyHeaderOf(draft);
  const shown = new Set(
    [...fields.map(({ path }) => path), ['quotaTrayService'], ['origin'], ['path'], ['headers', name]]
      .filter((path) => ['string', 'number'].includes(typeof memberAt(draft, path)))
      .map(memberName),
  );
  return leaves(draft, [])
    .map(memberName)
    .filter((member) => !shown.has(member));
}

/** The paths of all members that hold no further ones. A list or an object of plain values in it counts as one. */
function leaves(value: unknown, path: MemberPath): readonly MemberPath[] {
  const isOpen = path.length === 0 || ['windows', 'headers', 'resets'].includes(String(path.at(-1))) || isFigure(path);
  if (!isOpen || !isHolder(value)) return [path];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? (value as readonly unknown[]).map((item, place) => [place, item] as const)
    : Object.entries(value);
  return entries.flatMap(([key, item]) => leaves(item, [...path, key]));
}

function isFigure(path: MemberPath): boolean {
  const [first] = path;
  if (path.length === 2) return first === 'windows' && typeof path[1] === 'number';
  return path.length === 1 && figureKinds.some((kind) => kind === first);
}

function headersOf({ headers = {} }: Draft): readonly (readonly [string, unknown])[] | null {
  return isObject(headers) ? Object.entries(headers) : null;
}

function isKeyForm(form: unknown): boolean {
  return typeof form === 'string' && form.includes(secretSlot);
}

function isObject(value: unknown): value is Draft {
  return isHolder(value) && !Array.isArray(value);
}

function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function memberAt(draft: Draft, path: MemberPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (isHolder(value) && Object.hasOwn(value, key) ? (value as Draft)[String(key)] : undefined),
    draft,
  );
}

/** Returns the holder with another member; undefined removes it, and an object inside that it leaves empty. */
function changed(holder: unknown, [key = '', ...rest]: MemberPath, value: unknown): unknown {
  const inner = isHolder(holder) && Object.hasOwn(holder, key) ? (holder as Draft)[String(key)] : undefined;
  const next = rest.length === 0 ? value : changed(isHolder(inner) ? inner : {}, rest, value);
  if (Array.isArray(holder)) return (holder as readonly unknown[]).with(Number(key), next);
  const isEmptied = rest.length > 0 && isObject(next) && Object.keys(next).length === 0;
  const entries = Object.entries((holder ?? {}) as Draft);
  const at = entries.findIndex(([name]) => name === key);
  const name = String(key);
  if (next === undefined || isEmptied) return Object.fromEntries(entries.filter(([given]) => given !== name));
  if (at !== -1) return Object.fromEntries(entries.with(at, [name, next]));
  const place = placeOf(
    name,
    entries.map(([given]) => given),
  );
  return Object.fromEntries(entries.toSpliced(place, 0, [name, next]));
}

/** The place of a new member among those that are there: by the order of the documentation, else at the end. */
function placeOf(name: string, names: readonly string[]): number {
  const rank = memberOrder.indexOf(name);
  const later = rank === -1 ? -1 : names.findIndex((given) => memberOrder.indexOf(given) > rank);
  return later === -1 ? names.length : later;
}
