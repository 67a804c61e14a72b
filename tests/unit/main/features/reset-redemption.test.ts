import { describe, expect, it } from 'vitest';
import type { UpstreamRequest } from '../../../support/fake-upstream.ts';
import { redeemingWorld, type RedeemingWorld } from '../../../support/reset-redemption-world.ts';
import type { BankedReset } from '../../../support/upstream/codex-resets.ts';

const daySeconds = 86_400;
const soon: BankedReset = { id: 'soon', expiresInSeconds: 2 * daySeconds };
const later: BankedReset = { id: 'later', expiresInSeconds: 30 * daySeconds };
const work = 'codex:work';
const waitOut = (world: RedeemingWorld): Promise<void> => world.time.advance(31_000);
const uses = (world: RedeemingWorld): number => world.resets.redeemed().length;

describe('the question before a banked reset is used', () => {
  it('names how many there are, what it does, and when the soonest one expires', async () => {
    const world = await redeemingWorld([later, soon]);
    expect(await world.start().prepare(work)).toEqual({
      kind: 'ready',
      confirmation: 'id-1',
      sentence:
        'Use 1 of 2 resets now? It restarts the 5-hour and weekly limits of work. You cannot undo it. This one expires Wed 09:00.',
    });
    expect(world.sent()).toEqual([]);
    expect(world.observed).toHaveLength(1);
  });

  it('calls the account as the user does', async () => {
    const world = await redeemingWorld([soon]);
    const question = await world.start({ labelOf: ({ id }) => `my ${id}` }).prepare(work);
    expect(question).toMatchObject({ sentence: expect.stringContaining('limits of my codex:work') });
  });

  it('is not asked while the user has not switched it on, and nothing is sent', async () => {
    const world = await redeemingWorld([soon]);
    const redeeming = world.start();
    const confirmation = await world.prepared(redeeming);
    world.settings.isOn = false;
    expect(await redeeming.prepare(work)).toMatchObject({ kind: 'refused' });
    expect(await redeeming.redeem(work, confirmation)).toMatchObject({ kind: 'refused' });
    expect(world.sent()).toEqual([]);
  });

  it.each([
    ['no reset is there', { body: { credits: [], available_count: 0 } }, 'There is no banked reset.'],
    [
      'no reset can be used now',
      { body: { credits: [{ id: 'a', status: 'available' }], available_count: 1, applicable_available_count: 0 } },
      /cannot be used now/,
    ],
    ['the list is not understood', { body: { surprise: 1 } }, /could not be read/],
    ['the service has a fault', { status: 500, body: {} }, /could not be read/],
    ['the sign-in is refused', { status: 401, body: {} }, /sign in to this account/],
  ] as const)('is refused in words where %s', async (_what, reply, message) => {
    const world = await redeemingWorld([]);
    world.upstream.reply('work/reset-credits', reply);
    const answer = await world.start().prepare(work);
    expect(answer).toMatchObject({ kind: 'refused' });
    expect('message' in answer && answer.message).toMatch(message);
  });

  it('is refused for an account that is not there and where nothing can be noted on the disk', async () => {
    const world = await redeemingWorld([soon]);
    expect(await world.start().prepare('codex:nobody')).toMatchObject({ kind: 'refused' });
    const unkept = await world.start({ redemptions: async () => null }).prepare(work);
    expect(unkept).toMatchObject({ kind: 'refused', message: expect.stringMatching(/cannot save the try/) });
  });
});

