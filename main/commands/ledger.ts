import type { Translate } from '../../core/i18n/translate.ts';
import { maxPageSize, type LedgerStore } from '../../core/ledger/store.ts';
import { plainStyle, type TerminalStyle } from '../../core/text/table.ts';
import { type AppRequest, askApp } from '../node/api/client.ts';
import { ledgerRoutes } from '../node/api/ledger-routes.ts';
import { problem, encodeReply } from '../node/api/reply.ts';
import { createRouter, queryOf } from '../node/api/router.ts';
import { createLedger, type LedgerServices } from '../services/ledger.ts';
import { declareLedgerImport } from './ledger-import.ts';
import {
  askRequest,
  commitRequest,
  installsPath,
  type LedgerCommand,
  type LedgerOptions,
  releaseRequest,
  showRequest,
} from './ledger-request.ts';
import { type LedgerReply, ledgerText, refusalText } from './ledger-text.ts';
import { exitCode, printAs, printError } from './output.ts';
import type { Declare } from './program.ts';

type Request = Pick<LedgerCommand, 'method' | 'path' | 'body'>;

const answerWithinMs = 20_000;

/** `ledger plan`, `reserve`, `commit`, `release`, `show` and `import`. */
export const declareLedger: Declare = (program, declaring) => {
  const { t, examples, choose, refuse } = declaring;
  const group = program
    .command('ledger')
    .description(t('cli.ledger'))
    .usage('[command]')
    .addHelpText('after', examples('quota-tray ledger show', 'quota-tray ledger plan --help'));
  const install = 'quota-tray ledger plan --install 5e7a11ed-0000-4000-8000-00000000000a --tier core';
  const act = (request: Omit<LedgerCommand, 'kind' | 'json'> | string, { json = false }: LedgerOptions): void => {
    if (typeof request === 'string') return refuse(request);
    choose({ kind: 'ledger', ...request, json }, async ({ services, terminal }, command) => {
      const own = await services();
      return ledger(own, command, own.locale().t, terminal);
    });
  };
  for (const action of ['plan', 'reserve'] as const) {
    const command = group
      .command(action)
      .description(t(`cli.ledger.${action}`))
      .usage('--install <id> --tier <tier> [options]')
      .option('--install <id>', t('cli.ledger.install'))
      .option('--tier <tier>', t('cli.ledger.tier'))
      .option('--hardware', t('cli.ledger.has-hardware'));
    if (action === 'reserve') {
      command.option('--job <id>', t('cli.ledger.job')).option('--ttl <seconds>', t('cli.ledger.ttl'));
    }
    command
      .option('--json', t('cli.json'))
      .addHelpText('after', examples(install.replace('plan', action)))
      .action((options: LedgerOptions) => act(askRequest(action, options, t), options));
  }
  group
    .command('commit')
    .description(t('cli.ledger.commit'))
    .usage('<reservation> | --install <id> --tier <tier> --backend <backend> [options]')
    .argument('[reservation]', t('cli.ledger.reservation'))
    .option('--install <id>', t('cli.ledger.install'))
    .option('--tier <tier>', t('cli.ledger.tier'))
    .option('--backend <backend>', t('cli.ledger.backend'))
    .option('--job <id>', t('cli.ledger.job'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples(`${install.replace('plan', 'commit')} --backend gemini`))
    .action((id: string | undefined, options: LedgerOptions) => act(commitRequest(id, options, t), options));
  group
    .command('release')
    .description(t('cli.ledger.release'))
    .usage('<reservation> [options]')
    .argument('[reservation]', t('cli.ledger.reservation'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray ledger release 0c5b9a7e-0000-4000-8000-00000000000b'))
    .action((id: string | undefined, options: LedgerOptions) => act(releaseRequest(id, t), options));
  group
    .command('show')
    .description(t('cli.ledger.show'))
    .usage('[id] [options]')
    .argument('[id]', t('cli.ledger.show-id'))
    .option('--limit <count>', t('cli.ledger.limit'))
    .option('--cursor <id>', t('cli.ledger.cursor'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray ledger show', 'quota-tray ledger show --limit 20'))
    .action((id: string | undefined, options: LedgerOptions) => act(showRequest(id, options, t), options));
  declareLedgerImport(group, declaring);
};

/** Asks the running app, else the ledger itself, and prints the answer. Both give the same answer. */
export async function ledger(
  services: LedgerServices,
  command: LedgerCommand,
  t: Translate,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const reply = await replyTo(services, command, t);
  if (reply === null) return exitCode.unavailable;
  const { status, body } = reply;
  const code = codeOf(status);
  if (code === exitCode.done || code === exitCode.no) {
    printAs(command.json, body ?? { released: true }, () => ledgerText(command.action, reply, t, terminal));
    const cursor = /[?&]cursor=([^&]+)/.exec(reply.next ?? '')?.[1];
    if (cursor !== undefined) printError(t('cli.ledger.more', { cursor }));
  } else {
    if (command.json) printAs(true, body, () => '');
    printError(refusalText(command, reply, Object.keys(services.settings.get().ledgerTiers), t));
  }
  return code;
}

/** 1 for a denied call, 64 for a wrong request, 69 for everything that could not be checked. */
function codeOf(status: number): number {
  if (status < 300) return exitCode.done;
  if (status === 402) return exitCode.no;
  return status === 400 || status === 404 || status === 422 ? exitCode.badArguments : exitCode.unavailable;
}

/** Asks the ledger, in the running app or here. A reply of null: it is unknown what the app did. */
interface Asker {
  readonly ask: (request: Request) => Promise<PagedReply | null>;
  readonly close: () => Promise<void>;
}

interface PagedReply extends LedgerReply {
  /** The path of the next page; null: there is none. */
  readonly next: string | null;
}

async function replyTo(services: LedgerServices, request: Request, t: Translate): Promise<PagedReply | null> {
  const asker = createAsker(services, t);
  try {
    return request.path === installsPath ? await everyPage(asker) : await asker.ask(request);
  } finally {
    await asker.close();
  }
}

/** Asks for one page at a time, so that the app can do other work in between and no answer is too large. */
async function everyPage({ ask }: Asker): Promise<PagedReply | null> {
  const rows: unknown[] = [];
  let path: string | null = `${installsPath}?limit=${maxPageSize}`;
  while (path !== null) {
    const reply: PagedReply | null = await ask({ method: 'GET', path, body: undefined });
    if (reply === null || reply.status !== 200 || !Array.isArray(reply.body)) return reply;
    for (const row of reply.body as readonly unknown[]) rows.push(row);
    path = reply.next;
  }
  return { status: 200, body: rows, next: null };
}

function createAsker(services: LedgerServices, t: Translate): Asker {
  let here: LedgerStore | null = null;
  return {
    ask: async ({ method, path, body }) => {
      if (here !== null) return replyHere(here, services, { method, path, body });
      const ask: AppRequest = { socketPath: services.paths.appSocket, method, path, timeoutMs: answerWithinMs };
      const asked = await askApp(body === undefined ? ask : { ...ask, body });
      if (asked.kind === 'answer') return { status: asked.status, body: asked.body, next: nextPath(asked.link) };
      if (asked.kind === 'not-running') {
        here = createLedger(services);
        return replyHere(here, services, { method, path, body });
      }
      // The app may have booked the credit before the connection broke, so it is not booked here as well.
      printError(t('cli.ledger.no-answer', { reason: asked.reason }));
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
  services: LedgerServices,
  { method, path, body }: Request,
): Promise<PagedReply> {
  const routes = ledgerRoutes(store, () => services.settings.get().ledgerTiers);
  const match = createRouter(routes)(method, path);
  const reply =
    match.kind === 'route'
      ? await match.route.answer({
          parameters: match.parameters,
          query: () => queryOf(path),
          body: body ?? {},
          signal: () => new AbortController().signal,
        })
      : problem(404, 'There is nothing at this path.');
  if (reply.kind === 'parts')
    return { status: 200, body: JSON.parse(await textOf(reply.parts)) as unknown, next: null };
  const { status, headers, body: text } = encodeReply(reply);
  return { status, body: text === '' ? null : (JSON.parse(text) as unknown), next: nextPath(headers['Link']) };
}

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}
