import { beforeAll, describe, expect, test } from 'vitest';

import type { AccountPageView } from '../../../core/views/page-model.ts';
import { panelView, type PanelView } from '../../../core/views/panel.ts';
import { totalsView, type TotalsView } from '../../../core/views/totals.ts';
import type { AccountSnapshot, Snapshot } from '../../../core/snapshot/schema.ts';
import { terminalView } from '../../../core/views/terminal.ts';
import type { MenuRow } from '../../../core/views/menu-row.ts';
import { trayView } from '../../../core/views/tray.ts';
import { pageOf } from '../../support/money-states.ts';
import { accountMenu, menuTexts } from '../../support/menu-texts.ts';
import { demoAccounts } from '../../../scripts/demo/accounts.ts';
import { english, nowMs, readDemo } from './demo-reading.ts';

/** The figures of an account or of the pool in their order, as plain numbers, read out of texts again. */
type Figures = readonly string[];

let snapshot: Snapshot;
let panel: PanelView;
let pages: readonly AccountPageView[];
let totals: TotalsView | null;
let menu: readonly MenuRow[];
/** The totals, then heads of sections and a block for each account. */
let terminal: readonly (readonly string[])[];

beforeAll(async () => {
  const reading = await readDemo();
  const { settings } = reading;
  // What `status --json` prints and other programs read.
  snapshot = JSON.parse(JSON.stringify(reading.snapshot)) as Snapshot;
  const appearance = { language: 'en', theme: 'system' } as const;
  panel = panelView(snapshot, settings, english, { version: 1, appearance, banners: [], refreshing: false }, nowMs);
  pages = snapshot.accounts.map((account) => pageOf(account, undefined, settings, english, nowMs));
  totals = totalsView(snapshot, settings, english, nowMs);
  menu = trayView(snapshot, settings, english, nowMs).rows;
  terminal = terminalView(snapshot, settings, english, nowMs)
    .split('\n\n')
    .map((block) => block.split('\n'));
});

describe('one snapshot in four views', () => {
  test('contains every demo account in each view', () => {
    const inMenu = snapshot.accounts.filter(({ id }) => accountMenu(menu, id).length > 0);
    const inTerminal = snapshot.accounts.filter((account) => linesOf(account).length > 0);
    const counts = [snapshot.accounts.length, panel.rows.length, inMenu.length, inTerminal.length];
    expect(counts).toEqual(counts.map(() => demoAccounts.length));
  });

  test.each(demoAccounts.map(({ name, email }) => [name, email]))(
    'panel, menu, terminal and JSON show the same figures of %s',
    (_name, email) => {
      const account = snapshot.accounts.find((each) => each.email === email);
      const page = pages.find(({ id }) => id === account?.id);
      if (account === undefined || page === undefined) throw new Error(`${email} is missing`);
      const figures = figuresOfJson(account);
      expect(figuresOfPage(page, account)).toEqual(figures);
      const sentences = [account.message, account.blockedReason?.text];
      const isFigure = (line: string): boolean => !sentences.includes(line.trim());
      for (const figure of figures) expect(figuresInMenu(account.id), figure).toContain(figure);
      expect(figuresOfLines(linesOf(account).filter(isFigure), page)).toEqual(figures);
    },
  );

  test('panel, terminal and JSON show the same totals', () => {
    if (totals === null) throw new Error('There is no pool');
    const parts = totals.parts.flatMap((part) => [part.accountsText, part.creditsText, part.mostUsedText]);
    const texts = [totals.creditsText, ...totals.moneyTexts, totals.mostUsedText, ...parts];
    const said = texts.flatMap((text) => figuresOf(text ?? ''));
    // Next up and back next name one account each, and its figures are those of its block.
    const [ready = '', ...further] = (terminal[0] ?? []).filter((line) => !/^(Next up|Back next):/.test(line));
    expect(further.flatMap(figuresOf)).toEqual(said);
    const { accounts, credits, money, mostUsed } = snapshot.pool;
    expect(figuresOf(ready)).toEqual([accounts.active, snapshot.accounts.length].map(String));
    expect(panel.title).toBe(ready);
    expect(said.slice(0, 6)).toEqual([
      ...[credits?.total, String(credits?.unknownAccounts), credits?.usd, String(credits?.unlimitedAccounts)].map(
        plain,
      ),
      plain(money[0]?.total),
      `${100 - (mostUsed?.usedPercent ?? 0)}%`,
    ]);
    expect(said).toHaveLength(6 + partsOfJson().length);
    expect(said.slice(6)).toEqual(partsOfJson());
  });
});

