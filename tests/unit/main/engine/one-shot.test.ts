import { expect, it } from 'vitest';
import type { HttpOutcome } from '../../../../core/ports.ts';
import { body, engineWorld, exampleAccount, found, startMs, usageBody } from '../../../support/engine-world.ts';
import { settle } from '../../../support/clock.ts';

const host = 'https://one.example/backend-api';

/** A service that answers only when it is told to. */
function heldService() {
  const held: (() => void)[] = [];
  const answer = (): Promise<HttpOutcome> =>
    new Promise((resolve) => void held.push(() => resolve(body(usageBody(40, startMs + 3_600_000)))));
  return {
    answer,
    waiting: () => held.length,
    release: async (count: number) => {
      for (const each of held.splice(0, count)) each();
      await settle();
    },
  };
}

function findingsOf(count: number) {
  return Array.from({ length: count }, (_, index) =>
    found(exampleAccount(`account-${index}`, { baseUrl: host }), `token-${index}`),
  );
}

it('a process that runs once sends the requests of all accounts side by side, although they share a host', async () => {
  const service = heldService();
  const world = engineWorld({ findings: findingsOf(20), answer: service.answer });
  await world.engine.start({ runsOnce: true });
  world.engine.pollUnanswered();
  await settle();
  const usage = world.requests.filter(({ endpointId }) => endpointId === 'usage');
  expect(new Set(usage.map(({ accountId }) => accountId)).size).toBe(20);
  expect(world.requests.every(({ atMs }) => atMs === startMs)).toBe(true);
  expect(service.waiting()).toBe(world.requests.length);
});

it('a process that runs once has at most 64 requests in flight, and each answer makes room for the next', async () => {
  const service = heldService();
  const world = engineWorld({ findings: findingsOf(200), answer: service.answer });
  await world.engine.start({ runsOnce: true });
  world.engine.pollUnanswered();
  await settle();
  expect(service.waiting()).toBe(64);
  await service.release(10);
  expect(world.requests).toHaveLength(74);
  let ended = false;
  const settled = world.engine.settled().then(() => (ended = true));
  for (let turn = 0; turn < 40 && service.waiting() > 0; turn += 1) {
    expect(service.waiting()).toBeLessThanOrEqual(64);
    expect(ended).toBe(false);
    await service.release(64);
  }
  await settled;
  expect(new Set(world.requests.map(({ accountId }) => accountId)).size).toBe(200);
  expect(world.time.nowMs()).toBe(startMs);
});

it('a process that keeps running sends one request a second to a host', async () => {
  const service = heldService();
  const world = engineWorld({ findings: findingsOf(20), answer: service.answer });
  await world.engine.start();
  world.engine.pollUnanswered();
  await settle();
  expect(service.waiting()).toBe(1);
});

it('a process that runs once does not ask a tool that is asked at every poll, while the sign-in works', async () => {
  let toolCalls = 0;
  const world = engineWorld({
    findings: [found(exampleAccount('eve'))],
    answer: () => body(usageBody(40, startMs + 3_600_000)),
    askTool: async () => ((toolCalls += 1), { kind: 'not-asked' }),
  });
  await world.engine.start({ runsOnce: true });
  world.engine.pollUnanswered();
  await settle();
  expect(toolCalls).toBe(0);
  expect(world.requests.some(({ endpointId }) => endpointId === 'usage')).toBe(true);
});
