import type { WindowSnapshot } from '../snapshot/snapshot.ts';
import { type AlertKeys, keysAround, keysOfReading } from './alert.ts';
import type { WindowStep } from './window-alerts.ts';

/** What a notice says of a window; kept with it, so that its words can be made anew. */
export type WindowFacts = Pick<WindowSnapshot, 'id' | 'label' | 'name' | 'resetsAt'>;

export function windowFacts({ id, label, name, resetsAt }: WindowSnapshot): WindowFacts {
  return { id, label, name, resetsAt };
}

/** Keys of something about a window that is told once until its reset. */
export function windowKeys(kind: string, accountId: string, { window, mark }: WindowStep): AlertKeys {
  const again = mark.rearmedBy === null ? '' : `|${mark.rearmedBy}`;
  const stem = `${kind}|${accountId}|${window.id}${again}`;
  return mark.resetsAtMs === null ? keysOfReading(stem, window.asOf) : keysAround(stem, mark.resetsAtMs);
}
