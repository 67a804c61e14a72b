import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { judge, type Judgement } from '../../../../core/accounts/judgement.ts';
import { accountStateSchema } from '../../../../core/accounts/state-schema.ts';
import { newEndpoint } from '../../../../core/polling/endpoint.ts';
import { parseClaudeHeaders } from '../../../../core/providers/claude/headers.ts';
import { parseClaudeStreamLine } from '../../../../core/providers/claude/stream-event.ts';
import { parseClaudeToolLine } from '../../../../core/providers/claude/tool-answer.ts';
import { readClaudeUsage } from '../../../../core/providers/claude/usage.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { statedUnknown, statedValue } from '../../../../core/usage/fact.ts';
import { noFacts, type Facts } from '../../../../core/usage/facts.ts';
import { merge, mergePartial } from '../../../../core/usage/merge.ts';
import {
  type BeyondLimitReading,
  blockCodes,
  type BlockReading,
  limitModes,
  type Observation,
  type WindowReading,
} from '../../../../core/usage/observation.ts';
import { alertWorld } from '../../../support/alert-world.ts';
import { english, nowMs } from '../../../support/example-states.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed } from '../../../support/readings.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** When the service refused the account or named a mode, and when that ends. */
const statedAtMs = nowMs - hourMs;
const endsAtMs = statedAtMs + 6 * dayMs;

function stateOf(facts: Facts): AccountState {
  const usage = { ...newEndpoint(nowMs), fetchedAtMs: nowMs - minuteMs, nextDueAtMs: nowMs + 15 * minuteMs };
  return { account: accountOf('claude', 'https://service.example'), facts, oddPaths: [], endpoints: { usage } };
}
const judged = (facts: Facts): Judgement => judge(stateOf(facts), defaultSettings, nowMs);

const window = (id: string, used: number | null, more: Partial<WindowReading> = {}): WindowReading => ({
  id,
  shape: { name: id.includes(':') ? id : null, scope: id.includes(':') ? 'part' : 'account', durationSeconds: null },
  usedPercent: used === null ? statedUnknown : statedValue(used),
  resetsAtMs: statedValue(nowMs + 4 * hourMs),
  ...more,
});

function seen(asOfMs: number, more: Partial<Observation>, source: Observation['source'] = 'poll'): Observation {
  return { source, asOfMs, oddPaths: [], ...more };
}
const list = (...items: readonly WindowReading[]): Partial<Observation> => ({ windows: { complete: true, items } });
const part = (...items: readonly WindowReading[]): Partial<Observation> => ({ windows: { complete: false, items } });
const open = list(window('session', 2), window('weekly', 3));

function factsAfter(...observations: readonly Observation[]): Facts {
  return observations.reduce((facts, each) => {
    const isWhole = each.windows?.complete === true;
    return (isWhole ? merge : mergePartial)(facts, each, nowMs);
  }, noFacts);
}

const refusal = (more: Partial<BlockReading> = {}): Observation =>
  seen(statedAtMs, { blocked: statedValue({ code: 'unknown', endsAtMs, ...more }) }, 'headers');
const mode = (name: BeyondLimitReading['mode'], more: Partial<BeyondLimitReading> = {}): Observation =>
  seen(statedAtMs, { beyondLimit: statedValue({ mode: name, endsAtMs, ...more }) }, 'headers');

const prefix = 'anthropic-ratelimit-unified-';
const rejected = {
  [`${prefix}status`]: 'rejected',
  [`${prefix}representative-claim`]: 'seven_day',
  [`${prefix}reset`]: String(endsAtMs / 1000),
  [`${prefix}7d-utilization`]: '1.0',
  [`${prefix}7d-status`]: 'rejected',
  [`${prefix}7d-reset`]: String(endsAtMs / 1000),
};
const paid = { ...rejected, [`${prefix}overage-in-use`]: 'true', [`${prefix}overage-status`]: 'allowed' };
const event = (more: object): string =>
  JSON.stringify({
    type: 'rate_limit_event',
    rate_limit_info: { status: 'rejected', rateLimitType: 'seven_day', resetsAt: endsAtMs / 1000, ...more },
  });

const iso = (ms: number): string => new Date(ms).toISOString();
const limits = {
  five_hour: { utilization: 2, resets_at: iso(nowMs + 5 * hourMs) },
  seven_day: { utilization: 3, resets_at: iso(nowMs + 7 * dayMs) },
  limits: [],
};

