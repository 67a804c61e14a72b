import { accountPage } from './account-page.ts';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/process/project.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { asks, faults, waits } from './faulty-answers.ts';
import { expect, type Place, test } from './fixtures.ts';
import { codexEmail, codexName, quietDay, signInToCodex, startWithCodex } from './people.ts';
import type { RunningApp } from './running-app.ts';

/** Starts the app and waits for a good first reading. */
async function withFirstReading(
  place: Place,
  upstream: FakeUpstream,
  launch: () => Promise<RunningApp>,
): Promise<RunningApp> {
  const app = await startWithCodex(
    { place, upstream, launch },
    { ...quietDay, credits: { hasCredits: true, balance: '247.5' } },
  );
  return app;
}

/** The figures of the first reading stand in the panel and in the snapshot, each with its age. */
async function expectFiguresKept(app: RunningApp, sentence: string | RegExp): Promise<void> {
  const panel = await app.open('panel');
  const card = await accountPage(panel, codexEmail);
  await expect(card).toContainText(sentence);
  await expect(card).toContainText('The figures are from');
  await expect(card).toContainText('58%');
  await expect(card).toContainText('24%');
  await expect(card).toContainText('247.5 credits');
  await expect(card).toContainText(/read \d{1,2}:\d{2}.*, (just now|.* ago)/);
  const [account] = (await app.snapshot()).accounts;
  expect(account?.windows.map(({ usedPercent }) => usedPercent)).toEqual([42, 76]);
  // Seconds old: a figure counts by its own age, whatever became of the request after it.
  expect(account?.credits).toMatchObject({ balance: '247.5', stale: false });
}

for (const { what, reply, state, sentence, waitsSeconds } of faults) {
  test(`after ${what} the figures stay with their age and the card says what it was`, async ({
    place,
    upstream,
    launch,
  }) => {
    const app = await withFirstReading(place, upstream, launch);
    upstream.reply(codexName, reply);
    const askedAtMs = Date.now();
    await app.refresh();
    const account = await app.waitForAccount((each) => each.state === state);
    if (waitsSeconds === undefined) expect(account.nextRefreshAt).toBeNull();
    else expect(Date.parse(account.nextRefreshAt ?? '') - askedAtMs).toBeGreaterThanOrEqual(waitsSeconds * 1000);
    await expectFiguresKept(app, sentence);
    expect(account.message).toMatch(waitsSeconds === undefined ? /The account then comes back by itself/ : asks);
    // Whether it waits or needs a sign-in: nothing is asked before its time.
    expect(await app.refresh()).toBe(409);
    expect(upstream.requests(codexName)).toHaveLength(2);
  });
}

test('a wait that is named as a date is kept', async ({ place, upstream, launch }) => {
  const app = await withFirstReading(place, upstream, launch);
  const untilMs = (Math.floor(Date.now() / 1000) + 2_700) * 1000;
  upstream.reply(codexName, { status: 429, headers: { 'retry-after': new Date(untilMs).toUTCString() }, body: {} });
  await app.refresh();
  const account = await app.waitForAccount(({ state }) => state === 'rate-limited');
  expect(Math.abs(Date.parse(account.nextRefreshAt ?? '') - untilMs)).toBeLessThan(2_000);
  await expectFiguresKept(app, waits);
});

test('a redirect to another origin gets no token, and the card says so', async ({ place, upstream, launch }) => {
  const stranger = await startFakeUpstream();
  stranger.reply('bait', {
    body: { plan_type: 'pro', rate_limit: { primary_window: { used_percent: 1, limit_window_seconds: 18_000 } } },
  });
  const app = await withFirstReading(place, upstream, launch);
  upstream.reply(codexName, { status: 307, headers: { location: `${stranger.url}/bait` }, body: '' });
  await app.refresh();
  await app.waitForAccount(({ state }) => state === 'error');
  await expectFiguresKept(app, 'Codex redirected to another address. Quota Tray did not send the sign-in there.');
  expect(stranger.requests()).toEqual([]);
  await stranger.close();
});

test('a service that is not there is told as such, and the figures stay', async ({ place, upstream, launch }) => {
  const own = await startFakeUpstream();
  const app = await withFirstReading(place, upstream, launch);
  // A refused connection needs a port that nobody listens at: that of a server that was just closed.
  await own.close();
  await signInToCodex(place, upstream, { baseUrl: own.codex(codexName), expiresInSeconds: 7_200 });
  await app.refresh();
  await app.waitForAccount(({ state }) => state === 'offline');
  await expectFiguresKept(app, 'Codex could not be reached: the connection was refused.');
});

const fixtures = path.join(projectRoot, 'tests', 'fixtures', 'codex');
for (const file of readdirSync(fixtures).filter((name) => name.startsWith('malformed'))) {
  test(`a body with a part that is not understood costs that part only, and never makes a 0: ${file}`, async ({
    place,
    upstream,
    launch,
  }) => {
    const body = JSON.parse(readFileSync(path.join(fixtures, file), 'utf8')) as {
      rate_limit: { secondary_window: { used_percent: number } };
    };
    const app = await withFirstReading(place, upstream, launch);
    upstream.reply(codexName, { body });
    expect(await app.refresh()).toBe(202);
    const weekly = body.rate_limit.secondary_window.used_percent;
    const account = await app.waitForAccount(({ windows }) =>
      windows.some(({ usedPercent }) => usedPercent === weekly),
    );
    expect(account.windows.map(({ id, usedPercent }) => [id, usedPercent])).toEqual([
      ['session', 42],
      ['weekly', weekly],
    ]);
    const [session, week] = account.windows;
    expect(Date.parse(session?.asOf ?? '')).toBeLessThan(Date.parse(week?.asOf ?? ''));
  });
}

test('without a first reading a fault leaves nothing known, which is not 0', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  upstream.reply(codexName, { status: 500, body: {} });
  await signInToCodex(place, upstream);
  const app = await launch();
  const account = await app.waitForAccount(({ state }) => state === 'error');
  expect(account).toMatchObject({ windows: [], credits: null, fetchedAt: null });
  const panel = await app.open('panel');
  const card = await accountPage(panel, codexEmail);
  await expect(card).toContainText('Codex has a problem on its side (HTTP 500).');
  await expect(card.getByRole('meter')).toHaveCount(0);
  await tray.waitForItem();
  const rows = await tray.waitForMenu((menu) => menu[0]?.label.startsWith(codexEmail) === true);
  expect(rows.map(({ label }) => label).join('\n')).not.toMatch(/\d ?%|used up/);
});
