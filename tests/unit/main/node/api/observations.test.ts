import { describe, expect, it } from 'vitest';
import { currentValue } from '../../../../../core/usage/fact.ts';
import { defaultSettings } from '../../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../../core/snapshot/build.ts';
import { detailRows } from '../../../../../core/views/detail-rows.ts';
import { trayView } from '../../../../../core/views/tray.ts';
import { timesSaid } from '../../../../support/menu-texts.ts';
import { createObservationHandler } from '../../../../../main/services/local-interface.ts';
import { ask, runningApi } from '../../../../support/api-server.ts';
import { english } from '../../../../support/example-states.ts';
import { settle } from '../../../../support/clock.ts';
import { body, engineWorld, exampleAccount, found, startMs, usageBody } from '../../../../support/engine-world.ts';

const work = exampleAccount('work');
const home = exampleAccount('home');
const claude = exampleAccount('claude', { id: 'claude:1', provider: 'claude' });
const seen = { 'X-Codex-Primary-Used-Percent': '73', 'X-Codex-Primary-Window-Minutes': '300' };

/** The local interface on a real socket, over an engine with these accounts. */
async function interfaceOver(accounts: readonly (typeof work)[]) {
  const world = engineWorld({
    findings: accounts.map((account) => found(account)),
    answer: () => body(usageBody(40, startMs + 4 * 3_600_000)),
  });
  await world.engine.start();
  await settle();
  await world.time.advance(1_000);
  const { socketPath, errors } = await runningApi({
    observe: createObservationHandler(world.engine, world.time.clock),
  });
  const post = async (payload: unknown) =>
    ask(socketPath, 'POST', '/v1/observations', { 'Content-Type': 'application/json' }, JSON.stringify(payload));
  const used = (accountId: string): number | null => {
    const state = world.engine.accounts().find(({ account }) => account.id === accountId);
    const window = state?.facts.windows.find(({ id }) => id === 'session');
    return window === undefined ? null : currentValue(window.usedPercent);
  };
  return { post, used, errors, world };
}

