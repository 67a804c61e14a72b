import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import fc from 'fast-check';
import * as v from 'valibot';
import type { Bridge } from '../../core/ipc/contract.ts';
import { commands, mayWindowSend } from '../../core/ipc/channels.ts';
import { commandInputs } from '../../core/ipc/contract.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { startStatusNotifierHost, type StatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { answerDialogs, questionsAsked } from '../support/dialogs.ts';
import { type SecurityApp, startApp } from './security-app.ts';

let tray: StatusNotifierHost;
let app: SecurityApp;
let page: Page;

test.beforeAll(async () => {
  // Without a tray the panel becomes another window some seconds after the start, and its page is gone.
  tray = await startStatusNotifierHost();
  app = await startApp();
  page = await app.open('panel');
});
test.afterAll(async () => {
  await app.close();
  await tray.stop();
});

test('a call from another page answers E_SENDER, from a frame there is no bridge (checklist 17)', async () => {
  const preload = path.join(projectRoot, 'dist', 'preload', 'index.cjs');
  const answer = await app.application.evaluate(async ({ BrowserWindow }, samePreload) => {
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload: samePreload, sandbox: true } });
    await stranger.loadURL('data:text/html,<title>stranger</title>');
    const given: unknown = await stranger.webContents.executeJavaScript('window.quotaTray.getPanel()');
    stranger.destroy();
    return given;
  }, preload);
  expect(answer).toEqual({ ok: false, error: { code: 'E_SENDER' } });

  const frame = await page.evaluate(async () => {
    const element = document.createElement('iframe');
    element.src = '/panel.html';
    const settled = new Promise((resolve) => element.addEventListener('load', resolve));
    document.body.append(element);
    await settled;
    try {
      return typeof (element.contentWindow as unknown as { quotaTray?: unknown }).quotaTray;
    } catch {
      return 'out of reach';
    } finally {
      element.remove();
    }
  });
  expect(['undefined', 'out of reach']).toContain(frame);
});

test('whatever is passed to a command, the answer is a typed error and the app lives on', async () => {
  const odd: readonly unknown[] = [
    null,
    1,
    -0,
    '',
    '../x',
    'x'.repeat(100_000),
    [],
    [[]],
    {},
    { accountId: 1 },
    { accountId: 'x'.repeat(201) },
  ];
  const named: readonly unknown[] = [
    { constructor: 1 },
    { prototype: {} },
    { refreshMinutes: '5' },
    { refreshMinutes: 0 },
  ];
  // A key of that name does not survive the way into the page; the next test makes it there.
  const generated: readonly unknown[] = fc
    .sample(fc.jsonValue(), { numRuns: 40, seed: 17 })
    .filter((value) => !JSON.stringify(value).includes('__proto__'));
  for (const [method, { channel: command }] of Object.entries(commands)) {
    const refused: unknown[] = [undefined, ...odd, ...named, ...generated].filter(
      (value) => !v.safeParse(commandInputs[command], value).success,
    );
    const answers = await page.evaluate(
      async ([name, values]) => {
        const bridge = (window as unknown as { quotaTray: Record<string, (value: unknown) => Promise<unknown>> })
          .quotaTray;
        return Promise.all(values.map(async (value) => bridge[name]?.(value)));
      },
      [method, refused] as const,
    );
    expect(answers.length, command).toBeGreaterThan(10);
    for (const [index, answer] of answers.entries()) {
      expect(answer, `${command} ${JSON.stringify(refused[index])?.slice(0, 80)}`).toEqual({
        ok: false,
        error: { code: mayWindowSend('panel', command) ? 'E_INPUT' : 'E_SENDER' },
      });
    }
  }
  const good = await page.evaluate(() =>
    (window as unknown as { quotaTray: { getPanel: () => Promise<unknown> } }).quotaTray.getPanel(),
  );
  expect(good).toMatchObject({ ok: true });
});

test('a key that names the prototype changes nothing in the main process (checklist 17)', async () => {
  await page.evaluate(async () => {
    const bridge = (window as unknown as { quotaTray: Record<string, (value: unknown) => Promise<unknown>> }).quotaTray;
    const poisoned = (): unknown =>
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    await Promise.all(
      ['setSettings', 'forgetAccount', 'refreshAccounts', 'openWindow', 'snoozeNotices'].map(async (name) =>
        bridge[name]?.(poisoned()),
      ),
    );
  });
  expect(await app.application.evaluate(() => 'polluted' in {})).toBe(false);
});

test('the panel reaches nothing that only the settings need', async () => {
  const answers = await page.evaluate(() => {
    const { quotaTray } = window as unknown as { readonly quotaTray: Bridge };
    return Promise.all([quotaTray.tryHook({ index: 0 }), quotaTray.revealData(), quotaTray.getSettings()]);
  });
  expect(answers).toEqual(answers.map(() => ({ ok: false, error: { code: 'E_SENDER' } })));
});

test('a page has a program run only where the person agrees to the program that a dialog shows', async () => {
  const settings = await app.open('settings');
  const mark = path.join(app.home, 'hook-ran');
  const hooks = [{ event: 'exhausted', command: 'touch', arguments: [mark] }] as const;
  const ask = <T>(name: keyof Bridge, input: unknown): Promise<T> =>
    settings.evaluate(
      ([call, value]) =>
        (window as unknown as { quotaTray: Record<string, (given: unknown) => Promise<unknown>> }).quotaTray[call]?.(
          value,
        ) as Promise<T>,
      [name, input] as const,
    );

  await answerDialogs(app.application, 'cancel');
  expect(await ask('setSettings', { hooks })).toEqual({ ok: false, error: { code: 'E_INPUT' } });
  expect(await ask('setConfirmedSettings', { hooks })).toMatchObject({ ok: true, value: { applied: false } });
  expect(await questionsAsked(app.application)).toEqual([
    expect.objectContaining({ detail: `exhausted: touch ${mark}` }),
  ]);

  await answerDialogs(app.application, 'agree');
  expect(await ask('setConfirmedSettings', { hooks })).toMatchObject({
    value: { applied: true, view: { settings: { hooks } } },
  });

  await answerDialogs(app.application, 'cancel');
  expect(await ask('tryHook', { index: 0 })).toEqual({ ok: true, value: { message: null } });
  expect(existsSync(mark)).toBe(false);
  await answerDialogs(app.application, 'agree');
  expect(await ask('tryHook', { index: 0 })).toMatchObject({ ok: true });
  expect(existsSync(mark)).toBe(true);
  expect(await questionsAsked(app.application)).toEqual([expect.objectContaining({ detail: `touch ${mark}` })]);
});
