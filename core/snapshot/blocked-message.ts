import type { JudgedWindow } from '../quota/judge-windows.ts';
import type { Reader } from '../translate.ts';
import { percentText } from './format-number.ts';
import { clockTime } from './format-time.ts';
import { windowLabel } from './window-label.ts';
import { limitName } from './window-name.ts';

/** `99 % is left here, but the weekly limit is used up until Thu 09:00.`, or null when nothing blocks. */
export function blockedMessage(windows: readonly JudgedWindow[], reader: Reader, nowMs: number): string | null {
  const blocked = windows.find((window) => window.state === 'blocked' && window.shape.name === null);
  const blocker = windows.find((window) => window.id === blocked?.blockedBy);
  if (blocked === undefined || blocker === undefined) return null;
  const left = blocked.usedPercent === null ? null : Math.max(0, 100 - blocked.usedPercent);
  const limit = limitName({ label: windowLabel(blocker.id, blocker.shape), name: blocker.shape.name }, reader);
  if (blocker.resetsAtMs === null)
    return reader.t('message.blocked-open-end', { left: percentText(left, reader), limit });
  const time = clockTime(blocker.resetsAtMs, nowMs, reader);
  return reader.t('message.blocked', { left: percentText(left, reader), limit, time });
}
