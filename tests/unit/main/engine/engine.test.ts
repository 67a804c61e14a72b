import { describe, expect, it } from 'vitest';
import type { ResolvedNameless } from '../../../../core/accounts/sync.ts';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { currentValue } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import type { Finding } from '../../../../core/ports.ts';
import { createFakeClock, settle } from '../../../support/clock.ts';
import {
  body,
  engineWorld,
  exampleAccount,
  failure,
  found,
  grantBody,
  startMs,
  usageBody,
} from '../../../support/engine-world.ts';

const minuteMs = 60_000;
const work = exampleAccount('work');
const home = exampleAccount('home');
const good = () => body(usageBody(40, startMs + 4 * 3_600_000));

const usedOf = (world: ReturnType<typeof engineWorld>, id = work.id): number | null => {
  const window = world.engine.accounts().find(({ account }) => account.id === id)?.facts.windows[0];
  return window === undefined ? null : currentValue(window.usedPercent);
};
const linkOf = (world: ReturnType<typeof engineWorld>, id = work.id): string | undefined =>
  world.engine.accounts().find(({ account }) => account.id === id)?.endpoints['usage']?.link.kind;

describe('the engine', () => {
  it('asks a found account once at the start, and again after the interval', async () => {
    const world = engineWorld({ findings: [found(work)], answer: good });
    await world.engine.start();
    await settle();
    expect(world.requests).toHaveLength(1);
    await world.time.advance(5 * minuteMs - 1);
    expect(world.requests).toHaveLength(1);
    await world.time.advance(minuteMs);
    expect(world.requests).toHaveLength(2);
  });

  it('a hundred refreshes at once make one request', async () => {
    const world = engineWorld({ findings: [found(work)], answer: () => new Promise(() => {}) });
    await world.engine.start();
    for (let i = 0; i < 100; i += 1) world.engine.refresh(work.id, 'app');
    await settle();
    expect(world.requests).toHaveLength(1);
  });

  it('seeding from the disk makes no request, and fresh data none after it', async () => {
    const first = engineWorld({ findings: [found(work)], answer: good });
    await first.engine.start();
    await settle();
    first.engine.stop();
    const second = engineWorld({ findings: [found(work)], answer: good, stored: first.stored, time: first.time });
    await second.engine.load();
    expect(usedOf(second)).toBe(40);
    await second.engine.start();
    await settle();
    expect(second.requests).toHaveLength(0);
  });

  it('keeps its own states when it begins to poll while those of another process are read', async () => {
    const first = engineWorld({ findings: [found(work)], answer: good });
    await first.engine.start();
    await settle();
    first.engine.stop();
    const second = engineWorld({ findings: [], answer: good, time: first.time });
    await second.engine.load();
    for (const [id, state] of first.stored) second.stored.set(id, state);
    const reloaded = second.engine.reload();
    const begun = second.engine.start();
    await Promise.all([reloaded, begun]);
    expect(second.engine.accounts()).toEqual([]);
  });

  it('remembers a backoff over a restart', async () => {
    const first = engineWorld({
      findings: [found(work)],
      answer: () => failure({ kind: 'limited', retryAfterMs: 1_800_000 }),
    });
    await first.engine.start();
    await settle();
    first.engine.stop();
    const second = engineWorld({ findings: [found(work)], answer: good, stored: first.stored, time: first.time });
    await second.engine.load();
    await second.engine.start();
    await second.time.advance(29 * minuteMs);
    expect(second.requests).toHaveLength(0);
    await second.time.advance(2 * minuteMs);
    expect(second.requests).toHaveLength(1);
  });

  it('a forced refresh inside a backoff is refused with its end and sends nothing', async () => {
    const world = engineWorld({
      findings: [found(work)],
      answer: () => failure({ kind: 'limited', retryAfterMs: 600_000 }),
    });
    await world.engine.start();
    await settle();
    expect(world.engine.refresh(work.id, 'app')).toEqual({
      kind: 'refused',
      refusal: { kind: 'backoff', untilMs: startMs + 600_000, serviceUntilMs: startMs + 600_000 },
    });
    await settle();
    expect(world.requests).toHaveLength(1);
  });

  it('a 429 of one account does not hold back another', async () => {
    const world = engineWorld({
      findings: [found(work), found(home)],
      answer: (id) => (id === work.id ? failure({ kind: 'limited', retryAfterMs: 3_600_000 }) : good()),
    });
    await world.engine.start();
    await world.time.advance(11 * minuteMs);
    const countOf = (id: string): number => world.requests.filter(({ accountId }) => accountId === id).length;
    expect([countOf(work.id), countOf(home.id)]).toEqual([1, 3]);
  });

  it('a failed refresh keeps the reading and only ages it', async () => {
    let answer = good();
    const world = engineWorld({ findings: [found(work)], answer: () => answer });
    await world.engine.start();
    await settle();
    answer = failure({ kind: 'network', cause: 'refused' });
    await world.time.advance(6 * minuteMs);
    expect(usedOf(world)).toBe(40);
    expect(linkOf(world)).toBe('retrying');
  });

  it('keeps calls to one host a second apart', async () => {
    const shared = ['a', 'b', 'c'].map((name) => found(exampleAccount(name, { baseUrl: 'https://same.example' })));
    const world = engineWorld({ findings: shared, answer: good });
    await world.engine.start();
    await world.time.advance(10_000);
    expect(world.requests.map(({ atMs }) => atMs - startMs)).toEqual([0, 1000, 2000]);
  });

  it('after 401 asks nothing until the sign-in changes, then after a minute of quiet', async () => {
    let answer = failure({ kind: 'unauthorised', status: 401 });
    const world = engineWorld({ findings: [found(work)], answer: () => answer });
    await world.engine.start();
    await world.time.advance(180 * minuteMs);
    expect(world.requests).toHaveLength(1);
    answer = good();
    await world.find([found(work, 'token-2')]);
    await world.time.advance(minuteMs - 1);
    expect(world.requests).toHaveLength(1);
    await world.time.advance(1);
    expect(world.requests).toHaveLength(2);
    expect(usedOf(world)).toBe(40);
  });

  it('leaves a sign-in in quiet that appears while it runs, and asks one that was there at once', async () => {
    const world = engineWorld({ findings: [found(work)], answer: good });
    await world.engine.start();
    await settle();
    expect(world.requests.map(({ accountId }) => accountId)).toEqual([work.id]);
    const other = exampleAccount('other');
    await world.find([found(work), found(other)]);
    const asked = (): number => world.requests.filter(({ accountId }) => accountId === other.id).length;
    await world.time.advance(minuteMs - 1);
    expect(asked()).toBe(0);
    await world.time.advance(5_000);
    expect(asked()).toBe(1);
  });

  it('asks an account with a new key at once', async () => {
    const world = engineWorld({ findings: [], answer: good });
    await world.engine.start();
    const keyed = found(work);
    const { outcome } = keyed;
    if (outcome.kind !== 'account') throw new Error('No account was found');
    await world.find([{ ...keyed, outcome: { ...outcome, folder: null } }]);
    expect(world.requests).toHaveLength(1);
  });

  it('asks all that was never answered at once where it runs only once', async () => {
    const claude = exampleAccount('c', { id: 'claude:c', provider: 'claude', organizationId: 'org-c' });
    const world = engineWorld({
      findings: [found(claude)],
      answer: (_id, _atMs, endpointId) =>
        body(endpointId === 'usage' ? { five_hour: { utilization: 5 } } : grantBody()),
    });
    await world.engine.start();
    await settle();
    expect(world.requests.map(({ endpointId }) => endpointId)).toEqual(['usage']);
    world.engine.pollUnanswered();
    await world.time.advance(1_100);
    expect(world.requests.map(({ endpointId }) => endpointId)).toContain('grant');
    const count = world.requests.length;
    world.engine.pollUnanswered();
    await world.time.advance(1_100);
    expect(world.requests).toHaveLength(count);
  });

  it('never asks with an expired sign-in', async () => {
    const world = engineWorld({ findings: [found(work, 'token-1', startMs - 1)], answer: good });
    await world.engine.start();
    await world.time.advance(60 * minuteMs);
    expect(world.requests).toHaveLength(0);
    const refusal = { kind: 'needs-sign-in' };
    expect(world.engine.refresh(work.id, 'person')).toEqual({ kind: 'refused', refusal });
  });

  it('lets a sign-in sleep that its tool can renew, and asks again once that has happened', async () => {
    const asleep = found(work, 'token-1', startMs - 1, null);
    const world = engineWorld({ findings: [asleep], answer: good });
    await world.engine.start();
    await world.time.advance(60 * minuteMs);
    expect(world.requests).toHaveLength(0);
    const refusal = { kind: 'sign-in-asleep' };
    expect(world.engine.refresh(work.id, 'person')).toEqual({ kind: 'refused', refusal });
    await world.find([found(work, 'token-2', world.time.nowMs() + 60 * minuteMs, null)]);
    await world.time.advance(minuteMs);
    expect(world.requests).not.toHaveLength(0);
    expect(usedOf(world)).toBe(40);
  });

  it('judges an end by the clock of now: a clock that was a day ahead for one look leaves nothing behind', async () => {
    const time = createFakeClock(startMs + 24 * 60 * minuteMs);
    const stored = new Map<string, AccountState>();
    const finding = found(work, 'token-1', startMs + 8 * 60 * minuteMs);
    const first = engineWorld({ findings: [finding], answer: good, time, stored });
    await first.engine.start();
    await settle();
    first.engine.stop();
    const second = engineWorld({ findings: [finding], answer: good, stored });
    await second.engine.start();
    await second.time.advance(minuteMs);
    expect(first.requests).toHaveLength(0);
    expect(usedOf(second)).toBe(40);
  });

  it('forgets that an earlier version stored a sign-in as expired', async () => {
    const link = {
      kind: 'needs-sign-in',
      failure: { kind: 'credential-expired', expiredAtMs: startMs - 1 },
      fingerprint: 'token-1',
    } as const;
    const endpoints = { usage: { link, fetchedAtMs: null, nextDueAtMs: 0, sequence: 0 } };
    const stored = new Map([[work.id, { account: work, facts: noFacts, oddPaths: [], endpoints }]]);
    const world = engineWorld({ findings: [found(work)], answer: good, stored });
    await world.engine.start();
    await world.time.advance(minuteMs);
    expect(usedOf(world)).toBe(40);
  });

  it('keeps the figures of an account that was signed out, and asks it nothing', async () => {
    const world = engineWorld({ findings: [found(work)], answer: good });
    await world.engine.start();
    await settle();
    await world.find([]);
    await world.time.advance(60 * minuteMs);
    expect(world.requests).toHaveLength(1);
    expect([usedOf(world), linkOf(world)]).toEqual([40, 'needs-sign-in']);
  });

  it('takes no older look for a newer one', async () => {
    const gates: ((findings: readonly Finding[]) => void)[] = [];
    const look = (): Promise<readonly Finding[]> => new Promise((resolve) => void gates.push(resolve));
    const world = engineWorld({ findings: [], answer: good, look });
    await world.engine.load();
    const looks = [world.engine.discover(), world.engine.discover()];
    gates[1]?.([found(work)]);
    await settle();
    gates[0]?.([found(home)]);
    await Promise.all(looks);
    expect(world.engine.accounts().map(({ account }) => account.id)).toEqual([work.id]);
  });

  it('drops an account that only stood for a folder once its name is known', async () => {
    const nameless = exampleAccount('nameless');
    const world = engineWorld({ findings: [found(nameless)], answer: good });
    await world.engine.start();
    await settle();
    expect([...world.stored.keys()]).toEqual([nameless.id]);
    const named = found(work);
    if (named.outcome.kind !== 'account') throw new Error('Nobody was found.');
    await world.find([{ ...named, outcome: { ...named.outcome, namelessId: nameless.id } }]);
    expect(world.engine.accounts().map(({ account }) => account.id)).toEqual([work.id]);
    expect([...world.stored.keys()]).toEqual([work.id]);
  });

  const namedAs = (accountFinding: Finding, namelessId: string): Finding => {
    const { outcome } = accountFinding;
    if (outcome.kind !== 'account') throw new Error('Nobody was found.');
    return { ...accountFinding, outcome: { ...outcome, namelessId } };
  };

  it('keeps a nameless account in the cache until what is kept of it is settled, also over a restart', async () => {
    const nameless = exampleAccount('nameless');
    const folds: ResolvedNameless[] = [];
    let isSettled = false;
    const fold = async (each: ResolvedNameless): Promise<boolean> => {
      folds.push(each);
      return isSettled;
    };
    const world = engineWorld({ findings: [found(nameless)], answer: good, fold });
    await world.engine.start();
    await settle();
    const findings = [namedAs(found(work), nameless.id)];
    await world.find(findings);
    expect(world.engine.accounts().map(({ account }) => account.id)).toEqual([work.id]);
    expect([...world.stored.keys()].sort()).toEqual([nameless.id, work.id].sort());
    world.engine.stop();

    isSettled = true;
    const look = engineWorld({ findings, answer: good, fold, stored: world.stored });
    await look.engine.discover();
    expect(look.engine.accounts().map(({ account }) => account.id)).toEqual([work.id]);
    expect(folds).toHaveLength(1);
    const next = engineWorld({ findings, answer: good, fold, stored: world.stored });
    await next.engine.start();
    await settle();
    expect(folds.map(({ namelessId, accountId }) => [namelessId, accountId])).toEqual([
      [nameless.id, work.id],
      [nameless.id, work.id],
    ]);
    expect([...world.stored.keys()]).toEqual([work.id]);
  });

  it('takes nothing of a nameless account away that is back before it was settled', async () => {
    const nameless = exampleAccount('nameless');
    let settleFold = (_isSettled: boolean): void => {};
    const fold = (): Promise<boolean> => new Promise((resolve) => (settleFold = resolve));
    const world = engineWorld({ findings: [found(nameless)], answer: good, fold });
    await world.engine.start();
    await world.find([namedAs(found(work), nameless.id)]);
    await world.find([found(work), found(nameless)]);
    settleFold(true);
    await settle();
    expect([...world.stored.keys()].sort()).toEqual([nameless.id, work.id].sort());
  });

  it('ignores the answer of a flight whose account is gone', async () => {
    let land = (_outcome: ReturnType<typeof good>): void => {};
    const world = engineWorld({ findings: [found(work)], answer: () => new Promise((resolve) => (land = resolve)) });
    await world.engine.start();
    world.engine.forget(work.id);
    land(good());
    await settle();
    expect(world.engine.accounts()).toHaveLength(0);
  });

  it('after a sleep judges each schedule once and asks once', async () => {
    const world = engineWorld({ findings: [found(work)], answer: good });
    await world.engine.start();
    await settle();
    world.engine.pause('asleep');
    world.time.jump(startMs + 9 * 60 * minuteMs);
    await world.time.ring();
    expect(world.requests).toHaveLength(1);
    world.engine.resume('asleep');
    await world.time.advance(5_000);
    expect(world.requests).toHaveLength(2);
  });

  it('takes new answers although the clock was set back by a day', async () => {
    let used = 40;
    const world = engineWorld({
      findings: [found(work)],
      answer: () => body(usageBody(used, startMs + 4 * 3_600_000)),
    });
    await world.engine.start();
    await settle();
    used = 55;
    world.time.jump(startMs - 86_400_000);
    await world.time.ring();
    await world.time.advance(1);
    await world.time.advance(5 * minuteMs);
    expect(world.requests.length).toBeGreaterThan(1);
    expect(usedOf(world)).toBe(55);
  });

  it('asks nothing of a provider that the user turned off', async () => {
    const world = engineWorld({ findings: [found(work)], answer: good, settings: { askCodex: false } });
    await world.engine.start();
    await world.time.advance(60 * minuteMs);
    expect(world.requests).toHaveLength(0);
  });

  it('asks a minute after a reset that comes before the next turn', async () => {
    const resetMs = startMs + 2 * minuteMs;
    const world = engineWorld({ findings: [found(work)], answer: () => body(usageBody(90, resetMs)) });
    await world.engine.start();
    await world.time.advance(3 * minuteMs);
    expect(world.requests.map(({ atMs }) => atMs - startMs)).toEqual([0, 3 * minuteMs]);
  });

  it('says when everything asked for has been answered', async () => {
    const world = engineWorld({ findings: [found(work)], answer: good });
    await world.engine.start();
    await world.engine.settled();
    expect(usedOf(world)).toBe(40);
  });
});
