import { type ElectronApplication, expect, type Page } from '@playwright/test';
import { commands } from '../../core/ipc/channels.ts';
import type { AccountPageView } from '../../core/views/page-model.ts';
import type { HistoryView } from '../../core/history/view-model.ts';
import type { FakeApp } from '../support/fake-bridge.ts';

/** What the main process answers to the pages of both windows from now on, instead of what it knows. */
export interface GivenAnswers {
  readonly panel: FakeApp['panel'];
  readonly notices: FakeApp['notices'];
  readonly settings: FakeApp['settings'];
  readonly warmups: FakeApp['warmups'];
  readonly suggestions: FakeApp['suggestions'];
  /** By the id of the account. */
  readonly accountPages?: Readonly<Record<string, AccountPageView>>;
  /** By the id of the limit and the range, with a blank between them. */
  readonly histories?: Readonly<Record<string, HistoryView>>;
  readonly peaks?: FakeApp['peaks'];
}

/** A page drops what is older than its view: the app pushes what it knows, and that is no part of a picture. */
const newest = Number.MAX_SAFE_INTEGER;

/** Replaces what the app answers to its pages. The bridge, the windows and the pages stay those of the app. */
export async function answerPages(application: ElectronApplication, given: GivenAnswers): Promise<void> {
  const fixed = {
    [commands.getPanel.channel]: withVersion(given.panel),
    [commands.getSettings.channel]: withVersion(given.settings),
    [commands.getNotices.channel]: given.notices,
    [commands.getWarmups.channel]: given.warmups,
    [commands.getSuggestions.channel]: given.suggestions,
    [commands.getPeaks.channel]: { ok: true, value: given.peaks ?? null },
    // The test says how large a window is.
    [commands.fitPanel.channel]: { ok: true, value: null },
  };
  const pages = given.accountPages ?? {};
  const histories = given.histories ?? {};
  const channels = { page: commands.getAccountPage.channel, history: commands.getHistory.channel };
  await application.evaluate(
    ({ ipcMain }, { fixed: answers, pages: byAccount, histories: byLimit, channels: names }) => {
      const answer = <Input>(channel: string, give: (input: Input) => unknown): void => {
        ipcMain.removeHandler(channel);
        ipcMain.handle(channel, (_event, input: Input) => give(input));
      };
      for (const [channel, value] of Object.entries(answers)) answer(channel, () => value);
      answer(names.page, ({ accountId }: { readonly accountId: string }) => ({
        ok: true,
        value: byAccount[accountId] ?? null,
      }));
      answer(names.history, ({ windowId, range }: { readonly windowId: string | null; readonly range: string }) => ({
        ok: true,
        value: byLimit[`${windowId ?? ''} ${range}`] ?? null,
      }));
    },
    { fixed, pages, histories, channels },
  );
}

function withVersion<View extends { readonly version: number }>(
  answer: { readonly ok: true; readonly value: View } | { readonly ok: false },
): object {
  return answer.ok ? { ok: true, value: { ...answer.value, version: newest } } : answer;
}

/** Moves a window into the corner of the screen, away from the pointer, and waits until its page has this size. */
export async function sizeWindow(
  application: ElectronApplication,
  page: Page,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  await application.evaluate(
    ({ BrowserWindow }, { url, width, height }) => {
      const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL() === url);
      window?.setPosition(0, 0);
      window?.setContentSize(width, height);
    },
    { url: page.url(), ...size },
  );
  await expect.poll(() => page.evaluate(() => ({ width: innerWidth, height: innerHeight }))).toEqual(size);
}