describe('POST /v1/observations', () => {
  it('merges headers into the only account of the provider and names the windows', async () => {
    const { post, used, world } = await interfaceOver([work, claude]);
    expect(await post({ provider: 'codex', headers: seen })).toMatchObject({
      status: 202,
      body: { accepted: true, windows: ['session'] },
    });
    expect(used(work.id)).toBe(73);
    const session = world.engine.accounts().find(({ account }) => account.id === work.id)?.facts.windows[0];
    expect(session?.usedPercent.said).toMatchObject({ source: 'headers', asOfMs: startMs + 1_000 });
  });

  it('accepts lists of values, and the first one counts', async () => {
    const { post, used } = await interfaceOver([work]);
    const lists = Object.fromEntries(Object.entries(seen).map(([name, value]) => [name, [value, '1']]));
    expect((await post({ provider: 'codex', headers: { ...lists, 'x-empty': [] } })).status).toBe(202);
    expect(used(work.id)).toBe(73);
  });

  it('merges into the named account and no other', async () => {
    const { post, used } = await interfaceOver([work, home]);
    expect((await post({ provider: 'codex', accountId: home.id, headers: seen })).status).toBe(202);
    expect([used(work.id), used(home.id)]).toEqual([40, 73]);
  });

  it('reads the status line of Claude Code and Claude headers', async () => {
    const { post, used } = await interfaceOver([claude]);
    const statusLine = { rate_limits: { five_hour: { used_percentage: 21 }, seven_day: { used_percentage: 3 } } };
    expect(await post({ provider: 'claude', statusLine })).toMatchObject({ body: { windows: ['session', 'weekly'] } });
    expect(used(claude.id)).toBe(21);
  });

  it('shows a spend limit that is all that a status line says in panel, menu and snapshot', async () => {
    const { post, world } = await interfaceOver([claude]);
    const resets_at = startMs / 1000 + 86_400;
    const spend_limit = { used_percentage: 41, resets_at, used_usd: 20.5, limit_usd: 50, period: 'weekly' };
    const statusLine = { session_id: 'canary', rate_limits: { spend_limit } };
    expect(await post({ provider: 'claude', statusLine })).toMatchObject({ status: 202, body: { windows: [] } });
    const nowMs = world.time.nowMs();
    const snapshot = buildSnapshot(world.engine.accounts(), defaultSettings, english, nowMs);
    expect(snapshot.accounts[0]).toMatchObject({
      ...{ windows: [], use: 'active', blockedReason: null },
      spend: { used: '20.50', limit: '50.00', remaining: '29.50', scope: 'spend-limit-weekly', stale: false },
    });
    const row = 'Weekly spend limit';
    const { rows } = trayView(snapshot, defaultSettings, english, nowMs);
    expect(timesSaid(rows, `${row}: US$20.50 of US$50.00`)).toBe(1);
    expect(detailRows(snapshot.accounts[0]!, defaultSettings, english, nowMs)).toContainEqual(
      expect.objectContaining({ name: row }),
    );
    expect(JSON.stringify(world.engine.accounts())).not.toContain('canary');
  });

  it('says that an account is used up whose spend limit is reached', async () => {
    const { post, world } = await interfaceOver([claude]);
    const resets_at = startMs / 1000 + 86_400;
    const spend_limit = { used_percentage: 100, resets_at, used_usd: 50, limit_usd: 50, period: 'daily' };
    await post({ provider: 'claude', statusLine: { rate_limits: { spend_limit } } });
    const { accounts } = buildSnapshot(world.engine.accounts(), defaultSettings, english, world.time.nowMs());
    expect(accounts[0]).toMatchObject({ use: 'exhausted', blockedReason: { code: 'spend-cap' } });
  });

  it('reads a balance that the app cannot poll, and names no window', async () => {
    const { post, world } = await interfaceOver([claude]);
    const prepaid = { amount: 2_050, currency: 'eur', next_expires_at: null };
    expect(await post({ provider: 'claude', status: 200, body: prepaid })).toMatchObject({
      status: 202,
      body: { accepted: true, windows: [] },
    });
    const known = world.engine.accounts()[0]?.facts.prepaid.said;
    expect(known).toMatchObject({ source: 'headers', value: { currency: 'EUR', balance: '20.50' } });
    expect((await post({ provider: 'claude', status: 200, body: { amount: -1, currency: 'EUR' } })).status).toBe(422);
  });

  it('reads the body of a refusal, but not of another status', async () => {
    const { post, world } = await interfaceOver([work]);
    const refusal = { error: { type: 'usage_limit_reached' } };
    const reached = () => world.engine.accounts()[0]?.facts.windows[0]?.reached.said?.value;
    await post({ provider: 'codex', headers: seen, status: 200, body: refusal });
    expect(reached()).toBeUndefined();
    await world.time.advance(1_000);
    await post({ provider: 'codex', headers: seen, status: 429, body: refusal });
    expect(reached()).toBe(true);
  });

  it.each<readonly [string, number, object, RegExp]>([
    ['of an unknown account', 404, { provider: 'codex', accountId: 'codex:none', headers: seen }, /\/v1\/snapshot/],
    ['of an account of another provider', 404, { provider: 'claude', accountId: work.id, headers: seen }, /ids/],
    ['of a provider without an account', 404, { provider: 'claude', headers: seen }, /account/],
    ['that names none of several accounts', 409, { provider: 'codex', headers: seen }, /accountId.*accounts list/],
    ['that says nothing', 422, { provider: 'codex', accountId: work.id, headers: { 'x-a': '1' } }, /how much is left/],
    ['without headers', 422, { provider: 'codex', accountId: work.id }, /headers/],
    ['with a status line that says nothing', 422, { provider: 'codex', accountId: work.id, statusLine: {} }, /headers/],
    ['of an unknown provider', 422, { provider: 'toString', headers: seen }, /codex/],
    ['without a provider', 400, { headers: seen }, /provider/],
    ['with headers in a list', 400, { provider: 'codex', headers: [seen] }, /headers/],
    ['with a number as a header', 400, { provider: 'codex', headers: { 'x-a': 1 } }, /headers\.x-a/],
    ['with a status that is none', 400, { provider: 'codex', headers: seen, status: 42 }, /status/],
    ['with a misspelt field', 400, { provider: 'codex', header: seen }, /header/],
  ])('refuses one %s with %i and a helpful message', async (_, status, payload, detail) => {
    const { post, used } = await interfaceOver([work, home]);
    const answer = await post(payload);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      status,
      title: expect.not.stringMatching(/^Error$/),
      detail: expect.stringMatching(detail),
    });
    expect([used(work.id), used(home.id)]).toEqual([40, 40]);
  });

  it('neither stores, returns nor logs a sign-in that the caller sent', async () => {
    const { post, errors, world } = await interfaceOver([work]);
    const secret = 'do-not-tell';
    const secrets = { Authorization: `Bearer ${secret}`, Cookie: secret, 'x-api-key': secret, 'set-cookie': [secret] };
    const answers = [
      await post({ provider: 'codex', headers: { ...seen, ...secrets } }),
      await post({ provider: 'codex', headers: secrets }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 422]);
    expect(JSON.stringify([answers, errors, [...world.stored], world.engine.accounts()])).not.toContain(secret);
  });

  it('has a limit of 64 KiB', async () => {
    const { post } = await interfaceOver([work]);
    expect((await post({ provider: 'codex', headers: { 'x-a': 'x'.repeat(65_536) } })).status).toBe(413);
  });
});
