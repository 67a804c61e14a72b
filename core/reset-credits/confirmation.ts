/** The user's leave to use one certain banked reset: random, short-lived, good once. */
export interface Confirmation {
  readonly id: string;
  readonly accountId: string;
  readonly creditId: string;
  readonly madeAtMs: number;
}

const goodForMs = 120_000;

/** Whether what a page sent is this very confirmation, for this account and still in time. */
export function isConfirmed(
  confirmation: Confirmation | undefined,
  sent: { readonly accountId: string; readonly id: string },
  nowMs: number,
): confirmation is Confirmation {
  if (confirmation === undefined || confirmation.id !== sent.id || confirmation.accountId !== sent.accountId) {
    return false;
  }
  return confirmation.madeAtMs <= nowMs && nowMs - confirmation.madeAtMs <= goodForMs;
}
