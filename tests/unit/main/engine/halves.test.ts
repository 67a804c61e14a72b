import { describe, expect, it } from 'vitest';
import type { HttpOutcome } from '../../../../core/ports.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { body, engineWorld, type EngineWorld, exampleAccount, failure, found } from '../../../support/engine-world.ts';
import { english } from '../../../support/example-states.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const account = exampleAccount('studio', {
  id: 'openai-compatible:studio',
  provider: 'openai-compatible',
  baseUrl: 'https://models.example/v1',
});
const usage = (): HttpOutcome => body({ usage: { concurrent_sessions: 1 }, limits: { concurrency: { limit: 3 } } });
const wallet = (): HttpOutcome => body({ balance: { balanceCents: 250.4, funded: true } });
const noWallet = (): HttpOutcome => ({ ...wallet(), kind: 'body', body: { error: 'wallet_not_found' }, status: 404 });
const refused = (status: number): HttpOutcome => failure({ kind: 'unauthorised', status });

interface Halves {
  readonly usage: () => HttpOutcome;
  readonly wallet: () => HttpOutcome;
}

async function after(halves: Halves, ms = 2 * minuteMs): Promise<EngineWorld> {
  const world = engineWorld({
    findings: [found(account)],
    answer: (_id, _atMs, endpointId) => (endpointId === 'wallet' ? halves.wallet() : halves.usage()),
  });
  await world.engine.start();
  await world.time.advance(ms);
  return world;
}

function shown({ engine, time }: EngineWorld) {
  const [snapshot] = buildSnapshot(engine.accounts(), defaultSettings, english, time.clock.nowMs()).accounts;
  if (snapshot === undefined) throw new Error('One account was found');
  return {
    state: snapshot.state,
    sessions: snapshot.concurrency?.current ?? null,
    money: snapshot.prepaid?.balance ?? null,
  };
}

const asked = ({ requests }: EngineWorld, endpointId: string): number =>
  requests.filter((each) => each.endpointId === endpointId).length;

describe('usage and wallet of one key fail apart', () => {
  it.each([
    ['both answer', { usage, wallet }, { state: 'fresh', sessions: 1, money: '2.50' }],
    ['wallet 401', { usage, wallet: () => refused(401) }, { state: 'fresh', sessions: 1, money: null }],
    ['usage 403', { usage: () => refused(403), wallet }, { state: 'signed-out', sessions: null, money: '2.50' }],
    [
      'usage without such a path',
      { usage: () => failure({ kind: 'unexpected-status', status: 404 }), wallet },
      { state: 'error', sessions: null, money: '2.50' },
    ],
    [
      'both fail',
      { usage: () => refused(401), wallet: () => failure({ kind: 'server', status: 500 }) },
      { state: 'signed-out', sessions: null, money: null },
    ],
    ['no wallet', { usage, wallet: noWallet }, { state: 'fresh', sessions: 1, money: null }],
  ])('%s', async (_, halves, expected) => {
    const world = await after(halves);
    expect(shown(world)).toEqual(expected);
    expect(asked(world, 'wallet')).toBeGreaterThan(0);
  });

  it('a half that was refused is not asked again with the same key', async () => {
    const world = await after({ usage, wallet: () => refused(401) }, 6 * hourMs);
    expect(asked(world, 'wallet')).toBe(1);
    expect(asked(world, 'usage')).toBeGreaterThan(10);
  });

  it('a key without a wallet is asked for one once a day, and that is no problem', async () => {
    const world = await after({ usage, wallet: noWallet }, 20 * hourMs);
    expect(asked(world, 'wallet')).toBe(1);
    expect(world.engine.accounts()[0]?.endpoints['wallet']?.link.kind).toBe('idle');
    await world.time.advance(8 * hourMs);
    expect(asked(world, 'wallet')).toBe(2);
  });

  it('a wallet that fails keeps its last balance, which turns old', async () => {
    let isBroken = false;
    const world = await after({
      usage,
      wallet: () => (isBroken ? failure({ kind: 'server', status: 503 }) : wallet()),
    });
    isBroken = true;
    await world.time.advance(2 * hourMs);
    const [snapshot] = buildSnapshot(
      world.engine.accounts(),
      defaultSettings,
      english,
      world.time.clock.nowMs(),
    ).accounts;
    expect(snapshot).toMatchObject({ state: 'fresh', prepaid: { balance: '2.50', stale: true } });
  });
});

describe('the pace of both halves', () => {
  it('a refresh by hand asks both again, whatever their age', async () => {
    const world = await after({ usage, wallet });
    const before = [asked(world, 'usage'), asked(world, 'wallet')];
    expect(world.engine.refresh(account.id, 'app')).toEqual({ kind: 'accepted' });
    await world.time.advance(5_000);
    expect([asked(world, 'usage'), asked(world, 'wallet')]).toEqual(before.map((count) => count + 1));
  });

  it('both together stay within the budget of an account, and neither starves the other', async () => {
    const world = await after({ usage, wallet }, 24 * hourMs);
    expect(world.requests.length).toBeLessThanOrEqual(288);
    expect(asked(world, 'wallet')).toBeGreaterThan(asked(world, 'usage') * 0.8);
  });
});
