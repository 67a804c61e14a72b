import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineAccounts, type MachineEvent, type Outcome } from '../../../support/engine-model-state.ts';
import { createMachine } from '../../../support/engine-model.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const account = fc.nat({ max: machineAccounts.length - 1 });
const percent = fc.integer({ min: 0, max: 100 });

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('good' as const),
      used: percent,
      resetInMs: fc.integer({ min: -hourMs, max: 5 * hourMs }),
    }),
  },
  fc.constant({ kind: 'odd' as const }),
  fc
    .constantFrom(
      { kind: 'unauthorised' as const, status: 401 },
      { kind: 'limited' as const, retryAfterMs: null },
      { kind: 'limited' as const, retryAfterMs: 2 * hourMs },
      { kind: 'server' as const, status: 503 },
      { kind: 'network' as const, cause: 'dns' as const },
      { kind: 'timeout' as const },
    )
    .map((failure) => ({ kind: 'failure' as const, failure })),
);

const event: fc.Arbitrary<MachineEvent> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), byMs: fc.oneof(fc.nat(10_000), fc.nat(2 * hourMs)) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('answer' as const), flight: fc.nat(2), outcome }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('found' as const),
      account,
      token: fc.integer({ min: 1, max: 3 }),
      expiresInMs: fc.option(fc.integer({ min: -hourMs, max: dayMs })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('jump' as const),
      byMs: fc.integer({ min: -3 * dayMs, max: 3 * dayMs }),
      rings: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant('lost' as const), account }),
  fc.record({ kind: fc.constantFrom('forget' as const, 'forget-grant' as const), account }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refresh' as const), account: fc.option(account) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('observe' as const),
      account,
      ageMs: fc.integer({ min: -hourMs, max: hourMs }),
      used: percent,
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom({ kind: 'resume' as const }, { kind: 'open-panel' as const }) },
  fc.constantFrom({ kind: 'pause' as const }, { kind: 'restart' as const }),
  fc.record({ kind: fc.constant('surroundings' as const), onBattery: fc.boolean(), locked: fc.boolean() }),
  fc.record({
    kind: fc.constant('settings' as const),
    refreshMinutes: fc.constantFrom(1, 5, 15, 120),
    askCodex: fc.boolean(),
    askClaude: fc.boolean(),
    essentialTrafficOnly: fc.boolean(),
  }),
);

const start: readonly MachineEvent[] = machineAccounts.map((_, index) => ({
  kind: 'found',
  account: index,
  token: 1,
  expiresInMs: null,
}));

async function played(seed: number, events: readonly MachineEvent[]): ReturnType<typeof createMachine> {
  const machine = await createMachine(seed);
  for (const each of [...start, ...events]) await machine.play(each);
  return machine;
}

const story = fc.array(event, { minLength: 1, maxLength: 60, size: 'max' });

const refused: Outcome = { kind: 'failure', failure: { kind: 'unauthorised', status: 401 } };
const told = (retryAfterMs: number): Outcome => ({ kind: 'failure', failure: { kind: 'limited', retryAfterMs } });
const signedIn = (token: number): MachineEvent => ({ kind: 'found', account: 0, token, expiresInMs: null });

/** Stories that once ended badly, each with the account that must have been asked again within an hour. */
const stories: readonly (readonly [name: string, events: readonly MachineEvent[]])[] = [
  [
    'an account is forgotten and found again while its request is under way',
    [{ kind: 'forget', account: 0 }, signedIn(1), { kind: 'pass', byMs: minuteMs }],
  ],
  [
    'a sign-in goes and comes while its request is under way',
    [{ kind: 'lost', account: 0 }, signedIn(1), { kind: 'pass', byMs: minuteMs }],
  ],
  [
    'a sign-in goes and comes inside a wait of hours',
    [
      { kind: 'answer', flight: 0, outcome: told(2 * hourMs) },
      { kind: 'lost', account: 0 },
      signedIn(2),
      { kind: 'pass', byMs: hourMs },
    ],
  ],
  [
    'a sign-in expires and is renewed inside a wait of hours',
    [
      { kind: 'answer', flight: 0, outcome: told(2 * hourMs) },
      { kind: 'found', account: 0, token: 1, expiresInMs: 0 },
      signedIn(2),
      { kind: 'pass', byMs: hourMs },
    ],
  ],
  [
    'a refused sign-in goes and the same one comes back',
    [
      { kind: 'answer', flight: 0, outcome: refused },
      { kind: 'lost', account: 0 },
      signedIn(1),
      { kind: 'pass', byMs: hourMs },
    ],
  ],
  [
    'the clock goes a day forth and back after a fault',
    [
      { kind: 'answer', flight: 0, outcome: { kind: 'odd' } },
      { kind: 'jump', byMs: 89_279_999, rings: true },
      { kind: 'jump', byMs: -90_004_717, rings: false },
      { kind: 'pass', byMs: 4718 },
      signedIn(1),
    ],
  ],
];

describe('the engine through any story', () => {
  it.each(stories)('%s', async (_, events) => {
    const machine = await played(0, events);
    await machine.recover(25 * hourMs);
    expect(machine.violations).toEqual([]);
    for (const { id } of machineAccounts) expect(machine.nowMs() - machine.lastAskedAtMs(id)).toBeLessThan(hourMs);
  });

  it('a sign-in that was renewed while the old one was being refused is used at once', async () => {
    const machine = await played(0, [signedIn(2), { kind: 'answer', flight: 0, outcome: refused }]);
    await machine.play({ kind: 'pass', byMs: minuteMs });
    expect(machine.violations).toEqual([]);
    expect(machine.asked(machineAccounts[0].id)).toBe(2);
  });

  it('never asks twice at once, against a wait, a refusal or the user, and never loses a figure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), story, async (seed, events) => {
        const { violations } = await played(seed, events);
        expect(violations).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('the same story told again gives the same accounts and the same requests', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), story, async (seed, events) => {
        const first = await played(seed, events);
        const second = await played(seed, events);
        expect(second.record()).toBe(first.record());
      }),
      { numRuns: 100 },
    );
  });

  it('whatever happened, with a sign-in and a service that answers every account is asked again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), story, async (seed, events) => {
        const machine = await played(seed, events);
        await machine.recover(25 * hourMs);
        expect(machine.violations).toEqual([]);
        for (const { id } of machineAccounts) {
          expect(machine.nowMs() - machine.lastAskedAtMs(id)).toBeLessThan(hourMs);
        }
      }),
      { numRuns: 60 },
    );
  });
});
