import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The made-up secrets of a sign-in, for searching where they must not be. Each holds `canary-`. */
export interface Canaries {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface CodexSignIn {
  readonly email: string;
  readonly plan: string;
  readonly accountId: string;
  /** Left out: the vendor's own address, which no test may reach. */
  readonly baseUrl?: string;
  /** An hour unless said; negative: it has expired. */
  readonly expiresInSeconds?: number;
  /** False: there is no refresh token, so only a new sign-in helps once it has expired. */
  readonly isRenewable?: boolean;
  readonly nowMs?: number;
}

export interface ClaudeSignIn {
  readonly email: string;
  readonly accountUuid: string;
  /** `pro`, `max`, `team`. */
  readonly subscription: string;
  /** Such as `default_claude_max_20x`. */
  readonly rateLimitTier?: string;
  readonly expiresInSeconds?: number;
  readonly nowMs?: number;
  /** `<folder>/.claude.json` unless said; the default folder `~/.claude` has it beside itself. */
  readonly stateFile?: string;
}

/** Writes what `codex login` leaves in a `CODEX_HOME`: `auth.json`, and `config.toml` for a base URL. */
export async function writeCodexSignIn(folder: string, signIn: CodexSignIn): Promise<Canaries> {
  const { email, plan, accountId, baseUrl, expiresInSeconds = 3600, isRenewable = true, nowMs = Date.now() } = signIn;
  const nowSeconds = Math.floor(nowMs / 1000);
  const account = { chatgpt_account_id: accountId, chatgpt_user_id: `user-${accountId}`, chatgpt_plan_type: plan };
  const claims = { iat: nowSeconds - 60, exp: nowSeconds + expiresInSeconds, 'https://api.openai.com/auth': account };
  const canaries = {
    accessToken: unsignedJwt({ ...claims, jti: `access-${claims.exp}` }, `canary-codex-access-${accountId}`),
    refreshToken: `canary-codex-refresh-${accountId}`,
  };
  if (baseUrl !== undefined)
    await putFile(path.join(folder, 'config.toml'), `chatgpt_base_url = ${JSON.stringify(baseUrl)}\n`);
  await putFile(path.join(folder, 'auth.json'), {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: unsignedJwt({ ...claims, email }, `canary-codex-id-${accountId}`),
      access_token: canaries.accessToken,
      ...(isRenewable ? { refresh_token: canaries.refreshToken } : {}),
      account_id: accountId,
    },
    last_refresh: new Date(nowMs - 60_000).toISOString(),
  });
  return canaries;
}

/** Writes what Claude Code leaves in a `CLAUDE_CONFIG_DIR`: `.credentials.json` and `.claude.json`. */
export async function writeClaudeSignIn(folder: string, signIn: ClaudeSignIn): Promise<Canaries> {
  const { email, accountUuid, subscription, rateLimitTier, expiresInSeconds = 3600, nowMs = Date.now() } = signIn;
  const expiresAt = nowMs + expiresInSeconds * 1000;
  const canaries = {
    accessToken: `sk-ant-oat01-canary-claude-access-${accountUuid}-${expiresAt}`,
    refreshToken: `sk-ant-ort01-canary-claude-refresh-${accountUuid}`,
  };
  const oauthAccount = { accountUuid, organizationUuid: `org-of-${accountUuid}`, emailAddress: email };
  await putFile(signIn.stateFile ?? path.join(folder, '.claude.json'), { numStartups: 1, oauthAccount });
  await putFile(path.join(folder, '.credentials.json'), {
    claudeAiOauth: {
      ...canaries,
      expiresAt,
      scopes: ['user:inference', 'user:profile'],
      subscriptionType: subscription,
      ...(rateLimitTier === undefined ? {} : { rateLimitTier }),
    },
  });
  return canaries;
}

/** Removes the sign-in of either tool, as its own command does. */
export async function signOut(folder: string): Promise<void> {
  await Promise.all(['auth.json', '.credentials.json'].map((name) => rm(path.join(folder, name), { force: true })));
}

/** The signature stands as it is, so that the token can be found by its canary. */
function unsignedJwt(claims: object, signature: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${signature}`;
}

/** Whole or not at all, as a careful program writes it, and for its owner only. */
async function putFile(file: string, content: string | object): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}.tmp`;
  await writeFile(unfinished, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  await rename(unfinished, file);
}
