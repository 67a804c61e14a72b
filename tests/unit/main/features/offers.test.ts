import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { offerPage } from '../../../../core/credits/grant-offer.ts';
import { currentValue, noFact } from '../../../../core/usage/fact.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { Snapshot } from '../../../../core/snapshot/schema.ts';
import { createOffers, createOfferTip } from '../../../../main/features/offers.ts';
import {
  body,
  engineWorld,
  type EngineWorld,
  exampleAccount,
  found,
  grantBody,
} from '../../../support/engine-world.ts';
import { english } from '../../../support/example-states.ts';

const home = exampleAccount('home', {
  id: 'claude:home',
  provider: 'claude',
  organizationId: '11111111-2222-4333-8444-555555555555',
});

/** An account that has just been told of an offer; after a restart on the same disk, of what it knew `before`. */
async function offered(grant: unknown = grantBody(), before?: Pick<EngineWorld, 'stored' | 'time'>) {
  const world = engineWorld({
    findings: [found(home)],
    answer: (_accountId, _atMs, endpointId) => body(endpointId === 'grant' ? grant : { five_hour: null }),
    ...(before === undefined ? {} : { stored: before.stored, time: before.time }),
  });
  await world.engine.start();
  const isTold = (): boolean => world.engine.accounts().some(({ facts }) => currentValue(facts.grant) !== null);
  for (let minute = 0; minute < 120 && !isTold(); minute += 1) await world.time.advance(60_000);
  const opened: string[] = [];
  const browser = { opens: true };
  const offers = createOffers({
    engine: world.engine,
    locale: () => english,
    openPage: async (address) => (opened.push(address), browser.opens),
  });
  return { ...world, offers, opened, browser };
}

const stateOf = ({ engine }: Pick<EngineWorld, 'engine'>): AccountState | undefined => engine.accounts()[0];
const snapshot = ({ engine, time }: Pick<EngineWorld, 'engine' | 'time'>): Snapshot =>
  buildSnapshot(engine.accounts(), defaultSettings, english, time.nowMs());

describe('what one can do about an offer', () => {
  it('to see it opens its page, counts as a visit, and drops what was known of the offer', async () => {
    const world = await offered();
    expect(snapshot(world).accounts[0]?.grant?.promoted).toBe(true);
    expect(await world.offers.open(home.id)).toMatchObject({ opened: true });
    expect(world.opened).toEqual(['https://claude.ai/settings/usage']);
    expect(stateOf(world)?.offer).toMatchObject({ visited: true, dismissed: false });
    expect(currentValue(stateOf(world)?.facts.grant ?? noFact)).toBeNull();
    expect(stateOf(world)?.endpoints['grant']?.nextDueAtMs).toBeLessThanOrEqual(world.time.nowMs());
  });

  it('where no browser opens, nothing is marked and the address is said', async () => {
    const world = await offered();
    world.browser.opens = false;
    const answer = await world.offers.open(home.id);
    expect(answer).toEqual({ opened: false, message: expect.stringContaining('https://claude.ai/settings/usage') });
    expect(stateOf(world)?.offer ?? null).toBeNull();
    expect(currentValue(stateOf(world)?.facts.grant ?? noFact)).not.toBeNull();
  });

  it('an account without an offer opens nothing', async () => {
    const world = await offered();
    expect(await world.offers.open('claude:nobody')).toMatchObject({ opened: false });
    expect(world.opened).toEqual([]);
  });

  it('to put it away is remembered over a restart', async () => {
    const world = await offered();
    world.offers.dismiss(home.id);
    expect(snapshot(world).accounts[0]?.grant).toMatchObject({ dismissed: true, promoted: false });
    const restarted = await offered(grantBody(), world);
    expect(snapshot(restarted).accounts[0]?.grant).toMatchObject({ dismissed: true, promoted: false });
  });

  it.each([
    ['claude', 'https://claude.ai/settings/usage'],
    ['codex', null],
    ['relay', null],
  ])('the page of %s is %s', (provider, page) => {
    expect(offerPage(provider)).toBe(page);
  });
});

describe('the tip at the top of the panel', () => {
  const open = (world: Awaited<ReturnType<typeof offered>>, tip: ReturnType<typeof createOfferTip>): boolean => {
    tip.panelShown(snapshot(world));
    const isThere = tip.notice(snapshot(world), english) !== null;
    expect(tip.panelHidden()).toBe(isThere);
    return isThere;
  };

  it('is shown at three openings, each counted once, and then no more', async () => {
    const world = await offered();
    const tip = createOfferTip(world.engine);
    expect([1, 2, 3, 4].map(() => open(world, tip))).toEqual([true, true, true, false]);
    expect(stateOf(world)?.offer?.impressions).toBe(3);
    expect(snapshot(world).accounts[0]?.grant?.dismissed).toBe(false);
  });

  it('counts on over a restart', async () => {
    const world = await offered();
    const tip = createOfferTip(world.engine);
    expect([open(world, tip), open(world, tip)]).toEqual([true, true]);
    const restarted = await offered(grantBody(), world);
    const again = createOfferTip(restarted.engine);
    expect([open(restarted, again), open(restarted, again)]).toEqual([true, false]);
  });

  it('is there before the window is on the screen, and stays for the whole of the last opening', async () => {
    const world = await offered();
    const tip = createOfferTip(world.engine);
    open(world, tip);
    open(world, tip);
    expect(tip.notice(snapshot(world), english)?.actions?.map(({ id }) => id)).toEqual(['see-offer', 'dismiss-offer']);
    tip.panelShown(snapshot(world));
    expect(snapshot(world).accounts[0]?.grant?.promoted).toBe(false);
    expect(tip.notice(snapshot(world), english)?.account).toEqual({ id: home.id, label: 'home' });
  });

  it('an offer that comes while the panel is open is shown at the next opening', async () => {
    const world = await offered();
    const tip = createOfferTip(world.engine);
    world.engine.setOffer(home.id, () => ({ key: '3500 USD', impressions: 3, visited: false, dismissed: false }));
    tip.panelShown(snapshot(world));
    world.engine.setOffer(home.id, () => null);
    expect(tip.notice(snapshot(world), english)).toBeNull();
    tip.panelHidden();
    expect(open(world, tip)).toBe(true);
  });

  it('goes at once when the user has done something about the offer', async () => {
    const world = await offered();
    const tip = createOfferTip(world.engine);
    tip.panelShown(snapshot(world));
    tip.drop();
    expect(tip.notice(snapshot(world), english)).toBeNull();
  });

  it.each([
    ['was granted', { granted: true }],
    ['is not available', { available: false }],
    ['has no amount', { amount_minor_units: null }],
  ])('is not there for an offer that %s', async (_what, change) => {
    const world = await offered(grantBody(change));
    expect(snapshot(world).accounts[0]?.grant).not.toBeNull();
    const tip = createOfferTip(world.engine);
    expect(open(world, tip)).toBe(false);
    expect(stateOf(world)?.offer ?? null).toBeNull();
  });
});
