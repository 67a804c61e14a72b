import type { Settings } from '../settings/settings.ts';
import type { MessageKey, Reader } from '../i18n/translate.ts';
import { compareDecimals } from '../units/decimal.ts';
import { percentOf } from '../units/money.ts';
import { asOfText, clockTime } from '../text/times.ts';
import { convertedText } from '../snapshot/converted-words.ts';
import type { FactWords } from '../snapshot/fact-words.ts';
import { creditsText, moneyText, unknownText } from '../text/numbers.ts';
import { joined } from '../text/layout.ts';
import { meterLevel } from '../snapshot/meter-level.ts';
import type { FactBarView } from './panel.ts';
import type { SpendSnapshot } from '../snapshot/schema.ts';
import { warningOf } from '../snapshot/windows.ts';

const scopeKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['individual', 'spend.individual'],
  ['group_default', 'spend.group'],
  ['group_shared', 'spend.group-shared'],
  ['workspace_default', 'spend.workspace'],
  ['workspace_shared', 'spend.workspace-shared'],
  ['role_budget', 'spend.role-budget'],
  ['extra-usage', 'spend.extra-usage'],
  ['key', 'spend.key'],
  ['key-month', 'spend.key-month'],
  ['ai-credits', 'spend.ai-credits'],
]);

/**
 * One spend limit with its scope in words (S1-12). Used over the limit is kept as it is; no cap is said in
 * words, without a bar (S0(e)).
 *
 * @param index Its place among the account's limits: the first is the one in force.
 */
export function spendWords(
  spend: SpendSnapshot,
  index: number,
  settings: Settings,
  reader: Reader,
  nowMs: number,
): FactWords {
  const { t } = reader;
  const used = amountText(spend, spend.used, reader);
  const text =
    spend.limit === null
      ? t(spend.isCapUnknown === true ? 'spend.used' : 'spend.uncapped', { used })
      : t('spend.of-limit', { used, limit: amountText(spend, spend.limit, reader) });
  const isOver = spend.resetsAt !== null && Date.parse(spend.resetsAt) <= nowMs;
  return {
    id: index === 0 ? 'spend' : `spend:${spend.scope}`,
    name: t(scopeKeys.get(spend.scope) ?? 'spend.name'),
    text: joined([
      text,
      convertedText(spend.converted, spend.used, reader, nowMs),
      isOver ? null : reachedText(spend, reader),
      resetOf(spend, isOver, reader, nowMs),
      spend.stale && !isOver ? asOfText(spend.asOf, reader, nowMs) : null,
    ]),
    attention: isSpent(spend) && !spend.stale,
    stale: spend.stale,
    bar: spendBar(isOver ? { ...spend, used: null } : spend, settings),
    converted: spend.converted,
  };
}

/** Past its reset the figure is of the time before, and what is used now is not known. */
function resetOf({ resetsAt }: SpendSnapshot, isOver: boolean, reader: Reader, nowMs: number): string | null {
  if (isOver) return reader.t('window.reset-due');
  return resetsAt === null
    ? null
    : reader.t('window.resets-at', { time: clockTime(Date.parse(resetsAt), nowMs, reader) });
}

/** True where as much as the limit or more is used. */
export function isSpent({ used, limit }: SpendSnapshot): boolean {
  return used !== null && limit !== null && compareDecimals(used, limit) >= 0;
}

function reachedText(spend: SpendSnapshot, { t }: Reader): string | null {
  if (!isSpent(spend)) return null;
  return compareDecimals(spend.used ?? '0', spend.limit ?? '0') > 0 ? t('spend.over') : t('spend.reached');
}

/** Where there is a cap: what is left of it, or used by setting, on the same steps as a window. */
function spendBar(spend: SpendSnapshot, { meterShows, warnAtPercent }: Settings): FactBarView | null {
  const { used, limit } = spend;
  if (limit === null) return null;
  if (used === null) return { fillPercent: null, level: 'unknown' };
  const usedPercent = isSpent(spend) ? 100 : (percentOf(used, limit) ?? 100);
  const drawnPercent = Math.min(100, Math.max(0, usedPercent));
  return {
    fillPercent: meterShows === 'left' ? 100 - drawnPercent : drawnPercent,
    level: meterLevel(isSpent(spend) ? 0 : 100 - drawnPercent, warningOf(usedPercent, warnAtPercent)),
  };
}

function amountText(spend: SpendSnapshot, amount: string | null, reader: Reader): string {
  if (amount === null) return unknownText;
  return spend.unit === 'money' && spend.currency !== null
    ? moneyText(amount, spend.currency, reader)
    : reader.t('credits.amount', { amount: creditsText(amount, reader) });
}
