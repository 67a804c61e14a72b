import { type SlotWorld, slotWorld } from '../support/slot-world.ts';
import { type Figure, median } from './figures.ts';

const rounds = 9;
const calls = 300;
const few = 200;
const many = 20_000;
const accountId = 'codex:work';

/**
 * One caller that takes a slot, gives a sign of life and gives it back, while 20,000 others hold one and
 * no limit is set: against the same among 200.
 */
export async function measureSlots(): Promise<readonly Figure[]> {
  const [among200, among20000] = [await heldBy(few), await heldBy(many)];
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.few.push(await msPerCall(among200));
    times.many.push(await msPerCall(among20000));
  }
  const budget = { kind: 'ratio', most: 4 } as const;
  const [baseline, ours] = [median(times.few), median(times.many)];
  return [{ name: 'slots, one call among 20,000, against 200', unit: 'ms', baseline, ours, budget }];
}

async function heldBy(count: number): Promise<SlotWorld> {
  const world = slotWorld();
  for (let caller = 0; caller < count; caller += 1) await take(world);
  return world;
}

async function take({ slots }: SlotWorld): Promise<string> {
  const { outcome } = slots.take({ accountId, label: null, startedAtMs: null, waitMs: 0 });
  const taken = await outcome;
  if (taken.kind !== 'admitted') throw new Error(`No slot: ${taken.kind}`);
  return taken.slot.slotId;
}

async function msPerCall(world: SlotWorld): Promise<number> {
  const startedAt = performance.now();
  for (let call = 0; call < calls; call += 1) {
    const id = await take(world);
    world.slots.renew(id);
    world.slots.release(id);
  }
  return (performance.now() - startedAt) / calls;
}
