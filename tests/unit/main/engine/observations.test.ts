import { describe, expect, it } from 'vitest';
import { parseClaudeStateFile } from '../../../../core/providers/claude/state-file.ts';
import { parseCodexHeaders } from '../../../../core/providers/codex/headers.ts';
import { currentValue, statedUnknown, statedValue } from '../../../../core/usage/fact.ts';
import type { HttpOutcome } from '../../../../core/ports.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import { settle } from '../../../support/clock.ts';
import {
  body,
  engineWorld,
  exampleAccount,
  failure,
  found,
  startMs,
  usageBody,
} from '../../../support/engine-world.ts';

const minuteMs = 60_000;
const work = exampleAccount('work');
const home = exampleAccount('home');
const good = () => body(usageBody(40, startMs + 4 * 3_600_000));
type World = ReturnType<typeof engineWorld>;

const headers = (used: number, asOfMs: number): Observation => {
  const observation = parseCodexHeaders(
    { 'x-codex-primary-used-percent': String(used), 'x-codex-primary-window-minutes': '300' },
    asOfMs,
  );
  if (observation === null) throw new Error('Nothing was said.');
  return observation;
};
const hear = (world: World, id = work.id): boolean => world.engine.observe(id, headers(50, world.time.nowMs()));
const session = (world: World) => world.engine.accounts()[0]?.facts.windows.find(({ id }) => id === 'session');
const countOf = (world: World, id = work.id): number =>
  world.requests.filter(({ accountId }) => accountId === id).length;

async function asked(settings: object, findings = [found(work)], answer: () => HttpOutcome = good): Promise<World> {
  const world = engineWorld({ findings, answer, settings });
  await world.engine.start();
  await settle();
  await world.time.advance(2 * minuteMs);
  return world;
}

describe('what others saw', () => {
  it('of an account that is not known is not taken', async () => {
    const world = await asked({});
    expect(hear(world, 'codex:none')).toBe(false);
    expect(currentValue(session(world)?.usedPercent ?? { said: null, unknownSinceMs: null })).toBe(40);
  });

  it('newer headers stand when a poll that started before them is answered', async () => {
    let land = (_outcome: HttpOutcome): void => {};
    const world = engineWorld({ findings: [found(work)], answer: () => new Promise((resolve) => (land = resolve)) });
    await world.engine.start();
    await settle();
    await world.time.advance(1_000);
    world.engine.observe(work.id, headers(66, startMs + 500));
    land(good());
    await settle();
    expect(session(world)?.usedPercent.said).toEqual({ value: 66, asOfMs: startMs + 500, source: 'headers' });
    expect(session(world)?.resetsAtMs.said).toMatchObject({ value: startMs + 4 * 3_600_000, source: 'poll' });
  });

  it('a poll that started after headers overwrites them', async () => {
    const world = await asked({});
    world.engine.observe(work.id, headers(66, startMs + 500));
    world.engine.refresh(work.id, 'app');
    await settle();
    expect(session(world)?.usedPercent.said).toMatchObject({ value: 40, source: 'poll' });
  });
});

describe('asking again after every so many requests', () => {
  it('asks with the n-th request, and with each n-th after it', async () => {
    const world = await asked({ refreshEveryRequests: 3, refreshMinutes: 60 });
    const before = countOf(world);
    const counts: number[] = [];
    for (let request = 1; request <= 6; request += 1) {
      hear(world);
      await settle();
      counts.push(countOf(world) - before);
      await world.time.advance(minuteMs + 1);
    }
    expect(counts).toEqual([0, 0, 1, 1, 1, 2]);
  });

  it('0 is off', async () => {
    const world = await asked({ refreshEveryRequests: 0, refreshMinutes: 60 });
    const before = countOf(world);
    for (let request = 1; request <= 20; request += 1) hear(world);
    await settle();
    expect(countOf(world)).toBe(before);
  });

  it('counts each account for itself, and only requests', async () => {
    const world = await asked({ refreshEveryRequests: 2, refreshMinutes: 60 }, [found(work), found(home)]);
    const before = [countOf(world), countOf(world, home.id)];
    hear(world);
    hear(world, home.id);
    world.engine.observe(work.id, { ...headers(50, world.time.nowMs()), source: 'log' });
    await settle();
    expect([countOf(world), countOf(world, home.id)]).toEqual(before);
    hear(world);
    await settle();
    expect([countOf(world), countOf(world, home.id)]).toEqual([(before[0] ?? 0) + 1, before[1]]);
  });

  it('a backoff still holds', async () => {
    const limited = () => failure({ kind: 'limited', retryAfterMs: 600_000 });
    const world = await asked({ refreshEveryRequests: 1 }, [found(work)], limited);
    hear(world);
    await world.time.advance(minuteMs);
    expect(countOf(world)).toBe(1);
  });

  it('never asks more often than the endpoint allows, and then does, whatever comes between', async () => {
    const world = await asked({ refreshEveryRequests: 1, refreshMinutes: 60 });
    hear(world);
    await settle();
    const before = countOf(world);
    for (let request = 1; request <= 5; request += 1) {
      await world.time.advance(1_000);
      hear(world);
    }
    expect(countOf(world)).toBe(before);
    await world.time.advance(minuteMs);
    expect(countOf(world)).toBe(before + 1);
  });
});

describe('the last answer of a source', () => {
  const reports = (world: World) => world.engine.accounts()[0]?.sources;
  const bare = (parts: Partial<Observation>): Observation => ({
    ...{ source: 'cache', asOfMs: startMs, oddPaths: [] },
    ...parts,
  });

  it.each<readonly [string, Partial<Observation>]>([
    ['says nothing', {}],
    ['only withdraws figures', { spend: statedUnknown, holdsReset: statedUnknown }],
    ['only says that nothing blocks the account', { blocked: statedValue(null), beyondLimit: statedValue(null) }],
  ])('does not change when it %s', async (_what, parts) => {
    const world = await asked({});
    world.engine.observe(work.id, bare(parts));
    expect(reports(world)?.cache).toBeUndefined();
  });

  it('is the one that states a figure', async () => {
    const world = await asked({});
    world.engine.observe(work.id, bare({ plan: statedValue('pro') }));
    expect(reports(world)?.cache).toEqual({ asOfMs: startMs });
  });

  it('is not a state file of Claude Code that holds no figures', async () => {
    const world = await asked({});
    const file = { oauthAccount: { accountUuid: 'a', organizationUuid: 'o' } };
    const parsed = parseClaudeStateFile(file, startMs, startMs);
    expect(parsed).not.toHaveLength(0);
    for (const { observation } of parsed) world.engine.observe(work.id, observation);
    expect(reports(world)?.cache).toBeUndefined();
  });
});
