import { askApp } from '../node/api/client.ts';
import type { SlotLimitCommand } from '../node/cli/slot-arguments.ts';
import { exitCode, print, tell } from './output.ts';
import { slotAccount, slotAnswerWithinMs, type SlotPlace, whyNot } from './slot-account.ts';

/** Sets how many callers of an account may go at once, which also undoes what refusals have lowered. */
export async function slotLimit(place: SlotPlace, { account: name, limit }: SlotLimitCommand): Promise<number> {
  const { socketPath } = place;
  const account = await slotAccount(place, name);
  if (account.kind === 'failed') return account.code;
  if (account.kind === 'unavailable') {
    tell(account.why);
    return exitCode.unavailable;
  }
  const path = `/v1/slots/limits/${encodeURIComponent(account.accountId)}`;
  const answer = await askApp({ socketPath, method: 'PUT', path, body: { limit }, timeoutMs: slotAnswerWithinMs });
  if (answer.kind !== 'answer' || answer.status !== 200) {
    tell(whyNot(answer));
    return exitCode.unavailable;
  }
  const now = (answer.body as { readonly limit?: unknown } | null)?.limit;
  print(typeof now === 'number' ? `At most ${now} at once.` : 'No limit is set.');
  return exitCode.done;
}
