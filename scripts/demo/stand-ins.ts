import {
  type FakeUpstream,
  type FixedReply,
  startFakeUpstream,
  type UpstreamRequest,
} from '../../tests/support/fake-upstream.ts';
import type { UpstreamPart } from '../../tests/support/upstream/parts.ts';
import { type DemoAccount, demoTime } from './account.ts';

const latencyMs = 120;

/** No server listens there: the port is reserved for tcpmux. */
const unreachableAddress = 'http://127.0.0.1:1';
const claudePath = 'claude';
const furtherParts: readonly UpstreamPart[] = ['grant', 'monthly-usage', 'reset-credits', 'daily-usage'];

/** The servers of the demo. */
export interface StandIns {
  readonly codexBaseUrl: (account: DemoAccount) => string;
  /** All Claude accounts share it, as in reality. */
  readonly claudeBaseUrl: string;
  /** Gives Claude's server the tokens of the accounts. Before that it refuses every request. */
  readonly acceptClaude: (accountByToken: ReadonlyMap<string, DemoAccount>) => void;
  readonly close: () => Promise<void>;
}

/**
 * Starts one server for all Claude accounts and one for each Codex account, because the app sends at most one request per
 * second to a host.
 */
export async function startStandIns(accounts: readonly DemoAccount[], nowMs: () => number): Promise<StandIns> {
  const startMs = nowMs();
  const started: FakeUpstream[] = [];
  const start = async (): Promise<FakeUpstream> => {
    const upstream = await startFakeUpstream(nowMs);
    started.push(upstream);
    return upstream;
  };
  const answer = (account: DemoAccount): FixedReply => replyOf(account, startMs, nowMs());
  const furtherAnswer = (account: DemoAccount, part: UpstreamPart): FixedReply => {
    if (account.answers.kind === 'signed-out') return refused;
    return account.further?.(demoTime(startMs, nowMs()))[part] ?? notThere;
  };
  const close = async (): Promise<void> => {
    await Promise.all(started.map((upstream) => upstream.close()));
  };
  try {
    const codexUrls = new Map<string, string>();
    for (const account of accounts) {
      if (account.provider !== 'codex' || account.answers.kind === 'unreachable') continue;
      const upstream = await start();
      upstream.reply(account.name, () => answer(account));
      for (const part of furtherParts) upstream.reply(`${account.name}/${part}`, () => furtherAnswer(account, part));
      codexUrls.set(account.name, upstream.codex(account.name));
    }
    const claude = await start();
    return {
      codexBaseUrl: ({ name }) => codexUrls.get(name) ?? `${unreachableAddress}/backend-api`,
      claudeBaseUrl: claude.claude(claudePath),
      acceptClaude: (accountByToken) => {
        const ofToken =
          (reply: (account: DemoAccount) => FixedReply) =>
          ({ headers }: UpstreamRequest): FixedReply => {
            const account = accountByToken.get((headers.authorization ?? '').replace(/^Bearer /, ''));
            return account === undefined ? refused : reply(account);
          };
        claude.reply(claudePath, ofToken(answer));
        for (const part of furtherParts) {
          claude.reply(
            `${claudePath}/${part}`,
            ofToken((account) => furtherAnswer(account, part)),
          );
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const notThere: FixedReply = { status: 404, body: { detail: 'Not found' }, latencyMs };

const refused: FixedReply = { status: 401, body: { detail: 'The token is not valid' }, latencyMs };

function replyOf(account: DemoAccount, startMs: number, atMs: number): FixedReply {
  const { answers } = account;
  if (answers.kind === 'signed-out') return refused;
  if (answers.kind === 'limited') {
    const headers = { 'retry-after': String(answers.retryAfterSeconds) };
    return { status: 429, headers, body: { detail: 'Too many requests' }, latencyMs };
  }
  return { body: account.usage(demoTime(startMs, atMs)), latencyMs };
}
