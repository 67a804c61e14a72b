import { type Ask, askApp } from '../node/api/client.ts';
import { ledgerRoutes } from '../node/api/ledger-routes.ts';
import { problem, toWire } from '../node/api/reply.ts';
import { matchRoute } from '../node/api/router.ts';
import type { LedgerCommand } from '../node/cli/ledger-arguments.ts';
import { detailOf, type LedgerReply, ledgerText } from '../node/cli/ledger-text.ts';
import { createLedger } from '../ledger.ts';
import { type LedgerCommandParts, tellProblems } from './ledger-problems.ts';
import { exitCode, printAs, tell } from './output.ts';

type Request = Extract<LedgerCommand, { kind: 'ledger' }>;

const answerWithinMs = 20_000;
const denied = 1;

/** Asks the running app, else the ledger itself: both give the same answer. */
export async function ledger(parts: LedgerCommandParts, command: Request): Promise<number> {
  const reply = await replyTo(parts, command);
  tellProblems(parts);
  if (reply === null) return exitCode.unavailable;
  const { status, body } = reply;
  const code = codeOf(status);
  if (code === exitCode.done || code === denied) {
    printAs(command.json, body ?? { released: true }, () => ledgerText(command.action, reply));
  } else {
    if (command.json) printAs(true, body, () => '');
    tell(detailOf(body));
  }
  return code;
}

/** 402 is a no; what is wrong with the request is the caller's; the rest could not be checked. */
function codeOf(status: number): number {
  if (status < 300) return exitCode.done;
  if (status === 402) return denied;
  return status === 400 || status === 404 || status === 422 ? exitCode.badArguments : exitCode.unavailable;
}

async function replyTo(parts: LedgerCommandParts, { method, path, body }: Request): Promise<LedgerReply | null> {
  const ask: Ask = { socketPath: parts.paths.socket, method, path, timeoutMs: answerWithinMs };
  const asked = await askApp(body === undefined ? ask : { ...ask, body });
  if (asked.kind === 'answer') return asked;
  if (asked.kind === 'not-running') return replyHere(parts, { method, path, body });
  // It may have booked before the line broke, so it is not booked here as well.
  tell(`The running app did not answer (${asked.reason}), so it is not known whether it did that. See ledger show.`);
  return null;
}

/** The same routes without a server. */
async function replyHere(
  parts: LedgerCommandParts,
  { method, path, body }: Pick<Request, 'method' | 'path' | 'body'>,
): Promise<LedgerReply> {
  const store = createLedger(parts);
  const match = matchRoute(
    ledgerRoutes(store, () => parts.settings.get().ledgerTiers),
    method,
    path,
  );
  const { signal } = new AbortController();
  const reply =
    match.kind === 'route'
      ? await match.route.answer({ parameters: match.parameters, body: body ?? {}, signal })
      : problem(404, 'There is nothing at this path.');
  await store.close();
  const wire = toWire(reply);
  return { status: wire.status, body: wire.body === '' ? null : (JSON.parse(wire.body) as unknown) };
}
