import { type Said, said } from '../../quota/fact.ts';
import type { SpendReading } from '../../quota/observation.ts';
import { asName, asRecord, type JsonRecord, type NoteOdd } from '../json.ts';
import { readSpendLimit, type SpendStatement } from './read-spend-limit.ts';

/** What the body says of spend limits; each is left out where it does not speak of it. */
export interface SpendParts {
  readonly spend?: Said<SpendReading | null>;
  readonly spendLimits?: Said<readonly SpendReading[]>;
}

interface Statement {
  readonly path: string;
  readonly scope: string;
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
 * place is tried until one is understood. A null value: the source says there is no limit. Left out:
 * it does not speak of one, or in no form that was understood.
 *
 * And all limits, the one in force first and each of the six kinds once, by the same order of places.
 * Where a kind was in no form that was understood, the list would not be whole and is left out.
 */
export function readSpend(body: JsonRecord, asOfMs: number, odd: NoteOdd): SpendParts {
  const places = [
    individualStatements(body, '', asOfMs),
    individualStatements(asRecord(body['rate_limit']) ?? {}, 'rate_limit.', asOfMs),
    controlStatements(body['spend_control'], asOfMs),
  ];
  const all = places.flat();
  const malformed = all.filter(({ says }) => says.kind === 'malformed');
  for (const { path } of malformed) odd(path);
  const decisive = places.find((place) => place.some(({ says }) => isClear(says)));
  if (decisive !== undefined) {
    const inForce = firstLimit(decisive);
    return { spend: said(inForce), ...everyLimit(all, inForce) };
  }
  const isNone = malformed.length === 0 && all.some(({ says }) => says.kind === 'none');
  return isNone ? { spend: said(null), spendLimits: said([]) } : {};
}

function everyLimit(all: readonly Statement[], inForce: SpendReading | null): Pick<SpendParts, 'spendLimits'> {
  const found = scopes.map((scope) => {
    const ofScope = all.filter((statement) => statement.scope === scope);
    return {
      spend: firstLimit(ofScope.filter(({ says }) => isClear(says)).slice(0, 1)),
      isMissed: !ofScope.some(({ says }) => isClear(says)) && ofScope.some(({ says }) => says.kind === 'malformed'),
    };
  });
  if (found.some(({ isMissed }) => isMissed)) return {};
  const others = found.flatMap(({ spend }) => (spend === null || spend.scope === inForce?.scope ? [] : [spend]));
  return { spendLimits: said(inForce === null ? others : [inForce, ...others]) };
}

function isClear({ kind }: SpendStatement): boolean {
  return kind === 'limit' || kind === 'off';
}

function firstLimit(place: readonly Statement[]): SpendReading | null {
  for (const { says } of place) if (says.kind === 'limit') return says.spend;
  return null;
}

function individualStatements(record: JsonRecord, prefix: string, asOfMs: number): readonly Statement[] {
  return individualKeys.map((key) => ({
    path: `${prefix}${key}`,
    scope: 'individual',
    says: readSpendLimit(record[key], 'individual', asOfMs),
  }));
}

/** The limit that the service names as the reached one goes first, then the individual one, then the rest. */
function controlStatements(value: unknown, asOfMs: number): readonly Statement[] {
  if (value === undefined) return [];
  if (value === null) return [{ path: 'spend_control', scope: '', says: { kind: 'none' } }];
  const control = asRecord(value);
  if (control === null) return [{ path: 'spend_control', scope: '', says: { kind: 'malformed' } }];
  const reached = asName(control['reached_limit_type']);
  const ordered = [...scopes.filter((scope) => scope === reached), ...scopes.filter((scope) => scope !== reached)];
  const statements = ordered.flatMap((scope) =>
    controlKeys(scope).map((key) => ({
      path: `spend_control.${key}`,
      scope,
      says: readSpendLimit(control[key], scope, asOfMs),
    })),
  );
  return [...statements, { path: 'spend_control', scope: '', says: { kind: 'none' } }];
}

function controlKeys(scope: string): readonly string[] {
  return scope === 'individual' ? individualKeys : [`${scope}_limit`];
}
