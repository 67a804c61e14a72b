import type { WeekWorld } from './week-world.ts';

/** What a day left behind. */
export interface DayEnd {
  readonly day: number;
  readonly heapBytes: number;
  readonly held: Readonly<Record<string, number>>;
  readonly files: ReturnType<WeekWorld['files']>;
  readonly notifications: number;
}

/** The first day fills caches and opens what is opened late. From its end on everything must stay as large. */
const settledDay = 2;
/** Small differences come from the moment at which the day is looked at. */
const mostHeapGrowth = 1.15;
const mostCacheGrowth = 1.1;
const mostHistoryGrowth = 1.5;
/** Three rows and their indices, with room. */
const bytesPerNotification = 3_000;

/** Returns what has grown from the settled day to a later one although it must not. */
export function growth(settled: DayEnd, later: DayEnd): readonly string[] {
  const found: string[] = [];
  const ratio = (what: string, before: number, now: number, most: number): void => {
    if (now > before * most) found.push(`day ${later.day}: ${what} grew from ${before} to ${now}`);
  };
  ratio('heap', settled.heapBytes, later.heapBytes, mostHeapGrowth);
  ratio('the account cache', settled.files.cache, later.files.cache, mostCacheGrowth);
  ratio('the number of cached files', settled.files.cacheFiles, later.files.cacheFiles, 1);
  const perDay = settled.files.history / settled.day;
  ratio('the history', perDay * later.day, later.files.history, mostHistoryGrowth);
  const notificationBytes = Math.max(0, later.notifications - settled.notifications) * bytesPerNotification;
  ratio('the database', settled.files.database + notificationBytes, later.files.database, mostCacheGrowth);
  for (const [what, count] of Object.entries(later.held)) {
    ratio(`the number of ${what}`, settled.held[what] ?? 0, count, 1);
  }
  return found;
}

/** Looks at each end of a day. */
export interface WeekDays {
  /** Returns the line of the day. */
  readonly ended: (day: number) => Promise<string>;
  /** Returns everything that did not hold. */
  readonly finish: () => readonly string[];
  readonly summary: () => string;
}

/** Makes the look at the days of a week that begins. */
export function judgeDays(world: WeekWorld): WeekDays {
  const ends: DayEnd[] = [];
  let before = world.rules.counts();

  return {
    ended: async (day) => {
      const heapBytes = await heapInUse();
      const counts = world.rules.counts();
      const files = world.files();
      ends.push({ day, heapBytes, held: world.held(), files, notifications: counts.notifications });
      const line = [
        `day ${day}: ${counts.requests - before.requests} requests`,
        `${counts.questions - before.questions} tool runs`,
        `${counts.notifications - before.notifications} notifications`,
        `heap ${megabytes(heapBytes)}`,
        `cache ${kilobytes(files.cache)}, database ${kilobytes(files.database)}, history ${kilobytes(files.history)}`,
        Object.entries(world.held())
          .map(([what, count]) => `${count} ${what}`)
          .join(', '),
      ].join('; ');
      before = counts;
      return line;
    },
    finish: () => {
      world.rules.finish();
      const settled = ends.find(({ day }) => day === settledDay);
      const grown = settled === undefined ? [] : ends.slice(settledDay).flatMap((end) => growth(settled, end));
      return [...world.rules.violations, ...grown, ...world.problems];
    },
    summary: () => {
      const { requests, questions, notifications } = world.rules.counts();
      const most = world.rules.mostRequests();
      return `${requests} requests, at most ${most} of one account in 24 hours, ${questions} tool runs, ${world.warmupRuns()} warm-ups, ${notifications} notifications`;
    },
  };
}

async function heapInUse(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`;
