import type { LocaleContext } from '../i18n/translate.ts';
import type { NextUp } from '../snapshot/next-up.ts';
import { arranged, bindingLimit, standingOf } from '../snapshot/order.ts';
import type { AccountSnapshot, Snapshot, TotalsSnapshot } from '../snapshot/schema.ts';
import { bindingWindows } from '../snapshot/account-use.ts';
import { joinWithDot } from '../text/layout.ts';
import { cutLine, lineWithName } from '../text/line.ts';
import { compactCredits, creditsText, estimateText, moneyText } from '../text/numbers.ts';
import { hiddenMoney } from '../text/personal.ts';
import { clockTime } from '../text/times.ts';
import { planText, stateText } from './account.ts';
import { actionRow, type MenuRow, separator } from './menu-row.ts';
import { backNextText, nextUpText, readyText } from './summary.ts';
import { accountLine, type AccountRowContext, accountRow, limitLine } from './tray-account.ts';

/** The most rows of the menu, beside its three or four separators. */
export const mostRows = 20;
/** Up to this many accounts are shown with their limits. Of more accounts each is one row. */
const mostFlat = 3;
/** The most rows of accounts that need the user or are running low. */
const mostUrgent = 5;
/** The most accounts in a list of the menu: all of up to twenty accounts, else the first ones. */
const mostListed = { few: 20, many: 6 } as const;

/** What the menu shows beside the snapshot. */
export interface MenuContext extends AccountRowContext {
  /** The accounts that the user did not hide. */
  readonly accounts: readonly AccountSnapshot[];
  readonly nextUp: NextUp | null;
  /** Problems of this desktop, shown below the first line. */
  readonly lines: readonly string[];
  /** Until when all notifications are muted, epoch ms; null: they are not. */
  readonly allMutedUntilMs: number | null;
}

/** Returns the first lines of the menu, which the tooltip shows too. The first one is always there. */
export function headLines(snapshot: Snapshot, context: MenuContext): readonly string[] {
  const { accounts, nextUp, shortNameOf, locale, nowMs } = context;
  const [only] = accounts;
  if (only === undefined) return [locale.t(snapshot.accounts.length === 0 ? 'tray.no-accounts' : 'summary.all-hidden')];
  if (accounts.length === 1) return [onlyLine(only, context)];
  return [
    readyText(accounts, shortNameOf, locale, nowMs),
    nextUp === null ? null : nextUpText(nextUp, shortNameOf, locale),
    backNextText(accounts, shortNameOf, locale, nowMs),
  ].filter((line) => line !== null);
}

/** Returns the line of the only account: its binding limit and its state: ` 62%  5 hours · 2h 14m`. */
function onlyLine(account: AccountSnapshot, context: MenuContext): string {
  const { locale, nowMs } = context;
  const limit = bindingLimit(account);
  const state = stateText(account, locale, nowMs);
  if (limit === null || account.state === 'signed-out')
    return lineWithName(account.label, (name) => joinWithDot([name, state]));
  return limitLine(limit.window, account, context).trimStart();
}

/** Returns the rows of the menu: at most 20 and their separators, whatever the number of accounts. */
export function menuRows(snapshot: Snapshot, context: MenuContext): readonly MenuRow[] {
  const { accounts, lines, locale } = context;
  const texts = headLines(snapshot, context);
  const money = accounts.length > mostFlat ? moneyLine(snapshot.pool, context) : null;
  const head = [...texts.slice(0, 1), ...lines.slice(0, 2), ...texts.slice(1), ...(money === null ? [] : [money])];
  const heads = head.slice(0, 4).map((text) => actionRow(cutLine(text), { do: 'open-panel' }));
  const tail = lastRows(context);
  const room = mostRows - heads.length - tail.filter(({ kind }) => kind !== 'separator').length;
  const middle = accounts.length <= mostFlat ? flatRows(accounts, room, context) : listRows(accounts, room, context);
  return [...heads, separator, ...middle, ...(middle.length > 0 ? [separator] : []), ...tail].map((row) =>
    row.kind === 'action' && row.command.do === 'refresh' && snapshot.accounts.length === 0
      ? actionRow(locale.t('menu.refresh'), row.command, false)
      : row,
  );
}

/** Returns credits and prepaid money of all accounts: `≥ 1,572.45 credits ≈ $62.90 · €41.20`; null: there is none. */
function moneyLine(totals: TotalsSnapshot, { settings, locale }: MenuContext): string | null {
  const whole = moneyTexts(totals, creditsText, locale);
  if (whole === '') return null;
  if (settings.hidePersonal) return locale.t('summary.money-hidden', { amount: hiddenMoney });
  return cutLine(whole) === whole ? whole : moneyTexts(totals, compactCredits, locale);
}

function moneyTexts({ credits, money }: TotalsSnapshot, creditsIn: typeof creditsText, locale: LocaleContext): string {
  const { t } = locale;
  const [first, ...others] = money.filter(({ total }) => total !== null);
  const prepaid = first === undefined ? null : moneyText(first.total, first.currency, locale);
  const atLeast = (amount: string, unknown: number): string =>
    unknown > 0 ? t('summary.at-least', { amount }) : amount;
  const total = credits?.total ?? null;
  const amount = total === null ? null : t('credits.amount', { amount: creditsIn(total, locale) });
  const estimate = total === null || credits?.usd == null ? null : estimateText(credits.usd, total, locale, true);
  const texts = [
    amount === null
      ? null
      : [atLeast(amount, credits?.unknownAccounts ?? 0), ...(estimate === null ? [] : [estimate])].join(' '),
    prepaid === null ? null : atLeast(prepaid, first?.unknownAccounts ?? 0),
    others.length > 0 ? `+${others.length}` : null,
  ];
  return joinWithDot(texts);
}

