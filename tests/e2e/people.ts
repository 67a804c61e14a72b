import path from 'node:path';
import {
  type Canaries,
  type ClaudeSignIn,
  type CodexSignIn,
  writeClaudeSignIn,
  writeCodexSignIn,
} from '../support/sign-in.ts';
import type { FakeUpstream } from '../support/fake-upstream.ts';
import { claudeUsage, type ClaudeUsage } from '../support/upstream/claude-usage.ts';
import { codexUsage, type CodexUsage } from '../support/upstream/codex-usage.ts';
import type { RunningApp } from './running-app.ts';

/** The names under which the upstream keeps the two accounts of the tests. */
export const codexName = 'work';
export const claudeName = 'home';
export const codexEmail = 'work@river.example';
export const claudeEmail = 'home@hill.example';

/** Where the tools of the tests keep their sign-ins. */
export interface SignInFolders {
  readonly codexFolder: string;
  readonly claudeFolder: string;
}

/** Signs in to Codex, with the upstream as its service. */
export async function signInToCodex(
  { codexFolder }: Pick<SignInFolders, 'codexFolder'>,
  upstream: FakeUpstream,
  more: Partial<CodexSignIn> = {},
): Promise<Canaries> {
  const signIn = {
    email: codexEmail,
    plan: 'pro',
    accountId: 'account-work',
    baseUrl: upstream.codex(codexName),
    ...more,
  };
  return writeCodexSignIn(codexFolder, signIn);
}

/** Signs in to Claude; its service is named by the environment of the app. */
export async function signInToClaude(
  { claudeFolder }: Pick<SignInFolders, 'claudeFolder'>,
  more: Partial<ClaudeSignIn> = {},
): Promise<Canaries> {
  const signIn = {
    email: claudeEmail,
    accountUuid: 'uuid-home',
    subscription: 'max',
    rateLimitTier: 'default_claude_max_20x',
    ...more,
  };
  return writeClaudeSignIn(claudeFolder, signIn);
}

/** What Codex answers from now on. `atMs` is when it says so, to which its resets are reckoned. */
export function codexSays(upstream: FakeUpstream, usage: CodexUsage, atMs?: number): void {
  upstream.reply(codexName, { body: codexUsage(usage, atMs) });
}

/** What Claude answers from now on. */
export function claudeSays(upstream: FakeUpstream, usage: ClaudeUsage, atMs?: number): void {
  upstream.reply(claudeName, { body: claudeUsage(usage, atMs) });
}

/** The figures of a quiet day: 58 % and 24 % left. */
export const quietDay: CodexUsage = {
  session: { usedPercent: 42, resetsInSeconds: 3_750 },
  weekly: { usedPercent: 76, resetsInSeconds: 300_000 },
};

export const authFile = (folders: Pick<SignInFolders, 'codexFolder'>): string =>
  path.join(folders.codexFolder, 'auth.json');

/** What a test needs to start the app for one Codex account. */
interface CodexTest {
  readonly place: Pick<SignInFolders, 'codexFolder'>;
  readonly upstream: FakeUpstream;
  readonly launch: () => Promise<RunningApp>;
}

/** Starts the app with one Codex account, and returns it once the figures are there. */
export async function startWithCodex(
  { place, upstream, launch }: CodexTest,
  usage: CodexUsage = quietDay,
): Promise<RunningApp> {
  codexSays(upstream, usage);
  await signInToCodex(place, upstream);
  const app = await launch();
  await app.waitForAccount(({ state }) => state === 'fresh');
  return app;
}
