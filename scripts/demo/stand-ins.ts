import { type FakeUpstream, type FixedReply, startFakeUpstream } from '../../tests/support/fake-upstream.ts';
import { type DemoAccount, demoTime } from './account.ts';

const latencyMs = 120;

/** Nobody may listen there without being asked to: the port of tcpmux. */
const deafAddress = 'http://127.0.0.1:1';
const claudePath = 'claude';

/** The services of the demo. */
export interface StandIns {
  readonly codexBaseUrl: (account: DemoAccount) => string;
  /** All Claude accounts share it, as they do in the world. */
  readonly claudeBaseUrl: string;
  /** Tells the stand-in of Claude whose token is whose; before that it refuses everyone. */
  readonly acceptClaude: (accountByToken: ReadonlyMap<string, DemoAccount>) => void;
  readonly close: () => Promise<void>;
}

/**
 * Starts one server for each Codex account, because the app keeps calls to one host a second
 * apart, and one for Claude.
 */
export async function startStandIns(accounts: readonly DemoAccount[], nowMs: () => number): Promise<StandIns> {
  const startMs = nowMs();
  const started: FakeUpstream[] = [];
  const start = async (): Promise<FakeUpstream> => {
    const upstream = await startFakeUpstream();
    started.push(upstream);
    return upstream;
  };
  const answer = (account: DemoAccount): FixedReply => replyOf(account, startMs, nowMs());
  const close = async (): Promise<void> => {
    await Promise.all(started.map((upstream) => upstream.close()));
  };
  try {
    const codexUrls = new Map<string, string>();
    for (const account of accounts) {
      if (account.provider !== 'codex' || account.answers.kind === 'unreachable') continue;
      const upstream = await start();
      upstream.reply(account.name, () => answer(account));
      codexUrls.set(account.name, upstream.codex(account.name));
    }
    const claude = await start();
    return {
      codexBaseUrl: ({ name }) => codexUrls.get(name) ?? `${deafAddress}/backend-api`,
      claudeBaseUrl: claude.claude(claudePath),
      acceptClaude: (accountByToken) =>
        claude.reply(claudePath, ({ headers }) => {
          const account = accountByToken.get((headers.authorization ?? '').replace(/^Bearer /, ''));
          return account === undefined ? refused : answer(account);
        }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

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
