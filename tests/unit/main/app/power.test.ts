import { expect, it } from 'vitest';
import { createPowerHandler } from '../../../../main/app/power.ts';
import type { PowerEvent } from '../../../../main/electron/system/machine.ts';

function heard(events: readonly PowerEvent[]): readonly unknown[] {
  const said: unknown[] = [];
  const follow = createPowerHandler({
    pause: (because) => void said.push(`pause ${because}`),
    resume: (because) => void said.push(`resume ${because}`),
    setDevicePower: (change) => void said.push(change),
  });
  for (const event of events) follow(event);
  return said;
}

it.each([
  ['sleep pauses and waking resumes', ['suspend', 'resume'], ['pause asleep', 'resume asleep']],
  ['no network pauses', ['offline'], ['pause offline']],
  [
    'a network that is back proves being awake',
    ['suspend', 'offline', 'online'],
    ['pause asleep', 'pause offline', 'resume asleep', 'resume offline'],
  ],
  ['a locked screen only slows down', ['lock'], [{ locked: true }]],
  ['unlocking proves being awake', ['suspend', 'unlock'], ['pause asleep', { locked: false }, 'resume asleep']],
  ['unlocking brings no network', ['offline', 'unlock'], ['pause offline', { locked: false }, 'resume asleep']],
  ['the power source is told on', ['battery', 'ac'], [{ onBattery: true }, { onBattery: false }]],
] as const)('%s', (_, events, said) => {
  expect(heard(events)).toEqual(said);
});
