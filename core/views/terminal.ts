import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import { factWords } from './detail-rows.ts';
import { joined, padToWidth, widestOf } from '../text/layout.ts';
import { ageText, planWords, stateText } from './account.ts';
import { partWords, poolWords } from './totals.ts';
import type { AccountSnapshot, Snapshot } from '../snapshot/schema.ts';
import { windowName } from '../text/window.ts';
import { windowDetail, windowFigure } from './windows.ts';

/** The accounts as plain lines for a terminal: the same words and figures as the tray and the panel. */
export function terminalView(snapshot: Snapshot, settings: Settings, reader: Reader, nowMs: number): string {
  const pool = poolWords(snapshot, settings, reader, nowMs);
  if (pool === null) return reader.t('terminal.none');
  const head = [
    ...[pool.accountsText, pool.creditsText, ...pool.moneyTexts, pool.mostUsedText],
    ...table(pool.parts.map((part) => [part.name, partWords(part), ''] as const)),
  ].filter((line) => line !== null && line !== '');
  const blocks = snapshot.accounts.map((account) => accountBlock(account, settings, reader, nowMs));
  return [head.join('\n'), ...blocks].join('\n\n');
}

function accountBlock(account: AccountSnapshot, settings: Settings, reader: Reader, nowMs: number): string {
  const age = account.state === 'stale' ? null : ageText(account, reader, nowMs);
  const title = joined([account.label, planWords(account), stateText(account, reader, nowMs), age]);
  const rows: readonly (readonly [string, string, string])[] = [
    ...account.windows.map(
      (window) =>
        [
          windowName(window, reader),
          windowFigure(window, settings, reader),
          windowDetail(window, account, settings, reader, nowMs) ?? '',
        ] as const,
    ),
    ...factWords(account, settings, reader, nowMs).map(({ name, text }) => [name, text, ''] as const),
  ];
  const message = account.message === null ? [] : [`  ${account.message}`];
  return [title, ...message, ...table(rows)].join('\n');
}

function table(rows: readonly (readonly [string, string, string])[]): readonly string[] {
  const figures = rows.filter(([, , detail]) => detail !== '');
  const nameWidth = widestOf(rows.map(([name]) => name));
  const figureWidth = widestOf(figures.map(([, figure]) => figure));
  return rows.map(([name, figure, detail]) => {
    const start = `  ${padToWidth(name, nameWidth)}  `;
    return detail === '' ? `${start}${figure}` : `${start}${padToWidth(figure, figureWidth)}  ${detail}`;
  });
}
