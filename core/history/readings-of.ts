import type { AccountState } from '../accounts/account-state.ts';
import { currentValue, type Fact, isWithdrawn } from '../quota/fact.ts';
import type { HistoryReading, HistorySeries, SeriesReading } from './reading.ts';

/** Every figure of an account that has a history, as it stands now; what is unknown or withdrawn has none. */
export function readingsOf({ account, facts }: AccountState): readonly SeriesReading[] {
  const series = (kind: HistorySeries['kind'], name: string): HistorySeries => ({ accountId: account.id, kind, name });
  const prepaid = currentValue(facts.prepaid);
  const balance = readingOf(facts.balance, Number, 10_000);
  const money = readingOf(facts.prepaid, (said) => Number(said.balance), 10_000);
  return [
    ...facts.windows.flatMap((window) => {
      const reading = readingOf(
        window.usedPercent,
        (percent) => percent,
        100,
        resetOf(window.resetsAtMs, window.usedPercent),
      );
      return reading === null ? [] : [{ series: series('window', window.id), reading }];
    }),
    ...(balance === null ? [] : [{ series: series('credits', ''), reading: balance }]),
    ...(prepaid === null || money === null ? [] : [{ series: series('prepaid', prepaid.currency), reading: money }]),
  ];
}

function readingOf<T>(
  fact: Fact<T>,
  figure: (value: T) => number,
  stepsPerUnit: number,
  resetsAtMs: number | null = null,
): HistoryReading | null {
  if (fact.said === null || isWithdrawn(fact)) return null;
  const steps = Math.round(figure(fact.said.value) * stepsPerUnit);
  if (!Number.isSafeInteger(steps)) return null;
  const value = steps / stepsPerUnit;
  return { atMs: fact.said.asOfMs, value, resetsAtMs, source: fact.said.source };
}

/** A reset that had passed when the figure was read belongs to an earlier period. */
function resetOf(resetsAtMs: Fact<number>, { said }: Fact<number>): number | null {
  const atMs = currentValue(resetsAtMs);
  return atMs === null || (said !== null && atMs <= said.asOfMs) ? null : atMs;
}
