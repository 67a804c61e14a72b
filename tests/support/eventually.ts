import { vi } from 'vitest';

/** Waits until what the assertion says holds, and answers its value. The limit only catches a hang. */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: 120_000, interval: 20 });
}
