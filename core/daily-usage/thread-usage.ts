import type { LocaleContext } from '../i18n/translate.ts';
import type { ToolResult } from '../ports.ts';
import type { Account } from '../providers/account.ts';
import { joinWithDot } from '../text/layout.ts';
import { creditsText, unknownText } from '../text/numbers.ts';
import { figureText } from './text.ts';
import { plainStyle, tableLines, type TerminalStyle } from '../text/table.ts';
import type { DecimalString } from '../units/decimal.ts';
import { asName, asRecord, type JsonRecord, listOf } from '../units/json.ts';
import { parseCount } from '../units/number.ts';
import { toIso } from '../units/time.ts';

/** What one Codex thread used, as the service estimates it. Null is unknown, never 0. */
export interface ThreadUsage {
  readonly threadId: string;
  /** When it was asked for, epoch ms. */
  readonly asOfMs: number;
  readonly credits: DecimalString | null;
  /** The estimate in dollars. */
  readonly usd: DecimalString | null;
  /** What was really charged in dollars, apart from the estimate of credits. */
  readonly nativeUsd: DecimalString | null;
  readonly groups: readonly ThreadUsageGroup[];
  /** False: some groups were not understood, so the groups are not the whole. */
  readonly isWhole: boolean;
}

/** The part of a thread's usage with one model, one effort and one speed. */
export interface ThreadUsageGroup {
  readonly model: string | null;
  readonly reasoningEffort: string | null;
  readonly speed: string | null;
  readonly credits: DecimalString | null;
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly newInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
}

/** Asks an account's own tool for the usage of one thread. Never rejects. */
export type AskThreadUsage = (account: Account, threadId: string) => Promise<ToolResult<ThreadUsage>>;

/** True for the id of a thread. It may become part of a request, so it has no other signs. */
export function isThreadId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/**
 * Parses the answer of the Codex tool to `account/usage/read` for one thread. Null: the service has no usage of this
 * thread, or the answer was not understood or is about another thread. Never throws.
 */
export function parseThreadUsage(result: unknown, threadId: string, asOfMs: number): ThreadUsage | null {
  const usage = asRecord(asRecord(result)?.['threadUsage']);
  const groups = listOf(usage?.['groups']);
  if (usage === null || groups === null || usage['threadId'] !== threadId) return null;
  const parsed = groups.items.flatMap(({ value }) => parseGroup(value));
  return {
    threadId,
    asOfMs,
    credits: parseMicros(usage['estimatedUsageCreditsMicros']),
    usd: parseMicros(usage['estimatedUsageUsdMicros']),
    nativeUsd: parseMicros(usage['nativeUsageUsdMicros']),
    groups: parsed,
    isWhole: groups.isWhole && parsed.length === groups.items.length,
  };
}

function parseGroup(value: unknown): readonly ThreadUsageGroup[] {
  const group = asRecord(value);
  if (group === null) return [];
  const count = (key: string): number | null => parseWhole(group, key);
  return [
    {
      model: asName(group['model']),
      reasoningEffort: asName(group['reasoningEffort']),
      speed: asName(group['speed']),
      credits: parseMicros(group['estimatedUsageCreditsMicros']),
      inputTokens: count('inputTokens'),
      cachedInputTokens: count('cachedInputTokens'),
      newInputTokens: count('netNewInputTokens'),
      outputTokens: count('outputTokens'),
      totalTokens: count('totalTokens'),
    },
  ];
}

function parseWhole(record: JsonRecord, key: string): number | null {
  return parseCount(record[key] ?? null);
}

const microDigits = 6;

/**
 * Returns an amount in millionths as an exact decimal: 1234567 is `1.234567`. Null for anything but a whole number from
 * 0 on, and for a number so large that JSON may have rounded it.
 */
export function parseMicros(value: unknown): DecimalString | null {
  const micros = parseCount(value);
  if (micros === null) return null;
  const digits = String(micros).padStart(microDigits + 1, '0');
  const fraction = digits.slice(-microDigits).replace(/0+$/, '');
  const whole = digits.slice(0, -microDigits);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** The usage of a thread as a JSON document. */
export function threadUsageDocument(label: string, usage: ThreadUsage): object {
  const { threadId, asOfMs, credits, usd, nativeUsd, groups, isWhole } = usage;
  return { schemaVersion: 1, account: label, threadId, asOf: toIso(asOfMs), credits, usd, nativeUsd, isWhole, groups };
}

/** The usage of a thread for the terminal: one row per model, then the sums that the service states. */
export function threadUsageText(
  label: string,
  usage: ThreadUsage,
  locale: LocaleContext,
  style: TerminalStyle = plainStyle,
): string {
  const { t } = locale;
  const count = (value: number | null): string => figureText(value === null ? null : String(value), 'tokens', locale);
  const columns = [
    { title: t('thread-usage.model') },
    { title: t('thread-usage.input'), align: 'right' as const },
    { title: t('thread-usage.cached-input'), align: 'right' as const },
    { title: t('thread-usage.output'), align: 'right' as const },
    { title: t('daily-usage.measure-credits'), align: 'right' as const },
  ];
  const rows = usage.groups.map((group) => [
    joinWithDot([group.model ?? unknownText, group.reasoningEffort, group.speed], locale),
    count(group.inputTokens),
    count(group.cachedInputTokens),
    count(group.outputTokens),
    creditsText(group.credits, locale),
  ]);
  const sums = joinWithDot([
    label,
    t('thread-usage.credits', { amount: creditsText(usage.credits, locale) }),
    usage.usd === null ? null : t('thread-usage.usd', { amount: usage.usd }),
    usage.nativeUsd === null ? null : t('thread-usage.native-usd', { amount: usage.nativeUsd }),
    usage.isWhole ? null : t('thread-usage.incomplete'),
  ]);
  return [
    ...(rows.length === 0 ? [] : tableLines(columns, rows, style)),
    ...(rows.length === 0 ? [] : ['']),
    sums,
  ].join('\n');
}