function said(observation: Observation | null): Observation {
  if (observation === null) throw new Error('Nothing was said');
  return observation;
}

function toolAnswer(body: object): Observation {
  const response = { rate_limits_available: true, rate_limits: body };
  const line = { type: 'control_response', response: { subtype: 'success', request_id: 'one', response } };
  const answer = parseClaudeToolLine(JSON.stringify(line), 'one', nowMs - minuteMs);
  if (answer?.kind !== 'figures') throw new Error('The tool gave no figures');
  return answer.observation;
}

const statements: readonly (readonly [string, Observation])[] = [
  ['a refusal in headers', said(parseClaudeHeaders(rejected, statedAtMs))],
  ['paid extra usage in headers', said(parseClaudeHeaders(paid, statedAtMs))],
  ['a refusal in an event', said(parseClaudeStreamLine(event({}), statedAtMs))],
  [
    'paid extra usage in an event',
    said(parseClaudeStreamLine(event({ overageStatus: 'allowed', isUsingOverage: true }), statedAtMs)),
  ],
];
const { limits: _none, ...olderAnswer } = limits;
const answers: readonly (readonly [string, Observation])[] = [
  ['the usage page', observed(readClaudeUsage(limits, nowMs - minuteMs))],
  ['the tool', toolAnswer(limits)],
  ['a tool that lists no limits', toolAnswer(olderAnswer)],
];
const pairs = statements.flatMap(([stated, statement]) =>
  answers.map(([source, answer]) => ({ stated, source, statement, answer })),
);

describe('what Claude states until a limit resets', () => {
  it.each(pairs)('$stated ends early when $source shows room again', ({ statement, answer }) => {
    expect(judged(factsAfter(statement)).use).toBe('exhausted');
    expect(judged(factsAfter(statement, answer))).toMatchObject({ use: 'active', block: null });
    expect(judged(factsAfter(answer, statement))).toMatchObject({ use: 'active', block: null });
  });

  it.each(statements)('%s is kept over a restart with the window that it names', (_what, statement) => {
    const facts = factsAfter(statement);
    const stored = v.parse(accountStateSchema, JSON.parse(JSON.stringify(stateOf(facts))));
    expect([stored.facts.blocked, stored.facts.beyondLimit]).toEqual([facts.blocked, facts.beyondLimit]);
    const named = facts.beyondLimit.said?.value ?? facts.blocked.said?.value;
    expect(named?.reachedWindowId).toBe('weekly');
  });

  it('tells once that the account can be used again', async () => {
    const world = alertWorld();
    const statement = refusal({ reachedWindowId: 'weekly' });
    const snapshots = [[statement], [statement, seen(nowMs - minuteMs, open)]].map((each) =>
      buildSnapshot([stateOf(factsAfter(...each))], defaultSettings, english, nowMs),
    );
    const [before, after] = snapshots;
    if (before === undefined || after === undefined) throw new Error('Two snapshots were made');
    await world.read(before, before, after, after);
    expect(world.titles()).toEqual([expect.stringContaining('cannot be used now'), expect.stringContaining('again')]);
  });
});

const later = (more: Partial<Observation>, source?: Observation['source']): Observation =>
  seen(nowMs - minuteMs, more, source);
const week = { reachedWindowId: 'weekly' } as const;

