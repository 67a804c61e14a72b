import { statedValue } from '../../usage/fact.ts';
import type { Observation, WindowReading } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { parseInstantMs } from '../../units/time.ts';
import {
  asName,
  asRecord,
  collectUnrecognizedFields,
  entriesOf,
  type JsonRecord,
  parseJson,
  type ReportUnrecognized,
} from '../../units/json.ts';
import { type LimitStatus, parseUsedShare, readLimitStatus, windowOfClaim } from './limit-status.ts';

const eventType = 'rate_limit_event';
/** An event has about 600 characters. */
const longestLine = 65_536;

/**
 * Parses one line of `claude -p --output-format stream-json`. Only the event about the limits counts: it repeats what
 * the response headers of Claude Code's own request said, with used shares from 0 to 1 and times in epoch seconds. It
 * never lists all windows.
 *
 * @returns null for every other line, for a line that is torn or longer than 64 KiB, and for an event that states
 * nothing. Never throws.
 */
export function parseClaudeStreamLine(line: string, asOfMs: number): Observation | null {
  if (line.length > longestLine || !line.includes(eventType)) return null;
  const event = asRecord(parseJson(line));
  const info = event?.['type'] === eventType ? asRecord(event['rate_limit_info']) : null;
  if (info === null) return null;
  const unrecognized = collectUnrecognizedFields();
  const status = parseStatus(info);
  const items = withClaimed(parseWindows(info, unrecognized.report), info, status);
  const statements = readLimitStatus(status, items.length > 0);
  if (items.length === 0 && Object.keys(statements).length === 0) return null;
  const windows = items.length === 0 ? {} : { windows: { complete: false, items } };
  return { source: 'tool', asOfMs, ...windows, ...statements, oddPaths: unrecognized.paths };
}

function parseStatus(info: JsonRecord): LimitStatus {
  const text = (key: string): string | null => asName(info[key])?.toLowerCase() ?? null;
  const status = text('status');
  const isUsingOverage = parseFlag(info['isUsingOverage']);
  const overageInUse = isUsingOverage === true || info['overageInUse'] === true ? true : isUsingOverage;
  const resetsAtMs = parseInstantMs(info['resetsAt']);
  return {
    status,
    claim: text('rateLimitType'),
    resetsAtMs,
    overageStatus: text('overageStatus'),
    overageResetsAtMs: parseInstantMs(info['overageResetsAt']),
    overageDisabledReason: text('overageDisabledReason'),
    overageInUse,
    isPaused: info['dailyCapPaused'] === true,
    isRefused: overageInUse === false && status === 'rejected',
    isInGrace: parseFlag(info['rateLimitGraceActive']),
    graceEndsAtMs: resetsAtMs,
    isLowerPriority: null,
  };
}

function parseWindows(info: JsonRecord, report: ReportUnrecognized): readonly WindowReading[] {
  const windows = asRecord(info['unifiedWindows']);
  if (windows === null) return [];
  const seen = new Set<string>();
  return entriesOf(windows).items.flatMap(({ key, value }) => {
    const name = asName(key) ?? '';
    const named = windowOfClaim(name);
    const window = asRecord(value);
    if (named === null || window === null || seen.has(named.id)) return [];
    const isRejected = window['status'] === 'rejected';
    const usedPercent = parseUsedShare(window['utilization'] ?? null, isRejected);
    if (usedPercent === null && (window['utilization'] ?? null) !== null) {
      report(`rate_limit_info.unifiedWindows.${name}`);
    }
    const resetsAtMs = parseInstantMs(window['resetsAt']);
    if (usedPercent === null && !isRejected) return [];
    seen.add(named.id);
    return [
      {
        ...named,
        ...(usedPercent === null ? {} : { usedPercent: statedValue(usedPercent) }),
        ...(isRejected ? { reached: statedValue(true) } : {}),
        ...(resetsAtMs === null ? {} : { resetsAtMs: statedValue(resetsAtMs) }),
      },
    ];
  });
}

/**
 * The windows with what the event says about the deciding one: a refusal marks it as hit. Older versions of Claude Code
 * list no windows, so its reset and share stand beside the status.
 */
function withClaimed(
  items: readonly WindowReading[],
  info: JsonRecord,
  { status, claim, resetsAtMs }: LimitStatus,
): readonly WindowReading[] {
  const claimed = windowOfClaim(claim ?? '');
  if (claimed === null || status === null) return items;
  const reached = status === 'rejected' ? { reached: statedValue(true) } : {};
  const listed = items.find(({ id }) => id === claimed.id);
  if (listed !== undefined) return items.map((item) => (item === listed ? { ...item, ...reached } : item));
  const percent = parseUsedShare(info['utilization'] ?? null, status === 'rejected');
  if (status !== 'rejected' && percent === null && resetsAtMs === null) return items;
  return [
    ...items,
    {
      ...claimed,
      ...(percent === null ? {} : { usedPercent: statedValue(percent) }),
      ...reached,
      ...(resetsAtMs === null ? {} : { resetsAtMs: statedValue(resetsAtMs) }),
    },
  ];
}
