import {
  type Draft,
  type Field,
  type Figure,
  figuresOf,
  keyHeaderOf,
  memberName,
  type MemberPath,
  valueAt,
} from './fields.ts';

/** The choices of the fields that take one of a few words, as the description writes them. */
export const choices = {
  figure: ['percent-used', 'percent-left', 'fraction-used', 'fraction-left', 'used-of-limit', 'left-of-limit'],
  unit: ['whole', 'minor', 'micro', 'parts'],
  as: ['iso', 'epoch-seconds', 'epoch-milliseconds', 'seconds-left'],
} as const;

/** What a field is about. Each has its own label. */
export type FieldLabel =
  | 'name'
  | 'minutes'
  | 'length'
  | 'window-name'
  | 'figure'
  | 'at'
  | 'limit'
  | 'resets'
  | 'resets-as'
  | 'unit'
  | 'parts'
  | 'currency'
  | 'used'
  | 'left';

/** A field of the form with its label. */
export interface FormField extends Field {
  readonly label: FieldLabel;
  /** The words to choose from; left out: any text. */
  readonly choice?: keyof typeof choices;
}

/** The field of the service's name. */
export const nameField: FormField = { label: 'name', path: ['name'], kind: 'text' };
/** The field of the shortest interval. */
export const minutesField: FormField = { label: 'minutes', path: ['everyMinutes'], kind: 'amount' };

/** Returns the fields of a figure. A member that does not belong there keeps its field, so that the user can empty it. */
export function fieldsOfFigure(draft: Draft, { kind, path }: Figure): readonly FormField[] {
  const at = (...keys: readonly string[]): MemberPath => [...path, ...keys];
  const has = (...keys: readonly string[]): boolean => valueAt(draft, at(...keys)) !== '';
  const place = (label: FieldLabel, ...keys: readonly string[]): FormField => ({
    label,
    path: at(...keys),
    kind: 'place',
  });
  const limit: FormField = { label: 'limit', path: at('limit'), kind: 'amount' };
  const resets: readonly FormField[] = [
    place('resets', 'resets', 'at'),
    ...(has('resets', 'at') || has('resets', 'as')
      ? [{ label: 'resets-as', path: at('resets', 'as'), kind: 'choice', choice: 'as' } as const]
      : []),
  ];
  const money: readonly FormField[] = [
    { label: 'unit', path: at('unit'), kind: 'choice', choice: 'unit' },
    ...(valueAt(draft, at('unit')) === 'parts' || has('partsPerUnit')
      ? [{ label: 'parts', path: at('partsPerUnit'), kind: 'amount' } as const]
      : []),
    { label: 'currency', path: at('currency'), kind: 'text' },
  ];
  switch (kind) {
    case 'window': {
      const isOfLimit = valueAt(draft, at('figure')).endsWith('-of-limit');
      return [
        { label: 'length', path: at('length'), kind: 'text' },
        { label: 'window-name', path: at('name'), kind: 'text' },
        { label: 'figure', path: at('figure'), kind: 'choice', choice: 'figure' },
        place('at', 'at'),
        ...(isOfLimit || has('limit') ? [limit] : []),
        ...resets,
      ];
    }
    case 'balance':
      return [place('at', 'at'), ...money];
    case 'spend':
      return [place('used', 'used'), place('left', 'left'), limit, ...money, ...resets];
    default:
      return [place('at', 'at'), place('limit', 'limit')];
  }
}

/** Returns the members whose problems the form shows at their fields. */
export function formMembers(draft: Draft): ReadonlySet<string> {
  const { name } = keyHeaderOf(draft);
  const fields = formFields(draft).map(({ path }) => memberName(path));
  return new Set([...fields, 'origin', 'path', 'headers', memberName(['headers', name])]);
}

/** Returns all fields of the form but the address and the header with the key. */
export function formFields(draft: Draft): readonly FormField[] {
  return [nameField, minutesField, ...figuresOf(draft).flatMap((figure) => fieldsOfFigure(draft, figure))];
}
