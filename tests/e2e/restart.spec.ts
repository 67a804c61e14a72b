import { expect, test } from './fixtures.ts';
import { codexName, codexSays, signInToCodex, startWithCodex } from './people.ts';

test('a restart shows the figures at once and asks nothing that is still fresh', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  codexSays(upstream, { session: { usedPercent: 42 }, credits: { hasCredits: true, balance: '247.5' } });
  await signInToCodex(place, upstream);
  const before = await launch();
  const known = await before.waitForAccount(({ state }) => state === 'fresh');
  expect(await before.quit()).toBe(0);

  upstream.reply(codexName, { kind: 'hang' });
  const app = await launch();
  const [account] = (await app.snapshot()).accounts;
  expect(account).toMatchObject({
    id: known.id,
    state: 'fresh',
    fetchedAt: known.fetchedAt,
    credits: { balance: '247.5' },
  });
  expect(account?.windows).toEqual(known.windows);
  await tray.waitForItem();
  await tray.waitForMenu((rows) => rows.some(({ label }) => label.includes('58%  5 hours')));
  expect(upstream.requests(codexName)).toHaveLength(1);
});

test('a wait that the service asked for is kept over a restart: no request, also when asked to refresh', async ({
  place,
  upstream,
  launch,
}) => {
  const before = await startWithCodex({ place, upstream, launch });
  upstream.reply(codexName, { status: 429, headers: { 'retry-after': '1800' }, body: { detail: 'slow down' } });
  await before.refresh();
  const limited = await before.waitForAccount(({ state }) => state === 'rate-limited');
  expect(await before.quit()).toBe(0);

  codexSays(upstream, { session: { usedPercent: 1 } });
  const app = await launch();
  const [account] = (await app.snapshot()).accounts;
  expect(account).toMatchObject({ state: 'rate-limited', nextRefreshAt: limited.nextRefreshAt });
  expect(account?.windows.map(({ usedPercent }) => usedPercent)).toEqual([42, 76]);
  expect(await app.refresh()).toBe(409);
  const panel = await app.open('panel');
  await panel.getByRole('button', { name: /^Refresh all accounts/ }).click();
  await expect(panel.getByRole('status').filter({ hasText: 'No request was sent.' })).toBeVisible();
  expect(upstream.requests(codexName)).toHaveLength(2);
});