describe('using a banked reset', () => {
  it('sends the confirmed one once, then asks for usage and the list again', async () => {
    const world = await redeemingWorld([later, soon]);
    const redeeming = world.start();
    const confirmation = await world.prepared(redeeming);
    expect(await redeeming.redeem(work, confirmation)).toMatchObject({ kind: 'done' });
    expect(world.sent()).toEqual([['id-2', 'soon']]);
    expect(world.refreshed).toEqual([work]);
    await expect.poll(() => world.observed.length).toBe(2);
    expect(world.observed.at(-1)?.resetCredits).toEqual({
      is: 'value',
      value: { available: 1, nextExpiresAtMs: null },
    });
  });

  it('asks the account’s own tool with the stored request id, and sends nothing itself', async () => {
    const world = await redeemingWorld([soon]);
    const asked: unknown[] = [];
    const redeeming = world.start({
      redeemWithTool: async (account, reset) => {
        asked.push([account.id, reset, (await world.rows()).map(({ request_id: id, state }) => [id, state])]);
        return { kind: 'answer', value: 'reset' };
      },
    });
    expect(await redeeming.redeem(work, await world.prepared(redeeming))).toMatchObject({ kind: 'done' });
    expect(asked).toEqual([[work, { requestId: 'id-2', creditId: 'soon' }, [['id-2', 'written']]]]);
    expect(world.sent()).toEqual([]);
    expect(world.refreshed).toEqual([work]);
  });

  it('sends nothing itself if the tool gives no answer, and repeats the same id, whichever way is used', async () => {
    const world = await redeemingWorld([later, soon]);
    const silent = world.start({ redeemWithTool: async () => ({ kind: 'no-answer' }) });
    expect(await silent.redeem(work, await world.prepared(silent))).toMatchObject({ kind: 'not-known' });
    expect(world.sent()).toEqual([]);
    await waitOut(world);
    const gone = world.start();
    expect(await gone.redeem(work, await world.prepared(gone))).toMatchObject({ kind: 'done' });
    expect(world.sent()).toEqual([['id-2', 'soon']]);
  });

  it('a confirmation is good once: the second press of a double click sends nothing', async () => {
    const world = await redeemingWorld([later, soon]);
    const redeeming = world.start();
    const confirmation = await world.prepared(redeeming);
    const answers = await Promise.all([redeeming.redeem(work, confirmation), redeeming.redeem(work, confirmation)]);
    expect(answers.map(({ kind }) => kind)).toEqual(['done', 'refused']);
    await waitOut(world);
    expect(await redeeming.redeem(work, confirmation)).toMatchObject({ kind: 'refused' });
    expect(uses(world)).toBe(1);
  });

  it('a confirmation is good for two minutes and not longer', async () => {
    const world = await redeemingWorld([soon]);
    const redeeming = world.start();
    const confirmation = await world.prepared(redeeming);
    await world.time.advance(120_001);
    expect(await redeeming.redeem(work, confirmation)).toMatchObject({ kind: 'refused' });
    const next = await world.prepared(redeeming);
    await world.time.advance(120_000);
    expect(await redeeming.redeem(work, next)).toMatchObject({ kind: 'done' });
  });

  it('a confirmation of another account, an invented one and a replaced one send nothing', async () => {
    const world = await redeemingWorld([soon]);
    const redeeming = world.start();
    const replaced = await world.prepared(redeeming);
    const confirmation = await world.prepared(redeeming);
    for (const [accountId, id] of [
      ['codex:other', confirmation],
      [work, 'invented'],
      [work, replaced],
    ] as const) {
      expect(await redeeming.redeem(accountId, id)).toMatchObject({ kind: 'refused' });
    }
    expect(world.upstream.requests('other/consume')).toEqual([]);
    expect(world.sent()).toEqual([]);
    expect(await redeeming.redeem(work, confirmation)).toMatchObject({ kind: 'done' });
  });

  it('attempts are 30 seconds apart, also after a restart', async () => {
    const world = await redeemingWorld([later, soon]);
    const redeeming = world.start();
    await redeeming.redeem(work, await world.prepared(redeeming));
    const restarted = world.start();
    await world.time.advance(29_000);
    expect(await restarted.prepare(work)).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Wait half a minute/),
    });
    await world.time.advance(1_000);
    expect(await restarted.prepare(work)).toMatchObject({ kind: 'ready' });
  });

  it('one that is gone meanwhile is said so and takes no other in its place', async () => {
    const world = await redeemingWorld([soon, later]);
    const redeeming = world.start();
    const confirmation = await world.prepared(redeeming);
    world.upstream.reply('work/consume', { body: { code: 'no_credit', credit: null, windows_reset: 0 } });
    expect(await redeeming.redeem(work, confirmation)).toEqual({
      kind: 'refused',
      message: 'No reset was used: this reset no longer exists.',
    });
    expect(world.sent()).toHaveLength(1);
    expect(world.refreshed).toEqual([]);
  });

  it('one for which there was nothing to reset gets a new request the next time', async () => {
    const world = await redeemingWorld([soon]);
    const redeeming = world.start();
    world.upstream.reply('work/consume', { body: { code: 'nothing_to_reset', credit: null, windows_reset: 0 } });
    expect(await redeeming.redeem(work, await world.prepared(redeeming))).toMatchObject({ kind: 'refused' });
    world.upstream.reply('work/consume', world.resets.consume);
    await waitOut(world);
    expect(await redeeming.redeem(work, await world.prepared(redeeming))).toMatchObject({ kind: 'done' });
    const [first, second] = world.sent();
    expect(first?.[0]).not.toBe(second?.[0]);
  });

  it('is not sent where the note of it cannot be written', async () => {
    const world = await redeemingWorld([soon]);
    const redeeming = world.start({ redemptions: async () => ({ of: () => [], write: () => false }) });
    expect(await redeeming.redeem(work, await world.prepared(redeeming))).toMatchObject({ kind: 'refused' });
    expect(world.sent()).toEqual([]);
  });
});

