import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { resolveElectron } from '../../scripts/electron/runtime.ts';
import { expect, type Place, test as base } from './fixtures.ts';
import type { RunningApp } from './running-app.ts';
import { goTo } from './settings-page.ts';

type Answer = (request: IncomingMessage) => { readonly status?: number; readonly type?: string; readonly body: string };

/** A server of this computer in place of GitHub. A path without an answer is 404. */
interface Feed {
  readonly url: string;
  readonly answers: Map<string, Answer>;
  readonly requests: () => readonly IncomingMessage[];
  /** Keeps answers back until the function that it returns is called. */
  readonly hold: () => () => void;
}

const test = base.extend<{ readonly feed: Feed }>({
  feed: async ({}, use) => {
    const answers = new Map<string, Answer>();
    const requests: IncomingMessage[] = [];
    let held = Promise.resolve();
    const hold = (): (() => void) => {
      let answerNow = (): void => undefined;
      held = new Promise((resolve) => (answerNow = resolve));
      return () => answerNow();
    };
    const server: Server = createServer((request, response) => {
      requests.push(request);
      void held.then(() => {
        const {
          status = 200,
          type = 'application/json',
          body,
        } = answers.get(new URL(request.url ?? '/', 'http://feed').pathname)?.(request) ?? { status: 404, body: '{}' };
        response.writeHead(status, { 'content-type': type }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await use({ url: `http://127.0.0.1:${port}`, answers, requests: () => requests, hold });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});

const latest = '/releases/latest';

function release(feed: Feed, version: string): void {
  feed.answers.set(latest, () => ({ body: JSON.stringify({ tag_name: `v${version}` }) }));
}

/** A program in place of the new AppImage. It says that it was started. */
function program(version: string, mark: string): string {
  return `#!/bin/sh\n# version ${version}\necho started > '${mark}'\n`;
}

/** Puts the files of a version on the feed. `sent` is what the download really holds. */
function publish(feed: Feed, version: string, content: string, sent = content): void {
  const folder = `/releases/download/v${version}`;
  const sha512 = createHash('sha512').update(content).digest('base64');
  const name = `Quota-Tray-${version}.AppImage`;
  const list = [
    `version: ${version}`,
    `files:\n  - url: ${name}\n    sha512: ${sha512}\n    size: ${content.length}`,
    `path: ${name}\nsha512: ${sha512}\nreleaseDate: '2026-11-30T00:00:00.000Z'\n`,
  ].join('\n');
  feed.answers.set(`${folder}/latest-linux.yml`, () => ({ type: 'text/yaml', body: list }));
  feed.answers.set(`${folder}/${name}`, () => ({ type: 'application/octet-stream', body: sent }));
  release(feed, version);
}

interface AppImage {
  readonly file: string;
  readonly mark: string;
  readonly env: Readonly<Record<string, string>>;
}

const oldProgram = '#!/bin/sh\necho old\n';

/** The variables and the file of an app that runs from an AppImage. */
async function appImage(place: Place, feed: Feed): Promise<AppImage> {
  const file = path.join(place.elsewhere, 'Quota-Tray.AppImage');
  await writeFile(file, oldProgram);
  await chmod(file, 0o755);
  const { executable } = await resolveElectron();
  const env = { APPIMAGE: file, APPDIR: path.dirname(executable), QUOTA_TRAY_UPDATES_URL: feed.url };
  return { file, mark: path.join(place.elsewhere, 'started'), env };
}

async function openHelp(app: RunningApp): Promise<Page> {
  const settings = await app.open('settings');
  await goTo(settings, 'Help');
  return settings;
}

async function checkNow(app: RunningApp): Promise<Page> {
  const settings = await openHelp(app);
  await settings.getByRole('button', { name: 'Check now' }).click();
  return settings;
}

test('a new version is offered once, downloaded on a click, and installed with the restart', async ({
  place,
  feed,
  launch,
}) => {
  const { file, mark, env } = await appImage(place, feed);
  publish(feed, '99.0.0', program('99.0.0', mark));
  const app = await launch({ env });
  const settings = await checkNow(app);
  await expect(settings.getByText('Version 99.0.0 is available.')).toBeVisible();

  const panel = await app.open('panel');
  await expect(panel.getByText('Version 99.0.0 is available.')).toBeVisible();
  await panel.getByRole('button', { name: 'Download' }).click();
  await expect(panel.getByText('Version 99.0.0 is ready to install.')).toBeVisible();
  expect(await readFile(file, 'utf8')).toBe(oldProgram);
  expect(feed.requests().map(({ headers }) => headers['user-agent'])).toEqual(
    feed.requests().map(() => expect.stringMatching(/^quota-tray\/\d/)),
  );
  expect(
    feed
      .requests()
      .flatMap(({ headers }) => Object.keys(headers))
      .filter((name) => name.includes('staging')),
  ).toEqual([]);

  await panel.getByRole('button', { name: 'Restart to update' }).click();
  expect(await app.exited()).toBe(0);
  expect(await readFile(file, 'utf8')).toContain('version 99.0.0');
  await expect.poll(() => readFile(mark, 'utf8').catch(() => '')).toBe('started\n');
});

test('the same version is not offered again after a restart, and Help still names it', async ({
  place,
  feed,
  launch,
}) => {
  const { env } = await appImage(place, feed);
  publish(feed, '99.0.0', 'new');
  const before = await launch({ env });
  await checkNow(before);
  const first = await before.open('panel');
  await expect(first.getByText('Version 99.0.0 is available.')).toBeVisible();
  expect(await before.quit()).toBe(0);

  const app = await launch({ env });
  const settings = await openHelp(app);
  await expect(settings.getByText('Version 99.0.0 is available.')).toBeVisible();
  const panel = await app.open('panel');
  await expect(panel.getByText('Version 99.0.0 is available.')).toHaveCount(0);
  expect(feed.requests().filter(({ url }) => url === latest)).toHaveLength(1);
});

test('an older version is no update', async ({ place, feed, launch }) => {
  const { env } = await appImage(place, feed);
  release(feed, '0.0.1');
  const settings = await checkNow(await launch({ env }));
  await expect(settings.getByText('This is the newest version.')).toBeVisible();
  await expect(settings.getByRole('button', { name: 'Download' })).toHaveCount(0);
});

test('a list that names an older version than the release downloads nothing', async ({ place, feed, launch }) => {
  const { file, env } = await appImage(place, feed);
  publish(feed, '0.0.1', 'old');
  const list = feed.answers.get('/releases/download/v0.0.1/latest-linux.yml');
  if (list !== undefined) feed.answers.set('/releases/download/v99.0.0/latest-linux.yml', list);
  release(feed, '99.0.0');
  const settings = await checkNow(await launch({ env }));
  await settings.getByRole('button', { name: 'Download' }).click();
  await expect(settings.getByText(/The files of version 99.0.0 are not complete/)).toBeVisible();
  expect(await readFile(file, 'utf8')).toBe(oldProgram);
});

const brokenFeeds: readonly (readonly [string, Answer, RegExp])[] = [
  [
    'a web page',
    () => ({ type: 'text/html', body: '<!doctype html><p>Sign in to the network</p>' }),
    /names no version/,
  ],
  ['half an answer', () => ({ body: '{"tag_name": "v9' }), /names no version/],
  ['far too much', () => ({ body: `{"tag_name": "v99.0.0", "body": "${'x'.repeat(3_000_000)}"}` }), /names no version/],
  ['a refusal', () => ({ status: 503, body: '{}' }), /did not name a version \(HTTP 503\)/],
];

const anyFeedSentence = new RegExp(brokenFeeds.map(([, , sentence]) => sentence.source).join('|'));

test('a feed that answers with something else is named in a sentence', async ({ place, feed, launch }) => {
  const { env } = await appImage(place, feed);
  const app = await launch({ env });
  const settings = await openHelp(app);
  for (const [, answer, sentence] of brokenFeeds) {
    feed.answers.set(latest, answer);
    const answerNow = feed.hold();
    await settings.getByRole('button', { name: 'Check now' }).click();
    // The sentence of the case before is gone.
    await expect(settings.getByText('Looking for a new version…')).toBeVisible();
    await expect(settings.getByText(anyFeedSentence)).toHaveCount(0);
    answerNow();
    await expect(settings.getByText(sentence)).toBeVisible();
  }
});

test('a feed that cannot be reached is named in a sentence', async ({ place, feed, launch }) => {
  const { env } = await appImage(place, feed);
  const settings = await checkNow(await launch({ env: { ...env, QUOTA_TRAY_UPDATES_URL: 'http://127.0.0.1:9' } }));
  await expect(settings.getByText(/could not reach GitHub/)).toBeVisible();
});

const brokenDownloads: readonly (readonly [string, (feed: Feed, content: string) => void, RegExp])[] = [
  [
    'another file',
    (feed, content) => publish(feed, '99.0.0', content, `${content}#`),
    /was damaged, so it was deleted/,
  ],
  [
    'half a file',
    (feed, content) => publish(feed, '99.0.0', content, content.slice(0, 9)),
    /was damaged, so it was deleted/,
  ],
  [
    'no file',
    (feed, content) => {
      publish(feed, '99.0.0', content);
      feed.answers.delete('/releases/download/v99.0.0/Quota-Tray-99.0.0.AppImage');
    },
    /did not finish/,
  ],
  [
    'a web page as the list',
    (feed, content) => {
      publish(feed, '99.0.0', content);
      feed.answers.set('/releases/download/v99.0.0/latest-linux.yml', () => ({
        type: 'text/html',
        body: '<p>Hello: [</p>',
      }));
    },
    /are not complete, so nothing was downloaded/,
  ],
];

const anyDownloadSentence = new RegExp(brokenDownloads.map(([, , sentence]) => sentence.source).join('|'));

test('a broken download is named in a sentence and leaves the program as it was', async ({ place, feed, launch }) => {
  const { file, mark, env } = await appImage(place, feed);
  publish(feed, '99.0.0', 'new');
  const settings = await checkNow(await launch({ env }));
  for (const [, spoil, sentence] of brokenDownloads) {
    spoil(feed, program('99.0.0', mark));
    const answerNow = feed.hold();
    await settings.getByRole('button', { name: 'Download' }).click();
    // The sentence of the case before is gone.
    await expect(settings.getByText('Downloading version 99.0.0…')).toBeVisible();
    await expect(settings.getByText(anyDownloadSentence)).toHaveCount(0);
    answerNow();
    await expect(settings.getByText(sentence)).toBeVisible();
    expect(await readFile(file, 'utf8')).toBe(oldProgram);
    await expect(settings.getByRole('button', { name: 'Restart to update' })).toHaveCount(0);
  }
});

test('without an AppImage of its own the app names the release page and replaces nothing', async ({
  place,
  feed,
  launch,
}) => {
  const { file, env } = await appImage(place, feed);
  publish(feed, '99.0.0', 'new');
  // The variables of another AppImage, such as an editor whose terminal started the app.
  const settings = await checkNow(await launch({ env: { ...env, APPDIR: '/tmp/.mount_editor' } }));
  await expect(settings.getByText('Get it from the release page.', { exact: false })).toBeVisible();
  await expect(settings.getByRole('button', { name: 'Download' })).toHaveCount(0);
  expect(await readFile(file, 'utf8')).toBe(oldProgram);
});
