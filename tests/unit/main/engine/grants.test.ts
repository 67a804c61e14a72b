import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { currentValue, statedValue } from '../../../../core/usage/fact.ts';
import type { HttpOutcome } from '../../../../core/ports.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import type { Settings } from '../../../../core/settings/settings.ts';
import { createFakeClock, type FakeClock, settle } from '../../../support/clock.ts';
import {
  body,
  engineWorld,
  type EngineWorld,
  exampleAccount,
  failure,
  found,
  grantBody,
  startMs,
} from '../../../support/engine-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const inOrg = (name: string, organizationId: string | null = `org-${name}`) =>
  exampleAccount(name, { id: `claude:${name}`, provider: 'claude', organizationId });
const ada = inOrg('ada');
const bob = inOrg('bob');
const usage = (): HttpOutcome =>
  body({ five_hour: { utilization: 12, resets_at: new Date(startMs + 40 * hourMs).toISOString() } });

interface Options {
  readonly findings?: Parameters<typeof engineWorld>[0]['findings'];
  readonly settings?: Partial<Settings>;
  readonly stored?: Map<string, AccountState>;
  readonly time?: FakeClock;
  readonly isEssentialOnly?: (provider: string) => boolean;
}

/** An engine whose usage is always answered, and whose grant is what the test says. */
function worldWith(grant: () => HttpOutcome | Promise<HttpOutcome>, options: Options = {}): EngineWorld {
  return engineWorld({
    findings: [found(ada)],
    ...options,
    answer: (_id, _atMs, endpointId) => (endpointId === 'grant' ? grant() : usage()),
  });
}

const offered = (): HttpOutcome => body(grantBody());
const grantsAsked = ({ requests }: EngineWorld, id = ada.id): number =>
  requests.filter(({ accountId, endpointId }) => endpointId === 'grant' && accountId === id).length;
const stateOf = ({ engine }: EngineWorld, id = ada.id): AccountState | undefined =>
  engine.accounts().find(({ account }) => account.id === id);
const grantOf = (world: EngineWorld, id = ada.id) => stateOf(world, id)?.facts.grant;
const outlookOf = ({ engine }: EngineWorld, endpointId: string): string | undefined =>
  engine.nextPolls().find((each) => each.endpointId === endpointId)?.outlook.kind;

async function started(world: EngineWorld): Promise<EngineWorld> {
  await world.engine.start();
  await world.time.advance(2 * minuteMs);
  return world;
}

/** What Claude Code itself wrote down about the grant. */
const cached = (asOfMs: number, answeredAtMs: number | null, available = true): Observation => ({
  source: 'cache',
  asOfMs,
  grant: statedValue({
    available,
    eligible: true,
    granted: false,
    amountMinorUnits: 3500,
    currency: 'USD',
    answeredAtMs,
  }),
  oddPaths: [],
});

