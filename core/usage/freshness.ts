import { saysTheSameFacts } from '../accounts/should-persist.ts';
import type { Fact, Source } from './fact.ts';
import { noFact } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';
import { isUnstarted } from './unstarted.ts';

const activeForMs = 5 * 60_000;
const spokenByTools: ReadonlySet<Source> = new Set(['log', 'statusline', 'headers']);

/**
 * How many answers in a row said nothing new, after one more. An account whose tool was at work in
 * the last five minutes counts as changed, because its next figure will differ.
 */
export function unchangedAnswers(before: number, known: Facts, answered: Facts, nowMs: number): number {
  return isToolActive(known, nowMs) || !saysTheSameFacts(settled(known), settled(answered)) ? 0 : before + 1;
}

/** True when a local source told a figure that was true within the last five minutes. */
export function isToolActive(facts: Facts, nowMs: number): boolean {
  const figures: readonly Fact<unknown>[] = [
    facts.credits,
    facts.balance,
    facts.spend,
    facts.ledger,
    ...facts.windows.flatMap((window) => [window.usedPercent, window.reached]),
  ];
  return figures.some(
    ({ said }) => said !== null && spokenByTools.has(said.source) && nowMs - said.asOfMs < activeForMs,
  );
}

/** A window that has not begun has a reset that moves along with every answer; that is no news. */
function settled(facts: Facts): Facts {
  return { ...facts, windows: facts.windows.map(settledWindow) };
}

function settledWindow(window: WindowFacts): WindowFacts {
  const { usedPercent, resetsAtMs, shape } = window;
  const isIdle = isUnstarted(
    usedPercent.said?.value ?? null,
    resetsAtMs.said?.value ?? null,
    shape.said?.value.durationSeconds ?? null,
    window,
  );
  return isIdle ? { ...window, resetsAtMs: noFact } : window;
}