/** What may happen to an answer on its way, while the service may have used the reset. */
const lost: readonly (readonly [string, (world: RedeemingWorld) => (request: UpstreamRequest) => object])[] = [
  ['hangs', () => () => ({ kind: 'hang' })],
  ['hangs after it was carried out', (world) => (request) => (world.resets.consume(request), { kind: 'hang' })],
  ['breaks off after it was carried out', (world) => (request) => (world.resets.consume(request), { kind: 'reset' })],
  ['is a fault of the server', () => () => ({ status: 503, body: {} })],
  ['is good but names no code', () => () => ({ body: { windows_reset: 2 } })],
  ['is good but names a code nobody knows', () => () => ({ body: { code: 'perhaps' } })],
  ['is no data', () => () => ({ body: '<html>' })],
];

describe('an answer that was lost', () => {
  it.each(lost)(
    'when it %s, it is not known yet, and a retry after a restart sends the same id',
    async (what, script) => {
      const world = await redeemingWorld([soon, later]);
      const redeeming = world.start();
      // The list still holds it: the service has not come to it, or its list is slow.
      const unchanged = world.resets.list();
      world.upstream.reply('work/reset-credits', unchanged);
      world.upstream.reply('work/consume', (request) => script(world)(request));
      world.settings.consumeHangs = what.startsWith('hangs');
      const first = await redeeming.redeem(work, await world.prepared(redeeming));
      expect(first).toMatchObject({ kind: 'not-known', message: expect.stringMatching(/did not confirm/) });

      world.upstream.reply('work/consume', world.resets.consume);
      world.settings.consumeHangs = false;
      await waitOut(world);
      const restarted = world.start();
      const question = await restarted.prepare(work);
      expect(question).toMatchObject({ sentence: expect.stringMatching(/repeats the same request/) });
      const confirmation = 'confirmation' in question ? question.confirmation : '';
      expect(await restarted.redeem(work, confirmation)).toMatchObject({ kind: 'done' });
      const [one, two] = world.sent();
      expect(two).toEqual(one);
      expect(uses(world)).toBe(1);
    },
  );

  it('when its reset has left the list, it is settled and no other is taken in its place', async () => {
    const world = await redeemingWorld([soon, later]);
    const redeeming = world.start();
    world.upstream.reply('work/consume', (request) => (world.resets.consume(request), { kind: 'hang' }));
    world.settings.consumeHangs = true;
    await redeeming.redeem(work, await world.prepared(redeeming));
    await waitOut(world);
    expect(await redeeming.prepare(work)).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/is settled/),
    });
    expect(world.sent()).toHaveLength(1);
    expect(await redeeming.prepare(work)).toMatchObject({ kind: 'ready' });
  });

  it('a refusal later on does not settle what an earlier attempt may have done', async () => {
    const world = await redeemingWorld([soon]);
    const redeeming = world.start();
    world.upstream.reply('work/consume', { kind: 'hang' });
    world.settings.consumeHangs = true;
    await redeeming.redeem(work, await world.prepared(redeeming));
    await waitOut(world);
    world.settings.consumeHangs = false;
    world.upstream.reply('work/consume', { status: 401, body: {} });
    expect(await redeeming.redeem(work, await world.prepared(redeeming))).toMatchObject({ kind: 'not-known' });
    expect((await world.rows()).map(({ state }) => state)).toEqual(['not-known']);
  });
});

describe('a crash', () => {
  it('between the note and the request leaves an id that the next run sends', async () => {
    const world = await redeemingWorld([soon]);
    const { send } = world.http;
    const never = new Promise<never>(() => undefined);
    const crashing = world.start({
      http: { send: (spec, account) => (spec.method === 'POST' ? never : send(spec, account)) },
    });
    const confirmation = await world.prepared(crashing);
    void crashing.redeem(work, confirmation);
    await expect.poll(async () => (await world.rows()).map(({ state }) => state)).toEqual(['written']);
    const [row] = await world.rows();
    expect(world.sent()).toEqual([]);

    await waitOut(world);
    const restarted = world.start();
    expect(await restarted.redeem(work, await world.prepared(restarted))).toMatchObject({ kind: 'done' });
    expect(world.sent()).toEqual([[row?.['request_id'], 'soon']]);
  });

  it('a request is on the disk when the service gets it', async () => {
    const world = await redeemingWorld([soon]);
    let rows: readonly unknown[] = [];
    const watching = world.start({
      http: {
        send: async (spec, account) => {
          if (spec.method === 'POST') rows = await world.rows();
          return world.http.send(spec, account);
        },
      },
    });
    await watching.redeem(work, await world.prepared(watching));
    expect(rows).toMatchObject([{ account_id: work, credit_id: 'soon', state: 'written' }]);
    expect(await world.rows()).toMatchObject([{ state: 'redeemed' }]);
  });
});
