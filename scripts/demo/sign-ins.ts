import path from 'node:path';

import { writeClaudeSignIn, writeCodexSignIn } from '../../tests/support/sign-in.ts';
import type { DemoAccount } from './account.ts';
import type { StandIns } from './stand-ins.ts';

const hour = 3600;

/** Where an account of the demo is signed in. */
export interface DemoSignIn {
  readonly account: DemoAccount;
  readonly folder: string;
  readonly accessToken: string;
}

/** Writes a sign-in folder for each account into a home folder, as its own tool would have left it. */
export function writeSignIns(
  userHome: string,
  accounts: readonly DemoAccount[],
  standIns: StandIns,
  nowMs: number,
): Promise<readonly DemoSignIn[]> {
  return Promise.all(
    accounts.map(async (account) => {
      const own = path.join(userHome, `.${account.provider}-${account.name}`);
      const { accessToken } = await writeOne(own, account, standIns, nowMs);
      return { account, folder: own, accessToken };
    }),
  );
}

function writeOne(
  folder: string,
  account: DemoAccount,
  standIns: StandIns,
  nowMs: number,
): Promise<{ readonly accessToken: string }> {
  const { email, plan, name, rateLimitTier } = account;
  const isRenewable = account.answers.kind !== 'signed-out';
  const expiresInSeconds = (isRenewable ? 72 : -2) * hour;
  if (account.provider === 'codex') {
    const baseUrl = standIns.codexBaseUrl(account);
    const term = { expiresInSeconds, isRenewable, nowMs };
    return writeCodexSignIn(folder, { email, plan, accountId: `demo-${name}`, baseUrl, ...term });
  }
  return writeClaudeSignIn(folder, {
    email,
    accountUuid: `demo-${name}`,
    subscription: plan,
    ...(rateLimitTier === undefined ? {} : { rateLimitTier }),
    expiresInSeconds,
    nowMs,
  });
}
