import { statedValue } from '../../usage/fact.ts';
import { noShape, type Observation, type WindowReading } from '../../usage/observation.ts';
import { parseHeaderFlag } from '../../units/boolean.ts';
import { parseNumber } from '../../units/number.ts';
import { parseInstantMs } from '../../units/time.ts';
import { selectHeaders, type ResponseHeaders } from '../headers.ts';
import { asRecord, type ReportUnrecognized, collectUnrecognizedFields } from '../../units/json.ts';
import { windowIdentity } from '../windows.ts';
import {
  includedWindow,
  type LimitStatus,
  type NamedWindow,
  parseUsedShare,
  readLimitStatus,
  weeklyWindow,
  windowOfClaim,
} from './limit-status.ts';
import { accountShape, slugOf } from './windows.ts';

const prefix = 'anthropic-ratelimit-unified-';
const claudeHeader = /^anthropic-ratelimit-unified-/;
const windowField = /^(.+)-(utilization|reset|status)$/;
const mostWindows = 50;

/**
 * Parses the `anthropic-ratelimit-unified-*` headers of a model answer: used shares from 0 to 1 and resets in epoch
 * seconds. Headers never list all windows. A refusal blocks the window that it names, or else the account. Only a
 * label of one length, such as `5h` or `7d_opus`, is a window. The families `overage`, `grace` and `slow` say how
 * requests run beyond the limits. The share of extra usage is left out, because the usage answer states it in money. A
 * gateway states no windows, so there it is the user's spend limit.
 *
 * @param body The body of a refusal; null: a refusal whose body is not known; left out: it may be no refusal.
 * @returns null where they state nothing. Never throws.
 */
export function parseClaudeHeaders(headers: ResponseHeaders, asOfMs: number, body?: unknown): Observation | null {
  const seen = selectHeaders(claudeHeader, headers);
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const windowsOfPlan = withRejected(parseWindows(seen, report), seen);
  const limits = windowsOfPlan.length > 0 ? windowsOfPlan : parseGatewayLimit(seen, report);
  const isRefusal = body === null || asRecord(body)?.['type'] === 'error';
  const status = readLimitStatus(parseStatus(seen, isRefusal), limits.length > 0);
  const items = [...limits, ...parseLowerPriority(seen, report)];
  if (items.length === 0 && Object.keys(status).length === 0) return null;
  const windows = items.length === 0 ? {} : { windows: { complete: false, items } };
  return { source: 'headers', asOfMs, ...windows, ...status, oddPaths: unrecognized.paths };
}

function parseWindows(seen: ReadonlyMap<string, string>, report: ReportUnrecognized): readonly WindowReading[] {
  const labels = new Set<string>();
  for (const name of seen.keys()) {
    const label = windowField.exec(name.slice(prefix.length))?.[1];
    if (label !== undefined && labels.size < mostWindows) labels.add(label);
  }
  return [...labels].flatMap((label) => {
    const window = windowOfLabel(label);
    const field = (name: string): string | null => seen.get(`${prefix}${label}-${name}`) ?? null;
    if (window === null) return [];
    const isRejected = field('status')?.toLowerCase() === 'rejected';
    const stated = field('utilization');
    const percent = parseUsedShare(stated, isRejected);
    if (percent === null && stated !== null && stated !== '') {
      report(`${prefix}${label}-utilization`);
      if (!isRejected) return [];
    }
    if (percent === null && !isRejected) return [];
    const resetsAtMs = parseInstantMs(field('reset'));
    const used = percent === null ? {} : { usedPercent: statedValue(percent) };
    const reached = isRejected ? { reached: statedValue(true) } : {};
    return [
      { ...window, ...used, ...reached, ...(resetsAtMs === null ? {} : { resetsAtMs: statedValue(resetsAtMs) }) },
    ];
  });
}

/** The windows, with the one that a refusal names marked as hit, whatever its share. */
function withRejected(items: readonly WindowReading[], seen: ReadonlyMap<string, string>): readonly WindowReading[] {
  if (seen.get(`${prefix}status`)?.toLowerCase() !== 'rejected') return items;
  const claimed = windowOfClaim(seen.get(`${prefix}representative-claim`) ?? '');
  if (claimed === null) return items;
  const statedResetMs = parseInstantMs(seen.get(`${prefix}reset`) ?? null);
  const hit = items.find(({ id }) => id === claimed.id) ?? {
    ...claimed,
    ...(statedResetMs === null ? {} : { resetsAtMs: statedValue(statedResetMs) }),
  };
  return [...items.filter(({ id }) => id !== claimed.id), { ...hit, reached: statedValue(true) }];
}

