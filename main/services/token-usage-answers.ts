import { existsSync } from 'node:fs';
import type { UsageBucket } from '../../core/token-usage/bucket.ts';
import { createLocalCalendar } from '../../core/token-usage/calendar.ts';
import { parseUsageQuery } from '../../core/token-usage/query.ts';
import { secondMs } from '../../core/units/time.ts';
import type { TokenUsage } from '../features/token-usage.ts';
import type { AnswerUsage } from '../node/api/usage-route.ts';
import type { Services } from './create-services.ts';

/** What the local interface says about token usage. */
export interface TokenUsageAnswers {
  readonly answer: AnswerUsage;
  /** Returns what was used today. Null: nobody has asked for usage on this computer yet, or the logs cannot be read now. */
  readonly today: () => Promise<readonly UsageBucket[] | null>;
  readonly close: () => void;
}

/** A program that asks waits this long for the first reading of the logs. Then it asks again. */
const answerWaitMs = 5 * secondMs;
const scrapeWaitMs = 2 * secondMs;

/** Makes the answers of the local interface. The index and its library are loaded at the first question. */
export function tokenUsageAnswers(
  services: Pick<Services, 'paths' | 'settings' | 'clock' | 'log' | 'locale'>,
): TokenUsageAnswers {
  const { paths, clock, locale } = services;
  let made: Promise<TokenUsage> | null = null;
  const loaded = (): Promise<TokenUsage> =>
    (made ??= import('./token-usage.ts').then(({ tokenUsageOf }) => tokenUsageOf(services)));
  return {
    answer: async (parameters) => {
      const reading = parseUsageQuery(parameters, locale().timeZone);
      if (reading.kind === 'bad') return reading;
      return (await loaded()).answer(reading.query, reading.timeZone, { waitMs: answerWaitMs });
    },
    today: async () => {
      // A scrape must not read all logs of the user for the first time.
      if (!existsSync(paths.tokenUsage)) return null;
      const { timeZone } = locale();
      const date = createLocalCalendar(timeZone).dayOf(clock.nowMs());
      return (await loaded()).day(date, timeZone, scrapeWaitMs);
    },
    close: () => void made?.then((tokens) => tokens.close()),
  };
}
