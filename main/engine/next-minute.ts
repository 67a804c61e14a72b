const minuteMs = 60_000;

/** The whole minute after a moment, when countdowns change. */
export function nextMinuteMs(nowMs: number): number {
  return (Math.floor(nowMs / minuteMs) + 1) * minuteMs;
}
