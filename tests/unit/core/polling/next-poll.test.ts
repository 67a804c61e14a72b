import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../../../../core/polling/endpoint.ts';
import { dueOnPanelOpen } from '../../../../core/polling/due.ts';
import { type NextPoll, type NextPollFacts, nextPoll } from '../../../../core/polling/next-poll.ts';
import { nextPollText } from '../../../../core/text/next-poll.ts';
import { english, nowMs } from '../../../support/example-states.ts';

const minuteMs = 60_000;
const pace = { baseMs: 5 * minuteMs, minimumMs: minuteMs, unchangedAnswers: 0, onBattery: false, locked: false };
const facts: NextPollFacts = { standing: 'asked', asleep: false, pace, hostFreeAtMs: 0, budgetFreeAtMs: 0 };
const idle: EndpointState = {
  link: { kind: 'idle' },
  fetchedAtMs: nowMs,
  nextDueAtMs: nowMs + 5 * minuteMs,
  sequence: 1,
};
const due = { ...idle, nextDueAtMs: nowMs };
const limited: EndpointState = { ...idle, link: { kind: 'limited', attempt: 2, untilMs: nowMs + 9 * minuteMs } };
const slow = { ...facts, pace: { ...pace, unchangedAnswers: 6, onBattery: true } };

const cases: readonly (readonly [string, EndpointState, NextPollFacts, NextPoll['kind'], string])[] = [
  ['an ordinary turn', idle, facts, 'interval', 'next 13:05, every 5 minutes'],
  [
    'a slowed one',
    idle,
    slow,
    'interval',
    'next 13:05, every 15 minutes · slower: 6 answers without changes · slower: on battery',
  ],
  ['a wait', limited, facts, 'backoff', 'waiting until 13:09 after 2 failures in a row'],
  ['a turn behind others', due, { ...facts, hostFreeAtMs: nowMs + 1000 }, 'host', 'waiting for other requests, 13:00'],
  [
    'a spent budget',
    due,
    { ...facts, budgetFreeAtMs: nowMs + 2 * minuteMs },
    'budget',
    'waiting until 13:02 because of the daily limit of requests',
  ],
  ['sleep', idle, { ...facts, asleep: true }, 'asleep', 'no requests while the computer sleeps or is offline'],
  [
    'a provider turned off',
    idle,
    { ...facts, standing: 'turned-off' },
    'turned-off',
    'requests are turned off in the settings',
  ],
  [
    'what is not essential',
    due,
    { ...facts, standing: 'not-essential' },
    'not-essential',
    'no request: only essential traffic is allowed',
  ],
  ['what is known well enough', due, { ...facts, standing: 'not-wanted' }, 'not-wanted', 'no request needed now'],
  [
    'an endpoint beside a usage that was refused',
    due,
    { ...facts, standing: 'signed-out' },
    'needs-sign-in',
    'next request after a sign-in',
  ],
  [
    'a sign-in that is gone',
    {
      ...idle,
      link: { kind: 'needs-sign-in', failure: { kind: 'credential', problem: 'missing' }, fingerprint: null },
    },
    facts,
    'needs-sign-in',
    'next request after a sign-in',
  ],
  [
    'a request under way',
    { ...idle, link: { kind: 'fetching', sequence: 1, startedAtMs: nowMs, before: { kind: 'idle' } } },
    facts,
    'asking',
    'request running',
  ],
];

describe('why an endpoint is asked when it is', () => {
  it.each(cases)('%s', (_, endpoint, around, kind, words) => {
    const outlook = nextPoll(endpoint, around, nowMs);
    expect(outlook.kind).toBe(kind);
    expect(nextPollText(outlook, english, nowMs)).toBe(words);
  });
});

describe('opening the panel', () => {
  it.each([
    ['asks what is older than a minute', idle, nowMs - 2 * minuteMs, minuteMs, 2, true],
    ['leaves what is younger', idle, nowMs - 30_000, minuteMs, 0.5, false],
    ['leaves what its endpoint does not bear yet', idle, nowMs - 10 * minuteMs, 15 * minuteMs, 10, false],
    ['leaves what a local source has just told', idle, nowMs - 10_000, minuteMs, 4, false],
    ['leaves what was told to wait', limited, nowMs - 20 * minuteMs, minuteMs, 20, false],
  ] as const)('%s', (_, endpoint, measuredAtMs, minimumMs, askedMinutesAgo, isAsked) => {
    const asked = { ...endpoint, fetchedAtMs: nowMs - askedMinutesAgo * minuteMs };
    const isDue = dueOnPanelOpen(asked, measuredAtMs, minimumMs, nowMs).nextDueAtMs <= nowMs;
    expect(isDue).toBe(isAsked);
  });
});

describe('what holds a turn back', () => {
  const kindOf = (endpoint: EndpointState, change: Partial<NextPollFacts>): NextPoll['kind'] =>
    nextPoll(endpoint, { ...facts, ...change }, nowMs).kind;

  it.each<readonly [string, EndpointState, Partial<NextPollFacts>, NextPoll['kind']]>([
    ['a sign-in that its tool renews', due, { standing: 'sign-in-asleep' }, 'sign-in-asleep'],
    ['a wait that is over', { ...due, link: { kind: 'limited', attempt: 1, untilMs: nowMs } }, {}, 'interval'],
    ['a budget that is free at the turn', idle, { budgetFreeAtMs: idle.nextDueAtMs }, 'interval'],
    ['a budget that is free after it', idle, { budgetFreeAtMs: idle.nextDueAtMs + 1 }, 'budget'],
    ['a budget that is free now', { ...due, nextDueAtMs: nowMs - 1 }, { budgetFreeAtMs: nowMs }, 'interval'],
    ['others before a turn to come', idle, { hostFreeAtMs: nowMs + 1 }, 'interval'],
    ['others that are done', due, { hostFreeAtMs: nowMs }, 'interval'],
  ])('%s', (_what, endpoint, change, kind) => {
    expect(kindOf(endpoint, change)).toBe(kind);
  });
});