/** The block of an account in the terminal. Empty: it has none. */
function linesOf({ label }: AccountSnapshot): readonly string[] {
  return terminal.find(([title]) => title?.startsWith(`${label} · `)) ?? [];
}

function isNumbered({ state }: AccountSnapshot['windows'][number]): boolean {
  return state === 'open' || state === 'blocked';
}

function figuresOfJson({ windows, credits, prepaid, spendLimits, grant, resetCredits }: AccountSnapshot): Figures {
  const shown = windows.filter(isNumbered);
  const amounts = [
    ...(credits?.hasCredits === true && credits.unlimited !== true ? [credits.balance, credits.usd] : []),
    prepaid?.balance,
    ...spendLimits.flatMap(({ used, limit }) => [used, limit]),
    grant?.available === true && !grant.granted ? grant.display?.replace(/[^\d.]/g, '') : null,
    resetCredits !== null && resetCredits.available > 0 ? String(resetCredits.available) : null,
  ];
  return [
    ...shown.flatMap(({ usedPercent }) => (usedPercent === null ? [] : [`${100 - usedPercent}%`])),
    ...amounts.flatMap((amount) => (amount === null || amount === undefined ? [] : [plain(amount)])),
  ];
}

function partsOfJson(): Figures {
  return snapshot.pool.parts.flatMap(({ accounts, credits, mostUsed }) => [
    ...[accounts.active, accounts.exhausted, accounts.unknown].filter((count) => count > 0).map(String),
    ...(credits === null ? [] : [plain(credits.total)]),
    ...(credits === null || credits.unknownAccounts === 0 ? [] : [String(credits.unknownAccounts)]),
    ...(credits === null ? [] : [plain(credits.usd)]),
    ...(credits === null || credits.unlimitedAccounts === 0 ? [] : [String(credits.unlimitedAccounts)]),
    ...(mostUsed === null ? [] : [`${100 - mostUsed.usedPercent}%`]),
  ]);
}

/** A limit that is used up or was not started says so in words; beside them the page may have a figure. */
function figuresOfPage({ limits, facts }: AccountPageView, { windows }: AccountSnapshot): Figures {
  const numbered = windows.filter(isNumbered).map(({ id }) => id);
  // What is left of a spend limit stands above what is used of it.
  const texts = facts.map(({ text, note }) => (text.endsWith(' left') ? (note ?? '') : [text, note].join(' · ')));
  const shown = limits.filter(({ id }) => numbered.includes(id));
  return [...shown.map(({ figure }) => figure), ...texts].flatMap(figuresOf);
}

/** Below the title each line begins with the name of its row, whose digits (`5 hours`) are no figures. */
function figuresOfLines([, ...lines]: readonly string[], { limits, facts }: AccountPageView): Figures {
  const names = [...limits, ...facts].map(({ name }) => name);
  return lines.flatMap((line) => {
    const row = line.trim();
    const name = names.find((each) => row.startsWith(`${each}:`) || row.startsWith(`${each} `)) ?? '';
    return figuresOf(row.slice(name.length));
  });
}

/** The numbers of a text, without those of times, ages and days. */
function figuresOf(text: string): Figures {
  const withoutTimes = text.replaceAll(/(resets|expires|as of) [^·]*/g, '');
  return [...withoutTimes.matchAll(/\d[\d,]*(\.\d+)?%?/g)].map(([number]) => plain(number.replaceAll(',', '')));
}

/** A long line takes several rows, so the rows are read as one text. */
function figuresInMenu(id: string): Figures {
  return figuresOf(menuTexts(accountMenu(menu, id)).join(' · '));
}

/** `9.90` as `9.9`, so that money and credits compare. */
function plain(amount: string | null | undefined): string {
  return amount?.includes('.') === true ? amount.replace(/\.?0+$/, '') : String(amount);
}
