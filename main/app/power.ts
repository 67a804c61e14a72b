import { assertNever } from '../../core/assert-never.ts';
import type { PowerEvent } from '../electron/system/machine.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * Carries what the machine tells to the engine. Nothing is asked while the computer sleeps or has no
 * network. On battery and while the screen is locked it asks less often. Pairs of events are not trusted:
 * an unlocked screen and a network that is back prove being awake, also where no resume was told.
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
