import { expect, it } from 'vitest';
import { createPowerFollower } from '../../../../main/app/follow-power.ts';
import type { PowerEvent } from '../../../../main/electron/system/power.ts';

function heard(events: readonly PowerEvent[]): readonly unknown[] {
  const said: unknown[] = [];
  const follow = createPowerFollower({
    pause: () => void said.push('pause'),
    resume: () => void said.push('resume'),
    setSurroundings: (change) => void said.push(change),
  });
  for (const event of events) follow(event);
  return said;
}

it.each([
  ['sleep pauses and waking resumes', ['suspend', 'resume'], ['pause', 'resume']],
  [
    'waking without a network stays paused',
    ['suspend', 'offline', 'resume', 'online'],
    ['pause', 'pause', 'pause', 'resume'],
  ],
  ['a locked screen only slows down', ['lock'], [{ locked: true }]],
  ['unlocking proves being awake', ['suspend', 'unlock'], ['pause', { locked: false }, 'resume']],
  ['unlocking brings no network', ['offline', 'unlock'], ['pause', { locked: false }, 'pause']],
  ['the power source is told on', ['battery', 'ac'], [{ onBattery: true }, { onBattery: false }]],
] as const)('%s', (_, events, said) => {
  expect(heard(events)).toEqual(said);
});
