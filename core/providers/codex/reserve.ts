import { type Stated, statedValue } from '../../usage/fact.ts';
import type { BeyondLimitReading, BlockReading, WindowReading, WindowsReading } from '../../usage/observation.ts';

/** The id of the reserve that Codex uses after ordinary usage is blocked, in every source. */
const reserveLimitId = 'base_model_inference';

const names: ReadonlyMap<string, string> = new Map([
  ['gpt-reserve', 'Luna Reserve'],
  [reserveLimitId, 'Luna Reserve'],
]);

/** True for the limit of the reserve. Its room is not room of the account. */
export function isReserveLimit(limitId: string): boolean {
  return limitId.trim().toLowerCase().replaceAll('-', '_') === reserveLimitId;
}

/** The name of the reserve that users know, in place of the service's internal names. */
export function reserveName(statedName: string): string {
  return names.get(statedName.toLowerCase()) ?? statedName;
}

/**
 * Whether the account runs on its reserve. That is so while ordinary usage is blocked and the reserve has room. Null
 * as a value: ordinary usage is allowed, or nothing is left of the reserve. Undefined: the source does not say.
 *
 * @param isAllowed True: the source states that ordinary usage is allowed. Then a full window blocks nothing.
 */
export function reserveUse(
  blocked: Stated<BlockReading | null>,
  windows: WindowsReading | undefined,
  isAllowed: boolean,
): Stated<BeyondLimitReading | null> | undefined {
  const isBlocked = blocked.is === 'value' && blocked.value !== null;
  if (!isBlocked && (isAllowed || windows?.items.some(isFullOfAccount) !== true)) {
    return blocked.is === 'unknown' ? undefined : statedValue(null);
  }
  const reserve = windows?.items.filter(({ shape }) => shape.isReserve === true) ?? [];
  if (reserve.length === 0) return windows?.complete === true ? statedValue(null) : undefined;
  const rooms = reserve.map(hasRoom);
  if (rooms.includes(false)) return statedValue(null);
  return rooms.includes(null) ? undefined : statedValue({ mode: 'reserve', endsAtMs: null });
}

function isFullOfAccount(window: WindowReading): boolean {
  return window.shape.scope === 'account' && hasRoom(window) === false;
}

/** Whether something is left of a window; null: unknown. */
function hasRoom({ usedPercent, reached }: WindowReading): boolean | null {
  if (reached?.is === 'value' && reached.value !== false) return false;
  return usedPercent?.is === 'value' ? usedPercent.value < 100 : null;
}
