import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { commands, type WindowKind } from '../../core/ipc/channels.ts';
import { answerDialogs } from '../support/dialogs.ts';
import { writeStandInTool } from '../support/codex/stand-in-tool.ts';
import type { UpstreamRequest } from '../support/fake-upstream.ts';
import { expect, test } from './fixtures.ts';
import { claudeName, claudeSays, codexName, codexSays, quietDay, signInToClaude, signInToCodex } from './people.ts';
import { filesWith } from './state-files.ts';

/** Part of every made-up secret of the tests. */
const canary = 'canary-';

/**
 * What each command is asked with; null: it changes, opens or saves something, and its answer tells nothing of an
 * account. A command that is missing does not compile.
 */
const asked: Readonly<Record<keyof typeof commands, unknown>> = {
  getPanel: undefined,
  getTexts: undefined,
  getAccountPage: { accountId: 'ACCOUNT' },
  copyOfAccount: { accountId: 'ACCOUNT', what: 'text' },
  openAccountLink: null,
  getPoolPage: undefined,
  getPeaks: { accountId: 'ACCOUNT', windowId: 'session' },
  getSettings: undefined,
  getSuggestions: undefined,
  getNotices: undefined,
  getWarmups: undefined,
  getKeyStorage: undefined,
  getPlaces: undefined,
  lookAgain: undefined,
  chooseAtFirst: { notifications: true, isDone: false },
  copySignIn: { provider: 'codex' },
  showSample: null,
  getDailyUsage: { accountId: 'ACCOUNT' },
  refreshDailyUsage: { accountId: 'ACCOUNT' },
  getHistory: { accountId: 'ACCOUNT', windowId: null, range: 'week' },
  prepareReset: { accountId: 'ACCOUNT' },
  copyResetCommand: { accountId: 'ACCOUNT' },
  refreshAccounts: {},
  openPanelMenu: null,
  fitPanel: null,
  keepPanelOpen: null,
  copyPicture: null,
  savePicture: null,
  changeLayout: { kind: 'pin', accountId: 'ACCOUNT', isOn: true },
  undoLayout: undefined,
  openHelp: null,
  testNetwork: undefined,
  saveProxySignIn: { user: 'sam', password: `${canary}typed`, inFile: true },
  forgetProxySignIn: null,
  chooseCertificates: null,
  exportSettings: null,
  importSettings: null,
  resetSettings: null,
  copyDiagnostics: undefined,
  getReport: undefined,
  saveReport: null,
  actOnUpdate: { action: 'close' },
  tryHook: { index: 0 },
  tryWarmup: { index: 0 },
  acceptSuggestion: { id: 'opencode:none' },
  addAccount: { provider: 'openrouter', label: 'x', baseUrl: null, organizationId: null, key: `${canary}typed` },
  getOwnExamples: undefined,
  openOwnService: null,
  checkOwnService: { definition: '{}', baseUrl: null },
  testOwnService: { definition: '{}', baseUrl: null, organizationId: null, key: `${canary}typed` },
  addOwnService: { definition: '{}', label: 'x', baseUrl: null, organizationId: null, key: `${canary}typed` },
  exportOwnService: { accountId: 'own:none', to: 'clipboard' },
  giveKey: { accountId: 'openrouter:none', key: `${canary}typed` },
  removeAccount: { accountId: 'openrouter:none' },
  forgetAccount: null,
  setSettings: {},
  setConfirmedSettings: {},
  markNoticesSeen: undefined,
  markProblemsSeen: undefined,
  snoozeNotices: null,
  dismissSuggestion: null,
  restoreSuggestions: null,
  dismissOffer: null,
  openOffer: null,
  refreshRates: null,
  redeemReset: null,
  enableDailyUsage: null,
  exportDailyUsage: null,
  exportHistory: null,
  clearHistory: null,
  openWindow: null,
  closeWindow: null,
  revealData: null,
};

/** The answer of a command as a page gets it. */
function answerOf(page: Page, name: string, input: unknown): Promise<string> {
  return page.evaluate(
    async ([method, value]) => {
      const bridge = (window as unknown as { quotaTray: Record<string, (given: unknown) => Promise<unknown>> })
        .quotaTray;
      return JSON.stringify(await bridge[method]?.(value)) ?? '';
    },
    [name, input] as const,
  );
}

test('no answer of the main process, no copied text and no crash file holds a secret', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, quietDay);
  claudeSays(upstream, { session: { usedPercent: 5, resetsInSeconds: 3_750 } });
  const { accessToken } = await signInToCodex(place, upstream);
  await signInToClaude(place);
  const tools = path.join(place.elsewhere, 'bin');
  const noise = `token: ${canary}stdout`;
  await writeStandInTool(tools, {
    first: [noise],
    answer: { error: { code: -32_000, message: `Bearer ${canary}stdout` } },
  });
  const app = await launch({ env: { PATH: `${tools}:${process.env['PATH'] ?? ''}` } });
  await answerDialogs(app.application, 'cancel');
  await expect.poll(() => upstream.requests(codexName).length).toBeGreaterThan(0);
  const echo = ({ headers }: UpstreamRequest) => ({
    status: 500,
    body: { error: { message: JSON.stringify(headers) } },
  });
  for (const name of [codexName, claudeName]) upstream.reply(name, echo);
  await app.refresh();

  const seen: Record<string, string> = {};
  const accountId = (await app.snapshot()).accounts.find(({ provider }) => provider === 'codex')?.id ?? '';
  for (const kind of ['panel', 'settings'] as const) {
    const page = await app.open(kind);
    for (const [name, { windows }] of Object.entries(commands)) {
      const input = asked[name as keyof typeof commands];
      if (input === null || !(windows as readonly WindowKind[]).includes(kind)) continue;
      const given: unknown = JSON.parse((JSON.stringify(input) ?? 'null').replace('ACCOUNT', accountId));
      seen[`${kind}: ${name}`] = await answerOf(page, name, given ?? undefined);
    }
    seen[`${kind}: page`] = await page.content();
    seen[`${kind}: storage`] = await page.evaluate(() => JSON.stringify([{ ...localStorage }, document.cookie]));
  }
  seen['clipboard'] = await app.application.evaluate(({ clipboard }) => clipboard.readText());
  seen['process title and arguments'] = await app.application.evaluate(() =>
    [process.title, ...process.argv].join(' '),
  );
  expect(seen['panel: getPanel']).toContain(accountId);
  expect(Object.keys(seen).filter((where) => seen[where]?.includes(canary))).toEqual([]);
  expect(await filesWith(place.home, [canary, accessToken])).toEqual([]);
});

test('a fault that carries a token leaves none in the crash file', async ({ place, upstream }) => {
  const { startRunningApp } = await import('./running-app.ts');
  const { accessToken } = await signInToCodex(place, upstream);
  const app = await startRunningApp({ home: place.home, env: place.env });
  await app.application
    .evaluate((_electron, token) => {
      setTimeout(() => {
        throw new Error(`made-up fault with Authorization: Bearer ${token}`);
      });
    }, accessToken)
    .catch(() => undefined);
  expect(await app.exited()).toBe(70);
  const kept = await readFile(path.join(place.home, 'logs', 'faults.log'), 'utf8');
  expect(kept).toContain('made-up fault');
  expect(kept).not.toContain(canary);
  expect(await filesWith(place.home, [canary, accessToken])).toEqual([]);
});
