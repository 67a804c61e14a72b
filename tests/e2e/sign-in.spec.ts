import { accountPage } from './account-page.ts';
import { chmod, mkdir, rm, symlink, writeFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { signOut } from '../support/sign-in.ts';
import { expect, type Place, test } from './fixtures.ts';
import {
  authFile,
  claudeEmail,
  claudeName,
  claudeSays,
  codexEmail,
  codexName,
  codexSays,
  quietDay,
  signInToClaude,
  signInToCodex,
} from './people.ts';
import { waitForRow } from './tray-text.ts';

/** The promise of the app: from the sign-in on disk to the account on the screen. */
const promisedMs = 2_000;

test('an account appears within two seconds of its sign-in, in a folder that was there and in one that was not', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, quietDay);
  claudeSays(upstream, { session: { usedPercent: 5 } });
  await rm(place.claudeFolder, { recursive: true });
  const app = await launch();
  const panel = await app.open('panel');
  await expect(panel.getByRole('heading', { name: 'How much is left, and when it is back' })).toBeVisible();
  await signInToCodex(place, upstream);
  await expect(panel.getByRole('article', { name: codexEmail })).toBeVisible({ timeout: promisedMs });
  await signInToClaude(place);
  await expect(panel.getByRole('article', { name: claudeEmail })).toBeVisible({ timeout: promisedMs });
  // A sign-in that is new is left in quiet for a minute, unless somebody asks.
  expect(upstream.requests()).toEqual([]);
  expect(await app.refresh()).toBe(202);
  await expect(await accountPage(panel, codexEmail)).toContainText('58%');
  await expect(await accountPage(panel, claudeEmail)).toContainText('95%');
  expect(upstream.requests(claudeName)).toHaveLength(1);
});

test('signing out keeps the figures and says to sign in again; signing in clears that by itself', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const panel = await app.open('panel');
  const card = await accountPage(panel, codexEmail);
  await expect(card).toContainText('58%');
  await signOut(place.codexFolder);
  await expect(card).toContainText(
    'This account is signed out. Run codex login in a terminal. The account then comes back by itself.',
  );
  await expect(card.getByRole('button', { name: 'Copy sign-in command' })).toBeVisible();
  await expect(card).toContainText('58%');
  await expect(card).toContainText(/read \d{1,2}:\d{2}.*, just now/);
  await tray.waitForItem();
  await waitForRow(tray, `${codexEmail} · Sign in again`);
  expect(await app.refresh()).toBe(409);
  expect(upstream.requests(codexName)).toHaveLength(1);

  await signInToCodex(place, upstream, { expiresInSeconds: 7_200 });
  await expect(card).not.toContainText('signed out');
  codexSays(upstream, { session: { usedPercent: 50 } });
  await expect.poll(app.refresh).toBe(202);
  await expect(card).toContainText('50%');
});

test('a new token is the same account and is what the service is asked with', async ({ place, upstream, launch }) => {
  codexSays(upstream, quietDay);
  const old = await signInToCodex(place, upstream);
  const app = await launch();
  const { id } = await app.waitForAccount(({ state }) => state === 'fresh');
  const rotated = await signInToCodex(place, upstream, { expiresInSeconds: 7_200 });
  expect(rotated.accessToken).not.toBe(old.accessToken);
  expect(await app.refresh()).toBe(202);
  expect((await app.snapshot()).accounts.map((account) => account.id)).toEqual([id]);
  const sent = upstream.requests(codexName).map(({ headers }) => headers.authorization);
  expect(sent).toEqual([`Bearer ${old.accessToken}`, `Bearer ${rotated.accessToken}`]);
});

test('a refused sign-in clears as soon as there is a new one, which is left in quiet first', async ({
  place,
  upstream,
  launch,
}) => {
  upstream.reply(codexName, { status: 401, body: { detail: 'no' } });
  await signInToCodex(place, upstream);
  const app = await launch();
  await app.waitForAccount(({ state }) => state === 'signed-out');
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream, { expiresInSeconds: 7_200 });
  await app.waitForAccount(({ state }) => state === 'not-measured');
  expect(upstream.requests(codexName)).toHaveLength(1);
  expect(await app.refresh()).toBe(202);
  await app.waitForAccount(({ state }) => state === 'fresh');
  expect(upstream.requests(codexName)).toHaveLength(2);
});

