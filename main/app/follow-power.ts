import { assertNever } from '../../core/assert-never.ts';
import type { PowerEvent } from '../electron/system/power.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * Carries what the machine tells to the engine. Nothing is asked while the computer sleeps or has no
 * network; when both are over each schedule is judged once. On battery and while the screen is locked
 * it asks less often. An unlocked screen is proof of being awake, also where no resume was told.
 */
export function createPowerFollower(
  engine: Pick<Engine, 'pause' | 'resume' | 'setSurroundings'>,
): (event: PowerEvent) => void {
  let asleep = false;
  let offline = false;

  const judge = (): void => (asleep || offline ? engine.pause() : engine.resume());

  return (event) => {
    switch (event) {
      case 'suspend':
        asleep = true;
        return judge();
      case 'resume':
        asleep = false;
        return judge();
      case 'offline':
        offline = true;
        return judge();
      case 'online':
        offline = false;
        return judge();
      case 'lock':
        return engine.setSurroundings({ locked: true });
      case 'unlock':
        asleep = false;
        engine.setSurroundings({ locked: false });
        return judge();
      case 'battery':
        return engine.setSurroundings({ onBattery: true });
      case 'ac':
        return engine.setSurroundings({ onBattery: false });
      default:
        return assertNever(event);
    }
  };
}
