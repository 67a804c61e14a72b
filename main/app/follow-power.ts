import { assertNever } from '../../core/assert-never.ts';
import type { PowerEvent } from '../electron/system/power.ts';
import type { Engine } from '../engine/engine.ts';

/** Nothing is asked while the computer sleeps or has no network; afterwards each schedule is judged once. */
export function followPower(engine: Pick<Engine, 'pause' | 'resume'>, event: PowerEvent): void {
  switch (event) {
    case 'suspend':
    case 'offline':
      return engine.pause();
    case 'resume':
    case 'online':
    case 'unlock':
      return engine.resume();
    case 'lock':
      return;
    default:
      return assertNever(event);
  }
}
