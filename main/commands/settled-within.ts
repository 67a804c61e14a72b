/** Waits for the work or the time, whichever ends first. */
export async function settledWithin(settled: Promise<void>, timeMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeMs)));
  await Promise.race([settled, late]);
  clearTimeout(timer);
}