describe('newer figures', () => {
  it.each<readonly [string, Observation, Observation]>([
    ['a partial answer with room in the named window', refusal(week), later(part(window('weekly', 3)), 'headers')],
    [
      'an answer that says that the named limit is not reached',
      refusal(week),
      later(part(window('weekly', null, { reached: statedValue(false) })), 'headers'),
    ],
    [
      'room in the named window beside a full session',
      mode('paid-extra-usage', week),
      later(part(window('weekly', 3))),
    ],
    ['room in each window, where none is named', refusal(), later(open)],
    [
      'room in each window beside a used-up model',
      refusal(),
      later(list(window('weekly', 3), window('weekly:opus', 100))),
    ],
    ['a list without the named window', mode('grace-period', { reachedWindowId: 'weekly:fable' }), later(open)],
    [
      'room in the limit of the named model',
      mode('lower-priority', { reachedWindowId: 'weekly:opus' }),
      later(part(window('weekly:opus', 5))),
    ],
  ])('end a statement: %s', (_what, statement, answer) => {
    for (const facts of [factsAfter(statement, answer), factsAfter(answer, statement)]) {
      expect(judged(facts).block).toBeNull();
    }
  });

  it.each<readonly [string, Observation, Observation]>([
    ['a named window that is still full', refusal(week), later(list(window('session', 2), window('weekly', 100)))],
    [
      'a named window that is still reached',
      mode('paid-extra-usage', week),
      later(part(window('weekly', 97, { reached: statedValue(true) }))),
    ],
    ['room in another window', refusal(week), later(part(window('session', 2)))],
    ['an unknown figure', refusal(week), later(part(window('weekly', null)))],
    ['a partial answer, where no window is named', refusal(), later(part(window('session', 2), window('weekly', 3)))],
    ['a list with an unknown figure', refusal(), later(list(window('session', 2), window('weekly', null)))],
    ['a list without a window of the account', refusal(), later(list(window('weekly:opus', 2)))],
    [
      'a used-up model, whose requests may cost money',
      mode('paid-extra-usage'),
      later(list(window('weekly', 3), window('weekly:opus', 100))),
    ],
    ['figures of the same moment', refusal(week), seen(statedAtMs, open)],
    ['older figures', refusal(week), seen(statedAtMs - minuteMs, open)],
    ['a status line, which repeats old figures', refusal(week), later(part(window('weekly', 3)), 'statusline')],
    ['a reserve', mode('reserve'), later(open)],
    [
      'a block of one limit',
      refusal({ windowId: 'limit:review' }),
      later(list(window('session', 2), window('limit:review', 3))),
    ],
  ])('do not end a statement: %s', (_what, statement, answer) => {
    for (const facts of [factsAfter(statement, answer), factsAfter(answer, statement)]) {
      const { block, windows } = judged(facts);
      expect(block !== null || windows.some(({ state }) => state === 'blocked')).toBe(true);
    }
  });

  it.each(blockCodes.filter((code) => code !== 'unknown'))('do not end a block with the reason %s', (code) => {
    expect(judged(factsAfter(refusal({ code, ...week }), later(open))).block?.code).toBe(code);
  });
});

const used = fc.integer({ min: 0, max: 99 });
const anyOpen = fc
  .tuple(used, used, fc.option(used))
  .map(([session, weekly, model]) =>
    list(
      window('session', session),
      window('weekly', weekly),
      ...(model === null ? [] : [window('weekly:opus', model)]),
    ),
  );
const name = fc.constantFrom({}, week, { reachedWindowId: 'session' }, { reachedWindowId: 'weekly:opus' });
const end = fc.constantFrom(null, endsAtMs);
const anyStatement = fc.oneof(
  fc.tuple(name, end).map(([more, atMs]) => refusal({ ...more, endsAtMs: atMs })),
  fc
    .tuple(fc.constantFrom(...limitModes.filter((each) => each !== 'reserve')), name, end)
    .map(([each, more, atMs]) => mode(each, { ...more, endsAtMs: atMs })),
);

describe('a refusal without a reason, and each mode that a reached limit explains', () => {
  it('ends with any newer answer that shows room in every window, whichever arrives first', () => {
    fc.assert(
      fc.property(anyStatement, anyOpen, fc.integer({ min: 1, max: hourMs }), (statement, answer, afterMs) => {
        const newer = seen(statedAtMs + afterMs, answer);
        const facts = factsAfter(statement, newer);
        expect(factsAfter(newer, statement)).toEqual(facts);
        expect(judged(facts).block).toBeNull();
      }),
    );
  });

  it('never ends with an older answer, whichever arrives first', () => {
    fc.assert(
      fc.property(anyStatement, anyOpen, fc.integer({ min: 0, max: hourMs }), (statement, answer, beforeMs) => {
        const older = seen(statedAtMs - beforeMs, answer);
        const facts = factsAfter(older, statement);
        expect(factsAfter(statement, older)).toEqual(facts);
        const { said: stated } = facts.blocked.said === null ? facts.beyondLimit : facts.blocked;
        const isHeld = stated?.value?.endsAtMs !== null;
        expect(judged(facts).use === 'exhausted').toBe(isHeld);
      }),
    );
  });
});
