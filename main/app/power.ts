import { assertNever } from '../../core/assert-never.ts';
import type { PowerEvent } from '../electron/system/machine.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * Makes the handler that passes power events to the engine. The engine does not poll while the computer sleeps
 * or has no network, and polls less often on battery or behind a locked screen. Some systems lose the resume
 * event, so an unlocked screen and a returned network also prove that the computer is awake.
 */
export function createPowerHandler(
  engine: Pick<Engine, 'pause' | 'resume' | 'setDevicePower'>,
): (event: PowerEvent) => void {
  return (event) => {
    switch (event) {
      case 'suspend':
        return engine.pause('asleep');
      case 'resume':
        return engine.resume('asleep');
      case 'offline':
        return engine.pause('offline');
      case 'online':
        engine.resume('asleep');
        return engine.resume('offline');
      case 'lock':
        return engine.setDevicePower({ locked: true });
      case 'unlock':
        engine.setDevicePower({ locked: false });
        return engine.resume('asleep');
      case 'battery':
        return engine.setDevicePower({ onBattery: true });
      case 'ac':
        return engine.setDevicePower({ onBattery: false });
      default:
        return assertNever(event);
    }
  };
}
