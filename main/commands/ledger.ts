import { type Ask, askApp } from '../node/api/client.ts';
import { largestPage, type LedgerStore } from '../../core/ledger/store.ts';
import { installsPath } from '../node/api/ledger-replies.ts';
import { ledgerRoutes } from '../node/api/ledger-routes.ts';
import { problem, toWire } from '../node/api/reply.ts';
import { matchRoute, queryOf } from '../node/api/router.ts';
import type { LedgerCommand } from '../node/cli/ledger-arguments.ts';
import { detailOf, type LedgerReply, ledgerText } from '../node/cli/ledger-text.ts';
import { createLedger, type LedgerParts } from '../ledger.ts';
import { exitCode, printAs, tell } from './output.ts';

type Request = Extract<LedgerCommand, { kind: 'ledger' }>;

const answerWithinMs = 20_000;
const denied = 1;

/** Asks the running app, else the ledger itself: both give the same answer. */
export async function ledger(parts: LedgerParts, command: Request): Promise<number> {
  const reply = await replyTo(parts, command);
  if (reply === null) return exitCode.unavailable;
  const { status, body } = reply;
  const code = codeOf(status);
  if (code === exitCode.done || code === denied) {
    printAs(command.json, body ?? { released: true }, () => ledgerText(command.action, reply));
    const cursor = /[?&]cursor=([^&]+)/.exec(reply.next ?? '')?.[1];
    if (cursor !== undefined) tell(`There are more installs: go on with --cursor ${cursor}.`);
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

/** How the ledger is asked, in the running app or here. Null: it is not known what became of it. */
interface Asker {
  readonly ask: (request: Pick<Request, 'method' | 'path' | 'body'>) => Promise<PagedReply | null>;
  readonly close: () => Promise<void>;
}

interface PagedReply extends LedgerReply {
  /** The path of the next page; null: there is none. */
  readonly next: string | null;
}

async function replyTo(parts: LedgerParts, request: Request): Promise<PagedReply | null> {
  const asker = createAsker(parts);
  try {
    return request.path === installsPath ? await everyPage(asker) : await asker.ask(request);
  } finally {
    await asker.close();
  }
}

/** A page at a time, so that the app has its turns in between and no answer is too large to be sent. */
async function everyPage({ ask }: Asker): Promise<PagedReply | null> {
  const rows: unknown[] = [];
  let path: string | null = `${installsPath}?limit=${largestPage}`;
  while (path !== null) {
    const reply: PagedReply | null = await ask({ method: 'GET', path, body: undefined });
    if (reply === null || reply.status !== 200 || !Array.isArray(reply.body)) return reply;
    for (const row of reply.body as readonly unknown[]) rows.push(row);
    path = reply.next;
  }
  return { status: 200, body: rows, next: null };
}

function createAsker(parts: LedgerParts): Asker {
  let here: LedgerStore | null = null;
  return {
    ask: async ({ method, path, body }) => {
      if (here !== null) return replyHere(here, parts, { method, path, body });
      const ask: Ask = { socketPath: parts.paths.socket, method, path, timeoutMs: answerWithinMs };
      const asked = await askApp(body === undefined ? ask : { ...ask, body });
      if (asked.kind === 'answer') return { status: asked.status, body: asked.body, next: nextPath(asked.link) };
      if (asked.kind === 'not-running') {
        here = createLedger(parts);
        return replyHere(here, parts, { method, path, body });
      }
      // It may have booked before the line broke, so it is not booked here as well.
      tell(
        `The running app did not answer (${asked.reason}), so it is not known whether it did that. See ledger show.`,
      );
      return null;
    },
    close: async () => here?.close(),
  };
}

/** The path in a header `Link` that names the next page. */
function nextPath(link: string | undefined): string | null {
  return /^<(\/v1\/ledger\/installs\?[^>\s]+)>; rel="next"$/.exec(link ?? '')?.[1] ?? null;
}

/** The same routes without a server. */
async function replyHere(
  store: LedgerStore,
  parts: LedgerParts,
  { method, path, body }: Pick<Request, 'method' | 'path' | 'body'>,
): Promise<PagedReply> {
  const routes = ledgerRoutes(store, () => parts.settings.get().ledgerTiers);
  const match = matchRoute(routes, method, path);
  const { signal } = new AbortController();
  const reply =
    match.kind === 'route'
      ? await match.route.answer({ parameters: match.parameters, query: queryOf(path), body: body ?? {}, signal })
      : problem(404, 'There is nothing at this path.');
  if (reply.kind === 'parts')
    return { status: 200, body: JSON.parse(await textOf(reply.parts)) as unknown, next: null };
  const { status, headers, body: text } = toWire(reply);
  return { status, body: text === '' ? null : (JSON.parse(text) as unknown), next: nextPath(headers['Link']) };
}

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}
