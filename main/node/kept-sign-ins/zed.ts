import { withTimeout } from '../async.ts';
import { asHeaderSafeText } from '../credentials/header-text.ts';
import { connectSessionBus, type SessionBus } from '../desktop/session-bus.ts';
import { isRunning, itemLabels, openSession, readSecret, searchItems } from '../secrets/secret-service-calls.ts';
import type { KeptReading, ReadKept } from './kept-sign-in.ts';

/** How Zed names its item. The attribute `username` is the id of the user, and the secret is the token. */
const itemLabel = 'zed-github-account';
const itemUrl = 'https://zed.dev';
const longestToken = 16 * 1024;
const answerMs = 5_000;

const nothing: KeptReading = { kind: 'nothing' };
const locked: KeptReading = { kind: 'problem', problem: 'keyring-locked' };

/**
 * Reads the sign-in of the Zed editor from the Secret Service of a Linux desktop. On other systems it finds nothing: their
 * keychains would ask the user at each look.
 */
export const readZed: ReadKept = async ({ platform }) => ({
  place: `Keyring: ${itemUrl}`,
  reading: platform === 'linux' ? await readZedKeyring(() => connectSessionBus()) : nothing,
});

/** Reads Zed's item. It neither starts nor unlocks the keyring, so the desktop never asks for a password. Never throws. */
export async function readZedKeyring(connect: () => Promise<SessionBus | null>): Promise<KeptReading> {
  const bus = await connect().catch(() => null);
  if (bus === null) return locked;
  try {
    return await withTimeout(readOn(bus), answerMs, locked).catch(() => locked);
  } finally {
    bus.close();
  }
}

async function readOn(bus: SessionBus): Promise<KeptReading> {
  if (!(await isRunning(bus))) return locked;
  const found = await searchItems(bus, { url: itemUrl });
  for (const item of found.unlocked) {
    const { label, attributes } = await itemLabels(bus, item);
    if (label !== itemLabel) continue;
    return parseZedSignIn(attributes['username'], await readSecret(bus, item, await openSession(bus)));
  }
  return found.locked.length > 0 ? locked : nothing;
}

/** Parses Zed's item. Its service wants the id of the user before the token. */
export function parseZedSignIn(user: unknown, secret: string): KeptReading {
  const [owner, token] = [asHeaderSafeText(user), secret.length > longestToken ? null : asHeaderSafeText(secret)];
  if (owner === null || token === null) return { kind: 'problem', problem: 'malformed' };
  const signIn = { token: `${owner} ${token}`, expiresAtMs: null, isRenewable: false, owner, user: null };
  return { kind: 'signed-in', signIn };
}
