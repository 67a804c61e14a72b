/**
 * Whether the request with this number is one after which usage is asked anew (S4-11): every n-th one.
 * Fractions of n are cut off; 0, negative and what is no number never trigger.
 */
export function isCountTrigger(count: number, everyRequests: number): boolean {
  const every = Math.floor(everyRequests);
  return count > 0 && every >= 1 && count % every === 0;
}
