/** The value of a promise, or the other one once `timeMs` are over or it was rejected. */
export async function within<T, Late>(timeMs: number, work: Promise<T>, late: Late): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<Late>((resolve) => {
    timer = setTimeout(() => resolve(late), timeMs);
  });
  try {
    return await Promise.race([work, end]);
  } catch {
    return late;
  } finally {
    clearTimeout(timer);
  }
}
