import { expect, it } from 'vitest';

import type { HttpOutcome } from '../../../core/ports.ts';
import { growth } from '../../support/soak/week-days.ts';
import { weekStartMs } from '../../support/soak/week-plan.ts';
import { createWeekRules, mostRequestsADay } from '../../support/soak/week-rules.ts';
import { weekAccounts } from '../../support/soak/week-services.ts';

const minuteMs = 60_000;
const [each] = weekAccounts(1, weekStartMs, (name) => `/home/${name}`);
if (each === undefined) throw new Error('There must be an account');
const at = (minutes: number) => ({
  trueMs: weekStartMs + minutes * minuteMs,
  shownMs: weekStartMs + minutes * minuteMs,
});
const good: HttpOutcome = { kind: 'body', body: {}, fingerprint: null };
const wait: HttpOutcome = {
  ...{ kind: 'failure', fingerprint: null },
  failure: { kind: 'limited', retryAfterMs: 20 * minuteMs },
};
const signIn = { kind: 'sign-in-needed', accountId: 'codex:a', keys: ['a', 'b'] } as const;

it('the soak sees one request too many in 24 hours', () => {
  const rules = createWeekRules();
  for (let minute = 0; minute < mostRequestsADay; minute += 1)
    rules.request(each, 'usage', at(minute))(good, at(minute));
  expect(rules.violations).toEqual([]);
  rules.request(each, 'usage', at(mostRequestsADay));
  expect(rules.violations).toHaveLength(1);
});

it('the soak sees a request inside a wait, a second one at once, and a tool that runs twice', () => {
  const rules = createWeekRules();
  rules.request(each, 'usage', at(0))(wait, at(0));
  rules.request(each, 'usage', at(19));
  rules.request(each, 'usage', at(30));
  const ended = rules.tool('codex', at(31));
  rules.tool('codex', at(31));
  ended();
  rules.tool('codex', at(32));
  expect(rules.violations).toEqual([
    expect.stringContaining('was asked inside a wait that its service named'),
    expect.stringContaining('was asked twice at once'),
    expect.stringContaining('the tool ran twice at once: codex'),
  ]);
});

it('the soak sees what is told twice or never, and what is fresh for too long', () => {
  const rules = createWeekRules();
  rules.alert(signIn, 1, at(0));
  rules.alert(signIn, 2, at(1));
  rules.claimed('key');
  expect(rules.violations).toEqual([]);
  rules.alert(signIn, 2, at(2));
  rules.claimed('key');
  rules.shown('text', false, at(3));
  rules.shown('text', false, at(4));
  rules.shownFresh('codex:a', 11 * minuteMs, 10 * minuteMs, at(5));
  rules.mustTell('sign-in-needed codex:a #2');
  rules.mustTell('sign-in-needed codex:a #3');
  rules.finish();
  expect(rules.violations).toHaveLength(5);
  expect(rules.violations.at(-1)).toBe('never told: sign-in-needed codex:a #3');
});

it('the soak sees what grows after the second day, and allows the history its rule', () => {
  const files = { cache: 1_000, cacheFiles: 8, database: 50_000, history: 100_000 };
  const second = { day: 2, heapBytes: 20e6, held: { Timeout: 1 }, files, notifications: 10 };
  const well = { ...second, day: 7, files: { ...files, history: 350_000 } };
  expect(growth(second, well)).toEqual([]);
  const grown = { ...well, heapBytes: 30e6, held: { Timeout: 2, FSEventWrap: 1 }, files: { ...files, cacheFiles: 9 } };
  expect(growth(second, grown)).toHaveLength(4);
});
