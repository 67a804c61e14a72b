import { parseNumber } from '../../units/number.ts';
import { asRecord, type JsonRecord, type ReportUnrecognized } from '../../units/json.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity } from '../windows.ts';
import { type GatewayFields, gatewayPlan } from './fields.ts';

const weekSeconds = 604_800;

/** A month begins on the day of the subscription and has no fixed length. */
const lengths: readonly (WindowIdentity & { readonly key: string })[] = [
  { key: 'rolling', ...windowIdentity(null, 'primary') },
  { key: 'weekly', ...windowIdentity(weekSeconds, 'primary') },
  { key: 'monthly', id: 'monthly', durationSeconds: null },
];

/**
 * Parses `usage.{rolling, weekly, monthly}.{status, percent, resetsAt}` of OpenCode Go. A window that is `rate-limited`
 * is used up, whatever its percentage. Null where the body has another form.
 */
export function parseOpenCodeGo(
  { usage }: JsonRecord,
  asOfMs: number,
  report: ReportUnrecognized,
): GatewayFields | null {
  const stated = lengths.flatMap(({ key, ...identity }) => {
    const window = asRecord(asRecord(usage)?.[key]);
    return window?.['percent'] === undefined && window?.['status'] === undefined ? [] : [{ key, identity, window }];
  });
  if (stated.length === 0) return null;
  const items = stated.flatMap(({ key, identity: { id, durationSeconds }, window }) => {
    const isLimited = window['status'] === 'rate-limited';
    const shape = { name: null, scope: 'account' as const, durationSeconds };
    const usedPercent = isLimited ? 100 : percentOf(window['percent']);
    const item = parseQuotaWindow({ id, shape, usedPercent, resetsAt: window['resetsAt'] }, asOfMs);
    if (item === null) report(`usage.${key}.percent`);
    return item === null ? [] : [item];
  });
  const isComplete = items.length === stated.length;
  return { windows: { complete: isComplete, items }, ...(items.length === 0 ? {} : gatewayPlan('OpenCode Go', null)) };
}

/** The service states whole percentages. A fraction below 1 would be a share, so its scale is not known. */
function percentOf(stated: unknown): unknown {
  const percent = parseNumber(stated);
  return percent !== null && percent > 0 && percent < 1 ? undefined : (stated ?? null);
}
