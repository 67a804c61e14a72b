import { currentValue } from './fact.ts';
import type { Facts } from './facts.ts';
import type { Observation, WindowReading, WindowShape } from './observation.ts';

/**
 * A partial source leaves out what it has no field for: the length and the name of a window, the flag
 * for the overage limit. What is known of these stays (S1-17), because the merge takes a shape and the
 * flags as a whole.
 */
export function keepLeftOut(facts: Facts, observation: Observation): Observation {
  const { windows, credits } = observation;
  const known = currentValue(facts.credits);
  const isOverageUntold = credits?.is === 'value' && credits.value.overageLimitReached === null;
  return {
    ...observation,
    ...(windows === undefined
      ? {}
      : { windows: { ...windows, items: windows.items.map((item) => withKnownShape(facts, item)) } }),
    ...(isOverageUntold && known !== null
      ? { credits: { ...credits, value: { ...credits.value, overageLimitReached: known.overageLimitReached } } }
      : {}),
  };
}

function withKnownShape(facts: Facts, stated: WindowReading): WindowReading {
  const item = { ...stated, id: knownId(facts, stated) };
  const known = knownShape(facts, item.id);
  if (known === null) return item;
  const { name, durationSeconds } = item.shape;
  const shape: WindowShape = {
    ...item.shape,
    name: isUnnamed(item) ? (known.name ?? name) : name,
    durationSeconds: durationSeconds ?? known.durationSeconds,
  };
  return { ...item, shape };
}

/** A limit's longer window, told alone, goes by the limit's own id; its length says which one it is. */
function knownId(facts: Facts, { id, shape: { scope, durationSeconds } }: WindowReading): string {
  if (scope !== 'own' || durationSeconds === null) return id;
  const shorterSeconds = knownShape(facts, id)?.durationSeconds ?? durationSeconds;
  const longer = facts.windows.find(
    (each) => each.id.startsWith(`${id}:`) && each.shape.said?.value.durationSeconds === durationSeconds,
  );
  return longer === undefined || shorterSeconds === durationSeconds ? id : longer.id;
}

function knownShape(facts: Facts, windowId: string): WindowShape | null {
  return facts.windows.find(({ id }) => id === windowId)?.shape.said?.value ?? null;
}

/** A limit whose name was not told goes by its id. */
function isUnnamed({ id, shape: { name } }: WindowReading): boolean {
  return name === null || id === name || id.startsWith(`${name}:`) || id === `limit:${name}`;
}