function parseStatus(seen: ReadonlyMap<string, string>, isRefused: boolean): LimitStatus {
  const text = (name: string): string | null => seen.get(`${prefix}${name}`)?.toLowerCase() || null;
  const time = (name: string): number | null => parseInstantMs(text(name));
  const slow = text('slow-status');
  return {
    status: text('status'),
    claim: text('representative-claim'),
    resetsAtMs: time('reset'),
    overageStatus: text('overage-status'),
    overageResetsAtMs: time('overage-reset'),
    overageDisabledReason: text('overage-disabled-reason'),
    overageInUse: parseHeaderFlag(text('overage-in-use')),
    isPaused: parseHeaderFlag(text('overage-daily-cap-paused')) === true,
    isRefused,
    ...parseGrace(text),
    isLowerPriority: slow === 'active' ? true : slow === 'not_needed' ? false : null,
  };
}

/** The used shares of the short time after a limit. `eligible` says that this time has not begun. */
function parseGrace(text: (name: string) => string | null): Pick<LimitStatus, 'isInGrace' | 'graceEndsAtMs'> {
  if (text('grace-status') === 'eligible') return { isInGrace: false, graceEndsAtMs: null };
  const shares = ['5h', '7d'].map((label) => ({ label, share: parseNumber(text(`grace-${label}-utilization`)) }));
  const known = shares.filter(({ share }) => share !== null);
  const used = known.filter(({ share }) => (share ?? 0) > 0);
  const ends = used.map(({ label }) => parseInstantMs(text(`${label}-reset`))).filter((end) => end !== null);
  return {
    isInGrace: known.length === 0 ? null : used.length > 0,
    graceEndsAtMs: ends.length === 0 ? null : Math.max(...ends),
  };
}

/** The user's spend limit at a gateway: the only limit of an answer that was checked against limits. */
function parseGatewayLimit(seen: ReadonlyMap<string, string>, report: ReportUnrecognized): readonly WindowReading[] {
  const status = seen.get(`${prefix}status`) ?? '';
  const stated = seen.get(`${prefix}overage-utilization`) ?? '';
  const claim = (seen.get(`${prefix}representative-claim`) ?? '').toLowerCase();
  if (status === '' || stated === '' || (claim !== 'overage' && claim !== '')) return [];
  const percent = parseUsedShare(stated, status.toLowerCase() === 'rejected');
  if (percent === null) report(`${prefix}overage-utilization`);
  if (percent === null) return [];
  const resetsAtMs = parseInstantMs(seen.get(`${prefix}overage-reset`) ?? null);
  return [
    {
      id: 'spend-limit',
      shape: noShape,
      usedPercent: statedValue(percent),
      ...(resetsAtMs === null ? {} : { resetsAtMs: statedValue(resetsAtMs) }),
    },
  ];
}

/** The answers to a request at lower priority. Offers of it and refusals state no allowance that is in use. */
const lowerPriorityAnswers: readonly string[] = ['active', 'not_needed', 'budget_exhausted'];

/** The weekly allowance for answers at lower priority, while the account uses it. It limits nothing else. */
function parseLowerPriority(seen: ReadonlyMap<string, string>, report: ReportUnrecognized): readonly WindowReading[] {
  const status = seen.get(`${prefix}slow-status`)?.toLowerCase() ?? '';
  const stated = seen.get(`${prefix}slow-budget-utilization`) ?? '';
  if (!lowerPriorityAnswers.includes(status) || stated === '') return [];
  const percent = parseUsedShare(stated, status === 'budget_exhausted');
  if (percent === null) report(`${prefix}slow-budget-utilization`);
  if (percent === null) return [];
  const resetsAtMs = parseInstantMs(seen.get(`${prefix}slow-budget-reset`) ?? null);
  return [
    {
      id: 'lower-priority',
      shape: { name: 'Lower priority', scope: 'own', durationSeconds: null },
      usedPercent: statedValue(percent),
      ...(resetsAtMs === null ? {} : { resetsAtMs: statedValue(resetsAtMs) }),
    },
  ];
}

const windowLabel = /^(\d{1,3})([hd])(?:-(.+))?$/;
/** The label of the weekly window that paid extra usage includes, after its length. */
const includedLabel = 'oi';

/**
 * The window that a header's label names: `5h`, `7d`, another `<n>h` or `<n>d`, or one of these with a model
 * (`7d-opus`). Null where the label names no window.
 */
function windowOfLabel(stated: string): NamedWindow | null {
  const [, count, unit, part] = windowLabel.exec(stated) ?? [];
  if (count === undefined || Number(count) === 0) return null;
  const durationSeconds = Number(count) * (unit === 'd' ? 86_400 : 3_600);
  const { id } = windowIdentity(durationSeconds, 'primary');
  if (part === undefined) return { id, shape: accountShape(durationSeconds) };
  const slug = slugOf(part);
  if (slug === '') return null;
  if (id === 'weekly') return slug === includedLabel ? includedWindow : weeklyWindow(slug, part);
  return { id: `${id}:${slug}`, shape: { ...accountShape(durationSeconds), name: part, scope: 'part' } };
}
