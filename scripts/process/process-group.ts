/** Signals a whole process group, which may be gone already. Does nothing on Windows, which has none. */
export function signalGroup(groupId: number | undefined, signal: NodeJS.Signals): void {
  if (groupId === undefined || process.platform === 'win32') return;
  try {
    process.kill(-groupId, signal);
  } catch {
    // ESRCH: the last member has ended, which is what was wanted.
  }
}
