/** What a process tells its caller, one JSON line each. After that a crash may not take it back. */
export type Told =
  /** The user named an account. `number` counts the names of this account. */
  | { readonly what: 'named'; readonly id: string; readonly number: number }
  /** The user added an account with a key. */
  | { readonly what: 'added'; readonly id: string }
  /** The user is about to remove an account, so it may be gone. */
  | { readonly what: 'removing'; readonly id: string }
  | { readonly what: 'removed'; readonly id: string }
  /** A service answered. Its newest answer may be lost. */
  | { readonly what: 'answered'; readonly id: string; readonly usedPercent: number }
  /** A notification is on the screen. It is never shown again. */
  | { readonly what: 'notified'; readonly key: string }
  | { readonly what: 'muted'; readonly id: string; readonly untilMs: number }
  | { readonly what: 'listed'; readonly id: string; readonly atMs: number }
  | { readonly what: 'warmed-up'; readonly key: string }
  | { readonly what: 'redeemed'; readonly id: string; readonly requestId: string }
  | { readonly what: 'recorded'; readonly id: string; readonly atMs: number }
  /** A debit was requested, so it may be booked. */
  | { readonly what: 'charging'; readonly install: string; readonly job: string }
  | { readonly what: 'charged'; readonly install: string; readonly job: string };

/** Returns what was told in these lines. Other lines, such as those for a person, are left out. */
export function toldIn(text: string): readonly Told[] {
  return text.split('\n').flatMap((line): readonly Told[] => {
    if (line.startsWith('{"what":')) return [JSON.parse(line) as Told];
    // A client of the ledger says `began <install> <job>`, and `booked` when it has the answer.
    const [what, install = '', job = ''] = line.split(' ');
    if (what === 'began') return [{ what: 'charging', install, job }];
    return what === 'booked' ? [{ what: 'charged', install, job }] : [];
  });
}