/** Returns each account with as many of its limits as have room. Its other figures are in its submenu. */
function flatRows(accounts: readonly AccountSnapshot[], room: number, context: MenuContext): readonly MenuRow[] {
  const limitRows = room - accounts.length;
  return accounts.flatMap((account, index) => {
    const most = Math.floor((limitRows + accounts.length - 1 - index) / accounts.length);
    const whole = bindingWindows(account);
    const limits = [...whole, ...account.windows.filter((window) => !whole.includes(window))];
    const text = standingOf(account) === 'needs-you' ? accountLine(account, context) : titleLine(account, context);
    const row = accountRow(account, context);
    return [
      row.kind === 'submenu' ? { ...row, text } : row,
      ...limits
        .slice(0, most)
        .map((window) => actionRow(limitLine(window, account, context), { do: 'open-account', accountId: account.id })),
    ];
  });
}

function titleLine(account: AccountSnapshot, { locale, nowMs, shortNameOf }: MenuContext): string {
  const state = stateText(account, locale, nowMs);
  return lineWithName(shortNameOf(account), (name) => joinWithDot([name, state ?? planText(account)], locale));
}

/** Returns the accounts as lists: the urgent ones as rows, the others in a submenu for each state. */
function listRows(accounts: readonly AccountSnapshot[], room: number, context: MenuContext): readonly MenuRow[] {
  const { settings, locale, nowMs } = context;
  const sections = arranged(accounts, {
    ...{ groupBy: 'state', order: settings.order, pinned: [], hidden: [] },
    ...{ isCompact: false, nowMs },
  });
  const of = (id: string): readonly AccountSnapshot[] => sections.find((section) => section.id === id)?.accounts ?? [];
  const lists = [
    ['menu.list-ready', of('ready')],
    ['menu.list-resting', of('resting')],
    ['menu.list-unknown', of('unknown')],
  ] as const;
  const most = accounts.length <= mostListed.few ? mostListed.few : mostListed.many;
  const named = lists
    .filter(([, members]) => members.length > 0)
    .map(([key, members]): MenuRow => ({
      kind: 'submenu',
      text: locale.t(key, { count: members.length }),
      rows: listed(members, most, context),
    }));
  const needs = of('needs-you');
  const urgent = [...needs, ...of('low')];
  const places = Math.min(mostUrgent, room - named.length);
  const shown = urgent.length <= places ? urgent : firstOfBoth(needs, of('low'), places - 1);
  const rest = urgent.filter((account) => !shown.includes(account));
  return [
    ...shown.map((account) => accountRow(account, context)),
    ...(rest.length === 0
      ? []
      : [
          {
            kind: 'submenu',
            text: locale.t('menu.more', { count: rest.length }),
            rows: listed(rest, most, context),
          } as const,
        ]),
    ...(urgent.length > 0 && named.length > 0 ? [separator] : []),
    ...named,
  ];
}

/** Returns the first accounts of both lists. A long first list leaves half of the places to the second. */
function firstOfBoth(
  first: readonly AccountSnapshot[],
  second: readonly AccountSnapshot[],
  places: number,
): readonly AccountSnapshot[] {
  const ofFirst = Math.max(Math.ceil(places / 2), places - second.length);
  const taken = first.slice(0, ofFirst);
  return [...taken, ...second.slice(0, places - taken.length)];
}

/** Returns the rows of some accounts. If there are too many, the last row says how many are only in the panel. */
function listed(accounts: readonly AccountSnapshot[], most: number, context: MenuContext): readonly MenuRow[] {
  const rows = accounts.slice(0, most).map((account) => accountRow(account, context));
  const left = accounts.length - rows.length;
  if (left === 0) return rows;
  return [...rows, separator, actionRow(context.locale.t('menu.more-in-panel', { count: left }), { do: 'open-panel' })];
}

/** Returns the rows that every menu ends with. */
function lastRows({ settings, locale, nowMs, allMutedUntilMs }: MenuContext): readonly MenuRow[] {
  const { t } = locale;
  const isMuted = allMutedUntilMs !== null && allMutedUntilMs > nowMs;
  const mute = (forMinutes: number | null) => ({ do: 'mute', accountId: null, forMinutes }) as const;
  return [
    actionRow(t('menu.refresh'), { do: 'refresh' }),
    actionRow(t('menu.open'), { do: 'open-panel' }),
    {
      kind: 'submenu',
      text: isMuted ? t('menu.muted-until', { time: clockTime(allMutedUntilMs, nowMs, locale) }) : t('menu.mute'),
      rows: [
        actionRow(t('menu.mute-for-hours', { count: 1 }), mute(60)),
        actionRow(t('menu.mute-for-hours', { count: 8 }), mute(8 * 60)),
        actionRow(t('menu.mute-for-hours', { count: 24 }), mute(24 * 60)),
        ...(isMuted ? [separator, actionRow(t('menu.unmute'), mute(null))] : []),
      ],
    },
    {
      kind: 'checkbox',
      text: t('menu.hide-personal'),
      checked: settings.hidePersonal,
      command: { do: 'hide-personal', isOn: !settings.hidePersonal },
    },
    actionRow(t('menu.settings'), { do: 'open-settings' }),
    separator,
    actionRow(t('menu.quit'), { do: 'quit' }),
  ];
}
