import { chmod, mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const made: string[] = [];

afterEach(async () => {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A folder of its own for one test, gone afterwards. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'quota-tray-test-'));
  made.push(folder);
  return folder;
}

/** Writes a file as a careful program does: whole or not at all, and for its owner only unless said. */
export async function putFile(path: string, content: unknown, mode: number = 0o600): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(unfinished, typeof content === 'string' ? content : JSON.stringify(content));
  await chmod(unfinished, mode);
  await rename(unfinished, path);
}

/** An unsigned JSON Web Token with these claims. */
export function madeUpJwt(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`;
}

export interface CodexSignIn {
  readonly email?: string;
  readonly userId?: string;
  readonly accountId?: string;
  readonly accessToken?: string;
}

/** The content of a Codex `auth.json` with a ChatGPT sign-in. */
export function codexSignIn(person: CodexSignIn = {}): Readonly<Record<string, unknown>> {
  const { email = 'ada@mail.test', userId = 'user-ada', accountId = 'acct-ada' } = person;
  const vendorClaims = { chatgpt_account_id: accountId, chatgpt_user_id: userId, chatgpt_plan_type: 'pro' };
  return {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: madeUpJwt({ email, 'https://api.openai.com/auth': vendorClaims }),
      access_token: person.accessToken ?? madeUpJwt({ exp: 1_900_000_000 }),
      refresh_token: 'refresh-made-up',
      account_id: accountId,
    },
  };
}

/** The content of a Claude Code `.credentials.json`. */
export function claudeSignIn(fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    claudeAiOauth: {
      accessToken: 'claude-token-made-up',
      refreshToken: 'refresh-made-up',
      expiresAt: 1_900_000_000_000,
      scopes: ['user:inference', 'user:profile'],
      subscriptionType: 'max',
      rateLimitTier: 'default_claude_max_5x',
      ...fields,
    },
  };
}

/** The content of a `.claude.json` that names who is signed in. */
export function claudeState(
  accountUuid: string,
  emailAddress: string,
  noise: number = 0,
): Readonly<Record<string, unknown>> {
  return { numStartups: noise, oauthAccount: { accountUuid, organizationUuid: `org-of-${accountUuid}`, emailAddress } };
}