describe('the grant of an organisation', () => {
  it.each([null, ''])(
    'with the organisation %j nothing is asked, and forgetting writes nothing',
    async (organization) => {
      const lonely = inOrg('ada', organization);
      const world = await started(worldWith(offered, { findings: [found(lonely)] }));
      const before = stateOf(world);
      world.engine.forgetGrant(lonely.id);
      await world.time.advance(3 * hourMs);
      expect(grantsAsked(world)).toBe(0);
      expect(before?.facts.grant).toBe(grantOf(world));
      expect(outlookOf(world, 'grant')).toBe('not-wanted');
    },
  );

  it('with essential traffic only it sends no request, keeps the known grant, and polls again afterwards', async () => {
    const settings = { essentialTrafficOnly: false };
    const world = await started(worldWith(offered, { settings }));
    settings.essentialTrafficOnly = true;
    await world.time.advance(3 * hourMs);
    expect(grantsAsked(world)).toBe(1);
    expect(currentValue(grantOf(world) ?? { said: null, unknownSinceMs: null })?.amountMinorUnits).toBe(3500);
    expect(outlookOf(world, 'grant')).toBe('not-essential');
    await world.engine.settled();
    settings.essentialTrafficOnly = false;
    await world.time.advance(minuteMs);
    expect(grantsAsked(world)).toBe(2);
  });

  it('a setting of Claude Code for essential traffic counts for Claude', async () => {
    const world = await started(worldWith(offered, { isEssentialOnly: (provider) => provider === 'claude' }));
    expect(grantsAsked(world)).toBe(0);
    expect(world.requests.length).toBeGreaterThan(0);
  });

  it('sends no request while the answer in the cache of Claude Code is at most an hour old', async () => {
    const world = worldWith(offered);
    await world.engine.start();
    world.engine.observe(ada.id, cached(startMs - 10 * minuteMs, startMs - 10 * minuteMs));
    await world.time.advance(50 * minuteMs);
    expect(grantsAsked(world)).toBe(0);
    expect(outlookOf(world, 'grant')).toBe('not-wanted');
    await world.time.advance(minuteMs);
    expect(grantsAsked(world)).toBe(1);
  });

  it('another organisation does not get the grant of the first, and going back within the hour sends no request', async () => {
    const world = await started(worldWith(offered));
    await world.find([found(bob)]);
    expect(grantOf(world, bob.id)?.said).toBeNull();
    await world.time.advance(30 * minuteMs);
    await world.find([found(ada)]);
    await world.time.advance(20 * minuteMs);
    expect(grantsAsked(world)).toBe(1);
    expect(grantsAsked(world, bob.id)).toBe(1);
    expect(grantOf(world)?.said?.value.amountMinorUnits).toBe(3500);
  });

  it('one request, at the address of the organisation the account was found with', async () => {
    const world = await started(worldWith(offered));
    const asked = world.requests.filter(({ endpointId }) => endpointId === 'grant').map(({ url }) => url);
    expect(asked).toEqual([`${ada.baseUrl}/api/oauth/organizations/org-ada/overage_credit_grant`]);
  });

  it.each([
    [{ kind: 'network', cause: 'dns' }],
    [{ kind: 'timeout' }],
    [{ kind: 'server', status: 503 }],
    [{ kind: 'limited', retryAfterMs: null }],
    [{ kind: 'unauthorised', status: 403 }],
    [{ kind: 'unexpected-status', status: 404 }],
  ] as const)('after %j the last known grant stays and usage polls continue', async (what) => {
    let grant: () => HttpOutcome = offered;
    const world = await started(worldWith(() => grant()));
    const known = grantOf(world);
    grant = () => failure(what);
    await world.time.advance(3 * hourMs);
    expect(grantOf(world)).toBe(known);
    expect(grantsAsked(world)).toBeGreaterThan(1);
    expect(stateOf(world)?.endpoints['usage']?.link.kind).toBe('idle');
    expect(world.requests.filter(({ endpointId }) => endpointId === 'usage').length).toBeGreaterThan(9);
  });

  it('an answer of another form is a failed request, waits, and is told beside what usage told', async () => {
    const world = await started(worldWith(() => body({ available: 'yes' })));
    expect(grantOf(world)?.said).toBeNull();
    expect(stateOf(world)?.endpoints['grant']?.link.kind).toBe('retrying');
    expect(stateOf(world)?.oddPaths.length).toBeGreaterThan(0);
    for (const odd of stateOf(world)?.oddPaths ?? []) expect(odd).toMatch(/^grant\//);
    await world.time.advance(20 * minuteMs);
    expect(stateOf(world)?.oddPaths.length).toBeGreaterThan(0);
  });

  it('the same answer while the known one is fresh changes nothing', async () => {
    let land = (_outcome: HttpOutcome): void => {};
    const world = await started(worldWith(() => new Promise((resolve) => (land = resolve))));
    // Stamped before the request was sent, so that the answer is the newer word.
    world.engine.observe(ada.id, cached(startMs - minuteMs, startMs - minuteMs));
    const known = grantOf(world);
    expect(known?.said).not.toBeNull();
    land(offered());
    await settle();
    expect(grantOf(world)).toBe(known);
  });

  it('the same answer after the hour gets a new time stamp, so the next poll is an hour later', async () => {
    const world = await started(worldWith(offered));
    const first = grantOf(world)?.said?.value.answeredAtMs ?? 0;
    await world.time.advance(68 * minuteMs);
    expect(grantsAsked(world)).toBe(2);
    expect(grantOf(world)?.said?.value.answeredAtMs).toBeGreaterThanOrEqual(first + hourMs);
    expect(world.stored.get(ada.id)?.facts.grant).toEqual(grantOf(world));
    await world.time.advance(50 * minuteMs);
    expect(grantsAsked(world)).toBe(2);
  });

  it.each(['available', 'eligible', 'granted'])('another %s is stored at once', async (flag) => {
    let land = (_outcome: HttpOutcome): void => {};
    const world = await started(worldWith(() => new Promise((resolve) => (land = resolve))));
    world.engine.observe(ada.id, cached(startMs, world.time.nowMs() - minuteMs));
    const words = grantBody() as Record<string, unknown>;
    land(body({ ...words, [flag]: words[flag] !== true }));
    await settle();
    expect(grantOf(world)?.said?.source).toBe('poll');
    expect(world.stored.get(ada.id)?.facts.grant.said?.source).toBe('poll');
  });

  it('forgetting deletes the grant of this account only and polls again; without a grant it does nothing', async () => {
    const world = await started(worldWith(offered, { findings: [found(ada), found(bob)] }));
    const others = grantOf(world, bob.id);
    world.engine.forgetGrant(ada.id);
    expect(grantOf(world)?.said).toBeNull();
    expect(grantOf(world, bob.id)).toBe(others);
    await world.time.advance(2_000);
    expect(grantsAsked(world)).toBe(2);
    expect(grantsAsked(world, bob.id)).toBe(1);
    world.engine.forget(bob.id);
    world.engine.forgetGrant(bob.id);
    expect(stateOf(world, bob.id)).toBeUndefined();
  });

  it('an answer that was in flight when the grant was forgotten is ignored', async () => {
    const lands: ((outcome: HttpOutcome) => void)[] = [];
    const world = await started(worldWith(() => new Promise((resolve) => lands.push(resolve))));
    world.engine.observe(ada.id, cached(startMs, null));
    world.engine.forgetGrant(ada.id);
    lands[0]?.(offered());
    await settle();
    expect(grantOf(world)?.said).toBeNull();
    await world.time.advance(2_000);
    expect(lands).toHaveLength(2);
    lands[1]?.(body(grantBody({ granted: true })));
    await settle();
    expect(grantOf(world)?.said?.value.granted).toBe(true);
  });

  it('sends one request at a time, however often the panel opens', async () => {
    const world = await started(worldWith(() => new Promise(() => {})));
    for (let look = 0; look < 50; look += 1) {
      world.engine.refresh(null, 'app');
      world.engine.panelOpened();
      world.engine.reschedule();
      await settle();
    }
    await world.time.advance(2 * hourMs);
    expect(grantsAsked(world)).toBe(1);
  });

  it('a 429 of the grant delays only the grant, also after a restart', async () => {
    const limited = () => failure({ kind: 'limited', retryAfterMs: 3 * hourMs });
    const first = await started(worldWith(limited));
    first.engine.stop();
    const second = worldWith(offered, { stored: first.stored, time: first.time });
    await second.engine.load();
    await second.engine.start();
    await second.time.advance(2 * hourMs);
    expect(grantsAsked(second)).toBe(0);
    expect(second.requests.length).toBeGreaterThan(5);
    expect(outlookOf(second, 'grant')).toBe('backoff');
    await second.time.advance(2 * hourMs);
    expect(grantsAsked(second)).toBe(1);
  });

  it('an entry of unknown age replaces no answer of known age', async () => {
    const world = await started(worldWith(offered));
    const polled = grantOf(world)?.said;
    world.engine.observe(ada.id, cached(world.time.nowMs(), null, false));
    expect(polled?.source).toBe('poll');
    expect(grantOf(world)?.said).toEqual(polled);
  });

  it('a future or missing time stamp never counts as fresh', async () => {
    for (const stamp of [null, startMs + dayMs]) {
      const world = worldWith(offered);
      await world.engine.start();
      world.engine.observe(ada.id, cached(startMs, stamp));
      await world.time.advance(2 * minuteMs);
      expect(grantsAsked(world)).toBe(1);
      expect(grantOf(world)?.said?.source).toBe('poll');
    }
  });

  it('a grant that nobody confirmed for 30 days is deleted, also for an account that is signed out', async () => {
    const world = await started(worldWith(offered));
    await world.find([]);
    const askedAtMs = grantOf(world)?.said?.asOfMs ?? 0;
    await world.time.advance(askedAtMs + 30 * dayMs - world.time.nowMs());
    expect(grantOf(world)?.said?.value.amountMinorUnits).toBe(3500);
    await world.time.advance(minuteMs + 1);
    expect(grantOf(world)?.said).toBeNull();
    expect(stateOf(world)?.facts.windows).toHaveLength(1);
  });

  it('one that came of age while the app was closed goes at the next look', async () => {
    const first = await started(worldWith(offered));
    first.engine.stop();
    const time = createFakeClock(startMs + 31 * dayMs);
    const second = worldWith(offered, { findings: [], stored: first.stored, time });
    await second.engine.discover();
    expect(grantOf(second)?.said).toBeNull();
  });

  it('a grant keeps its own interval: no refresh, no opened panel, no shorter interval and no reset brings it forward', async () => {
    const settings = { refreshMinutes: 30 };
    const soon = body({ five_hour: { utilization: 12, resets_at: new Date(startMs + 20 * minuteMs).toISOString() } });
    const world = engineWorld({
      findings: [found(ada)],
      settings,
      answer: (_id, _atMs, endpointId) => (endpointId === 'grant' ? failure({ kind: 'not-json' }) : soon),
    });
    await started(world);
    const waitsUntilMs = stateOf(world)?.endpoints['grant']?.nextDueAtMs;
    settings.refreshMinutes = 1;
    world.engine.reschedule();
    world.engine.refresh(ada.id, 'app');
    world.engine.panelOpened();
    await settle();
    expect(stateOf(world)?.endpoints['grant']?.nextDueAtMs).toBe(waitsUntilMs);
    expect(grantsAsked(world)).toBe(1);
  });

  it('while usage has no sign-in that works nothing else is tried with it', async () => {
    const world = engineWorld({
      findings: [found(ada)],
      answer: (_id, _atMs, endpointId) =>
        endpointId === 'grant' ? offered() : failure({ kind: 'unauthorised', status: 401 }),
    });
    await started(world);
    expect(world.requests.map(({ endpointId }) => endpointId)).toEqual(['usage']);
    expect(outlookOf(world, 'grant')).toBe('needs-sign-in');
  });

  it('an endpoint that an older version did not know is asked within seconds, not all at once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => found(inOrg(name)));
    const first = worldWith(offered, { findings: names });
    await started(first);
    first.engine.stop();
    const older = new Map(
      [...first.stored].map(([id, state]) => {
        const usageOnly = state.endpoints['usage'] === undefined ? {} : { usage: state.endpoints['usage'] };
        return [id, { ...state, endpoints: usageOnly, facts: { ...state.facts, grant: cachedNothing } }] as const;
      }),
    );
    const second = worldWith(offered, { findings: names, stored: new Map(older), time: first.time });
    await second.engine.load();
    await second.engine.start();
    await settle();
    expect(second.requests).toEqual([]);
    await second.time.advance(75_000);
    const times = second.requests.filter(({ endpointId }) => endpointId === 'grant').map(({ atMs }) => atMs);
    expect(times).toHaveLength(names.length);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(2_000);
  });

  it('what the user did about the offer is kept, and the same again writes nothing', async () => {
    const world = await started(worldWith(offered));
    const seen = { key: '3500 USD', impressions: 1, visited: false, dismissed: true };
    world.engine.setOffer(ada.id, () => seen);
    expect(world.stored.get(ada.id)?.offer).toEqual(seen);
    const before = stateOf(world);
    world.engine.setOffer(ada.id, (known) => known);
    world.engine.setOffer('claude:nobody', () => seen);
    expect(stateOf(world)).toBe(before);
  });

  it('the tool of an account is asked for its usage only', async () => {
    const asked: string[] = [];
    const world = engineWorld({
      findings: [found(ada)],
      answer: offered,
      askTool: async ({ id }) => {
        asked.push(id);
        const windows = { complete: false, items: [] };
        return { kind: 'figures', observation: { source: 'app-server', asOfMs: startMs, windows, oddPaths: [] } };
      },
    });
    await started(world);
    expect(asked).toHaveLength(1);
    expect(world.requests.map(({ endpointId }) => endpointId)).toEqual(['grant']);
  });
});

const cachedNothing = { said: null, unknownSinceMs: null };
