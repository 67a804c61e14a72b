import fs from 'node:fs';
import path from 'node:path';

import { ask } from './api-server.ts';
import type { CommandPlace } from './command-line.ts';
import type { FakeUpstream } from './fake-upstream.ts';
import { writeCodexSignIn } from './sign-in.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { codexUsage } from './upstream/codex-usage.ts';

/** 42 % of five hours and 61 % of a week used, and a balance. */
export function exampleUsage(): object {
  return codexUsage({
    session: { usedPercent: 42, resetsInSeconds: 3600 },
    weekly: { usedPercent: 61, resetsInSeconds: 86_400 },
    credits: { hasCredits: true, balance: '247.5' },
  });
}

/** A made-up user who is signed in to Codex as `work`; `fontSettings` as the file holds them. */
export async function signedInPlace(upstream: FakeUpstream, settings: object = {}): Promise<CommandPlace> {
  const root = temporaryFolder();
  const place = { userHome: path.join(root, 'user'), home: path.join(root, 'state') };
  for (const folder of Object.values(place)) fs.mkdirSync(folder, { mode: 0o700 });
  fs.writeFileSync(path.join(place.home, 'settings.json'), JSON.stringify(settings));
  const baseUrl = upstream.codex('work');
  const signIn = { email: 'sam@example.org', plan: 'pro', accountId: 'acc-work', baseUrl };
  await writeCodexSignIn(path.join(place.userHome, 'codex'), signIn);
  return place;
}

export function socketOf({ home }: CommandPlace): string {
  return path.join(home, 'api.sock');
}

/** Looks again until there is something; rejects after 20 s. */
export async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (let turn = 0; turn < 400; turn += 1) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It did not come within 20 s.');
}

interface FreshAccount {
  readonly id: string;
  readonly state: string;
  readonly windows: readonly { readonly usedPercent: number }[];
}

/** The account once its usage was read. */
export async function freshAccount(place: CommandPlace): Promise<FreshAccount> {
  return until(async () => {
    const { body } = await ask(socketOf(place), 'GET', '/v1/snapshot');
    const [account] = (body as { readonly accounts: readonly FreshAccount[] }).accounts;
    return account?.state === 'fresh' ? account : null;
  });
}