test('an expired token is never sent', async ({ place, upstream, launch }) => {
  codexSays(upstream, quietDay);
  const expired = await signInToCodex(place, upstream, { expiresInSeconds: -60 });
  const app = await launch();
  const { message } = await app.waitForAccount(
    (account) => account.message?.startsWith('The sign-in has expired') === true,
  );
  expect(message).toBe('The sign-in has expired. `codex` renews it the next time you use it. New figures then appear.');
  // A refresh asks the account's own tool, which has no answer here, and never the service.
  expect(await app.refresh()).toBe(202);
  const renewed = await signInToCodex(place, upstream);
  await app.waitForAccount(({ state }) => state === 'fresh');
  const sent = upstream.requests(codexName).map(({ headers }) => headers.authorization);
  expect(sent).toEqual([`Bearer ${renewed.accessToken}`]);
  expect(sent).not.toContain(`Bearer ${expired.accessToken}`);
});

interface BadFile {
  readonly what: string;
  /** Spoils the good sign-in that lies there. */
  readonly spoil: (place: Place) => Promise<unknown>;
  readonly sentence: string;
}

const badFiles: readonly BadFile[] = [
  {
    what: 'a link out of its folder',
    spoil: async (place) => {
      const outside = path.join(place.elsewhere, 'auth.json');
      await writeFile(outside, await readFile(authFile(place)), { mode: 0o600 });
      await rm(authFile(place));
      await symlink(outside, authFile(place));
    },
    sentence:
      'The sign-in file is a link to a place outside its folder, so it was not opened. Replace the link with the file.',
  },
  {
    what: 'far too large',
    spoil: async (place) =>
      writeFile(
        authFile(place),
        JSON.stringify({
          ...JSON.parse(await readFile(authFile(place), 'utf8')),
          padding: 'x'.repeat(4 * 1024 * 1024),
        }),
      ),
    sentence:
      'The sign-in file is larger than 4 MiB, so it was not read. Move the file away, then run codex login in a terminal.',
  },
  {
    what: 'readable by others',
    spoil: (place) => chmod(authFile(place), 0o640),
    sentence:
      'Other users of this computer can read the sign-in file, so it was not used. Run chmod 600 on the file in a terminal.',
  },
  {
    what: 'cut off in the middle',
    spoil: async (place) => {
      const text = await readFile(authFile(place), 'utf8');
      await writeFile(authFile(place), text.slice(0, text.length / 2));
    },
    sentence: 'The sign-in file is incomplete or has an unknown format. Run codex login again in a terminal.',
  },
  {
    what: 'only an API key',
    spoil: (place) => writeFile(authFile(place), JSON.stringify({ OPENAI_API_KEY: 'sk-canary-key', tokens: null })),
    sentence: 'Only an API key is set up here. To see subscription usage, sign in with codex login in a terminal.',
  },
  {
    what: 'a folder',
    spoil: async (place) => {
      await rm(authFile(place));
      await mkdir(authFile(place));
    },
    sentence: 'The sign-in file cannot be read. Check its permissions.',
  },
];

for (const { what, spoil, sentence } of badFiles) {
  test(`a sign-in file that is ${what} is a sentence in the panel, sends nothing and ends nothing`, async ({
    place,
    upstream,
    launch,
  }) => {
    codexSays(upstream, quietDay);
    await signInToCodex(place, upstream);
    await spoil(place);
    const app = await launch();
    const panel = await app.open('panel');
    await expect(panel.getByRole('list', { name: 'Messages' })).toContainText(sentence);
    await expect(panel.getByRole('heading', { name: 'How much is left, and when it is back' })).toBeVisible();
    expect(upstream.requests()).toEqual([]);

    await rm(authFile(place), { recursive: true });
    await signInToCodex(place, upstream);
    await expect(panel.getByRole('article', { name: codexEmail })).toBeVisible();
    expect(await app.refresh()).toBe(202);
    await expect(await accountPage(panel, codexEmail)).toContainText('58%');
    await expect(panel.getByRole('list', { name: 'Messages' })).toBeHidden();
  });
}

test('a sign-in file that is spoiled while the app runs keeps the figures and says what is wrong', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const card = await accountPage(await app.open('panel'), codexEmail);
  await expect(card).toContainText('58%');
  await writeFile(authFile(place), '{"tokens": {"access_');
  await expect(card).toContainText('The sign-in file is incomplete or has an unknown format.');
  await expect(card).toContainText('58%');
});
