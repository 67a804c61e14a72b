import { expect, it, test } from 'vitest';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { HttpOutcome } from '../../../../core/ports.ts';
import { createAlerting } from '../../../../main/features/alerting.ts';
import { createCounters } from '../../../../main/features/counters.ts';
import {
  body,
  engineWorld,
  exampleAccount,
  failure,
  found,
  startMs,
  usageBody,
} from '../../../support/engine-world.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

test.each<[string, HttpOutcome]>([
  ['ok', body(usageBody(42, startMs / 1000 + 3600))],
  ['schema', body({ rate_limit: 'none' })],
  ['limited', failure({ kind: 'limited', retryAfterMs: 60_000 })],
  ['unauthorised', failure({ kind: 'unauthorised', status: 401 })],
  ['network', failure({ kind: 'network', cause: 'refused' })],
  ['timeout', failure({ kind: 'timeout' })],
])('a request that ends with %s is counted once, as that', async (outcome, answer) => {
  const counting = createCounters();
  const account = exampleAccount('work');
  const { engine } = engineWorld({ findings: [found(account)], answer: () => answer, tally: counting });
  await engine.start();
  engine.refresh(null, 'app');
  await engine.settled();
  const ofUsage = counting.counts().requests.filter(({ endpoint }) => endpoint === 'usage');
  expect(ofUsage).toEqual([{ accountId: account.id, endpoint: 'usage', outcome, count: 1 }]);
  engine.stop();
});

it('counts an answer that comes when its account is gone as late', async () => {
  const counting = createCounters();
  const account = exampleAccount('work');
  let answerLater: (answer: HttpOutcome) => void = () => {};
  let isHeld = false;
  const answer = (_id: string, _atMs: number, endpoint: string): HttpOutcome | Promise<HttpOutcome> =>
    isHeld && endpoint === 'usage'
      ? new Promise((resolve) => (answerLater = resolve))
      : body(usageBody(42, startMs / 1000 + 3600));
  const { engine, time } = engineWorld({ findings: [found(account)], answer, tally: counting });
  await engine.start();
  engine.refresh(null, 'app');
  await engine.settled();
  await time.advance(120_000);
  isHeld = true;
  engine.refresh(null, 'app');
  await time.advance(1000);
  engine.forget(account.id);
  answerLater(body(usageBody(43, startMs / 1000 + 3600)));
  await time.advance(1000);
  const ofUsage = counting.counts().requests.filter(({ endpoint }) => endpoint === 'usage');
  expect(ofUsage.map(({ outcome, count }) => [outcome, count])).toEqual([
    ['ok', 1],
    ['late', 1],
  ]);
  engine.stop();
});

it('counts the notices that were shown, not those that were known or are switched off', async () => {
  const counting = createCounters();
  const claimed = new Set<string>();
  let notifications = true;
  const tell = createAlerting({
    clock: { nowMs: () => nowMs, random: () => 0 },
    locale: () => english,
    settings: () => ({ ...defaultSettings, notifications }),
    sentAlerts: () =>
      Promise.resolve({ claim: (key) => !claimed.has(key) && Boolean(claimed.add(key)), forget: () => undefined }),
    notifier: { show: () => undefined },
    tally: counting,
  });
  const usedUp = (resetsInMinutes: number) =>
    buildSnapshot(
      [stateAfter(codexBody({ session: { used: 100, resetsInMinutes } }))],
      defaultSettings,
      english,
      nowMs,
    );
  await tell(usedUp(62), null);
  await tell(usedUp(62), null);
  notifications = false;
  await tell(usedUp(362), usedUp(62));
  expect(counting.counts().alerts).toEqual([{ accountId: 'codex:work', kind: 'exhausted', count: 1 }]);
});
