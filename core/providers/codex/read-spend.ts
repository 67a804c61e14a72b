import { type Said, said } from '../../quota/fact.ts';
import type { SpendReading } from '../../quota/observation.ts';
import { asName, asRecord, type JsonRecord, type NoteOdd } from '../shape.ts';
import { readSpendLimit, type SpendStatement } from './read-spend-limit.ts';

interface Statement {
  readonly path: string;
  readonly says: SpendStatement;
}

const individualKeys: readonly string[] = ['individual_limit', 'individualLimit'];
const scopes: readonly string[] = [
  'individual',
  'group_default',
  'workspace_default',
  'role_budget',
  'group_shared',
  'workspace_shared',
];

/**
 * The spend limit in force (S1-12): at the root, else in `rate_limit`, else in `spend_control`; each
 * place is tried until one is understood. A null value: the source says there is no limit. Undefined:
 * it does not speak of one, or in no form that was understood.
 */
export function readSpend(body: JsonRecord, asOfMs: number, odd: NoteOdd): Said<SpendReading | null> | undefined {
  const places = [
    individualStatements(body, '', asOfMs),
    individualStatements(asRecord(body['rate_limit']) ?? {}, 'rate_limit.', asOfMs),
    controlStatements(body['spend_control'], asOfMs),
  ];
  const all = places.flat();
  const malformed = all.filter(({ says }) => says.kind === 'malformed');
  for (const { path } of malformed) odd(path);
  const decisive = places.find((place) => place.some(({ says }) => says.kind === 'limit' || says.kind === 'off'));
  if (decisive !== undefined) return said(firstLimit(decisive));
  const isNone = malformed.length === 0 && all.some(({ says }) => says.kind === 'none');
  return isNone ? said(null) : undefined;
}

function firstLimit(place: readonly Statement[]): SpendReading | null {
  for (const { says } of place) if (says.kind === 'limit') return says.spend;
  return null;
}

function individualStatements(record: JsonRecord, prefix: string, asOfMs: number): readonly Statement[] {
  return individualKeys.map((key) => ({
    path: `${prefix}${key}`,
    says: readSpendLimit(record[key], 'individual', asOfMs),
  }));
}

/** The limit that the service names as the reached one goes first, then the individual one, then the rest. */
function controlStatements(value: unknown, asOfMs: number): readonly Statement[] {
  if (value === undefined) return [];
  if (value === null) return [{ path: 'spend_control', says: { kind: 'none' } }];
  const control = asRecord(value);
  if (control === null) return [{ path: 'spend_control', says: { kind: 'malformed' } }];
  const reached = asName(control['reached_limit_type']);
  const ordered = [...scopes.filter((scope) => scope === reached), ...scopes.filter((scope) => scope !== reached)];
  const statements = ordered.flatMap((scope) =>
    controlKeys(scope).map((key) => ({
      path: `spend_control.${key}`,
      says: readSpendLimit(control[key], scope, asOfMs),
    })),
  );
  return [...statements, { path: 'spend_control', says: { kind: 'none' } }];
}

function controlKeys(scope: string): readonly string[] {
  return scope === 'individual' ? individualKeys : [`${scope}_limit`];
}
