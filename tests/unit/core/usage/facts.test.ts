import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { reconcileFacts } from '../../../../core/accounts/reconcile.ts';
import { accountStateSchema } from '../../../../core/accounts/state-schema.ts';
import { type Fact, type Stated, statedValue } from '../../../../core/usage/fact.ts';
import {
  type FactName,
  factNames,
  type Facts,
  type FactValues,
  type NamedFacts,
  noFacts,
  type Statements,
} from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import { fullState } from '../../../support/account-states.ts';

const atMs = Date.UTC(2026, 2, 2, 9);
const state = fullState('codex:one', atMs);
const statements = Object.fromEntries(
  factNames.flatMap((name) => {
    const { said } = state.facts[name];
    return said === null ? [] : [[name, statedValue(said.value)] as const];
  }),
) as Statements;
const observation: Observation = { ...statements, source: 'poll', asOfMs: atMs, oddPaths: [] };

describe('the table of facts', () => {
  it('gives the types of facts and statements, also for a new figure', () => {
    expectTypeOf<keyof Facts>().toEqualTypeOf<FactName | 'windows' | 'windowsCompleteAsOfMs'>();
    interface More extends FactValues {
      readonly extra: number;
    }
    expectTypeOf<NamedFacts<More>['extra']>().toEqualTypeOf<Fact<number>>();
    expectTypeOf<Statements<More>['extra']>().toEqualTypeOf<Stated<number> | undefined>();
  });

  it.each(Object.keys(statements) as readonly FactName[])('%s is merged, restored and reconciled', (name) => {
    const merged = merge(noFacts, observation);
    expect(merged[name].said?.value).toEqual(state.facts[name].said?.value);
    const restored = v.parse(accountStateSchema, JSON.parse(JSON.stringify({ ...state, facts: merged })));
    expect(restored.facts[name]).toEqual(merged[name]);
    expect(reconcileFacts(noFacts, null, merged)[name]).toEqual(merged[name]);
  });
});
