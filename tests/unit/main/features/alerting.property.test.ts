import { expect, it } from 'vitest';
import { parseAlertMemory } from '../../../../core/alerts/memory.ts';
import type { NotificationStore } from '../../../../core/alerts/store.ts';
import { createNotificationMemory } from '../../../../main/features/alerting.ts';
import { accountWith, alertWorld, hourMs, minuteMs, snapshotOf } from '../../../support/alert-world.ts';
import { nowMs } from '../../../support/example-states.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const sequences = 10_000;
const steps = 14;
const windowMs = 5 * hourMs;

interface Observation {
  readonly used: number;
  readonly resetsIn: number;
  readonly readAt: number;
  readonly fresh: boolean;
  readonly clockMs: number;
  /** Which cycle of the window it really is, which no reading says. */
  readonly cycle: number;
}

/** A service whose window is used, resets in time and sometimes before it, seen by a clock that is set back. */
function observations(seed: number): readonly Observation[] {
  const random = seededRandom(seed);
  let timeMs = nowMs;
  let clockOffsetMs = 0;
  let used = Math.floor(random() * 60);
  let resetsAtMs = nowMs + Math.ceil(random() * 299) * minuteMs;
  let cycle = 0;
  let lastSeen = 0;
  const begin = (atMs: number): void => {
    cycle += 1;
    resetsAtMs = atMs;
    used = random() < 0.8 ? Math.floor(random() * 6) : Math.floor(random() * 101);
  };
  return Array.from({ length: steps }, () => {
    timeMs += Math.ceil(random() * (random() < 0.2 ? 180 : 20)) * minuteMs;
    const resetsEarly = random() < 0.08 && Math.min(used, lastSeen) >= 20;
    if (random() < 0.04) clockOffsetMs -= Math.floor(random() * 60) * minuteMs;
    if (timeMs >= resetsAtMs) begin(timeMs + windowMs);
    else if (resetsEarly) {
      const most = Math.min(used, lastSeen) - 9;
      begin(random() < 0.5 ? resetsAtMs : timeMs + windowMs);
      used = Math.floor(random() * most);
    } else
      used = Math.max(
        0,
        Math.min(100, used + Math.floor(random() * (random() < 0.1 ? 90 : 14)) - Math.floor(random() * 5)),
      );
    const wanderMs = (random() - 0.5) * 8_000;
    const clockMs = timeMs + clockOffsetMs;
    const fresh = resetsEarly || random() > 0.15;
    if (fresh) lastSeen = used;
    return {
      ...{ used, cycle, clockMs, fresh },
      resetsIn: (resetsAtMs + wanderMs - nowMs) / minuteMs,
      readAt: (clockMs - nowMs) / minuteMs,
    };
  });
}

/** What has to be told, reckoned from the cycles that only the test knows. */
function expectedTitles(all: readonly Observation[]): readonly (readonly string[])[] {
  let seen: { cycle: number; peak: number; exhausted: boolean } | null = null;
  return all.map(({ used, cycle, fresh }) => {
    if (!fresh) return [];
    const before: typeof seen = seen;
    const isNew = before !== null && before.cycle !== cycle;
    const passed = before === null ? Infinity : isNew ? 0 : before.peak;
    const exhausted = used >= 100;
    seen = {
      cycle,
      peak: isNew ? used : Math.max(before?.peak ?? 0, used),
      exhausted: exhausted || (!isNew && before?.exhausted === true),
    };
    const step = [95, 80].find((percent) => percent > passed && percent <= used);
    const back = isNew && before.peak >= 80 && used < 80;
    return [
      ...(exhausted && (before === null || isNew || !before.exhausted) ? ['work: 5-hour limit used up'] : []),
      ...(step !== undefined && !exhausted ? [`work: ${100 - used}% of the 5-hour limit left`] : []),
      ...(back ? ['work: 5-hour limit is available again'] : []),
    ];
  });
}

/** What is remembered goes through JSON, as it does on the disk. */
function keptAsText(): NotificationStore {
  const store = createNotificationMemory();
  const texts = new Map<string, string>();
  return {
    ...store,
    remember: (accountId, memory) => void texts.set(accountId, JSON.stringify(memory)),
    memory: (accountId) => {
      const text = texts.get(accountId);
      return text === undefined ? null : parseAlertMemory(JSON.parse(text));
    },
  };
}

async function titlesOf(
  all: readonly Observation[],
  restartsBefore: (step: number) => boolean,
): Promise<readonly (readonly string[])[]> {
  const world = alertWorld({ store: keptAsText() });
  const titles: (readonly string[])[] = [];
  for (const [step, { used, resetsIn, readAt, fresh, clockMs }] of all.entries()) {
    if (restartsBefore(step)) world.restart();
    world.clock.nowMs = clockMs;
    const account = accountWith([{ used, resetsIn, readAt, stale: !fresh }], { state: fresh ? 'fresh' : 'stale' });
    await world.read(snapshotOf(account), snapshotOf(account));
    titles.push(world.shown.splice(0).map(({ title }) => title));
  }
  return titles;
}

it(`${sequences} random sequences tell each true crossing once, nothing on stale data, and the same over restarts`, async () => {
  for (let seed = 1; seed <= sequences; seed += 1) {
    const all = observations(seed);
    const told = await titlesOf(all, () => false);
    if (JSON.stringify(told) !== JSON.stringify(expectedTitles(all))) {
      expect({ seed, all, told }).toEqual({ seed, all, told: expectedTitles(all) });
    }
    const random = seededRandom(seed);
    const restarted = await titlesOf(all, () => random() < 0.5);
    if (JSON.stringify(restarted) !== JSON.stringify(told))
      expect({ seed, restarted }).toEqual({ seed, restarted: told });
  }
});
