import { createHmac } from 'node:crypto';

/**
 * Where the running app answers: the path of a Unix socket, or a pipe with the file of the key that proves who serves it.
 * A Unix socket shows its owner. The name of a pipe can be taken by any user of the computer.
 */
export type AppSocket = string | { readonly path: string; readonly keyFile: string };

/** Returns the path of the socket, or the name of the pipe. */
export function pathOf(socket: AppSocket): string {
  return typeof socket === 'string' ? socket : socket.path;
}

/** Returns true for the name of a Windows pipe. */
export function isPipe(path: string): boolean {
  return path.startsWith('\\\\');
}

/** The header in which a caller sends 32 random bytes in base64url. */
export const challengeHeader = 'quota-tray-challenge';
/** The header in which the app proves that it knows the key. */
export const proofHeader = 'quota-tray-proof';

const challengeForm = /^[A-Za-z0-9_-]{43}$/;

/**
 * Returns the proof that its maker knows the key; null: the challenge has another form. It reveals neither the key nor a
 * proof for another challenge.
 */
export function proofFor(key: string, challenge: string | readonly string[] | undefined): string | null {
  if (typeof challenge !== 'string' || !challengeForm.test(challenge)) return null;
  return createHmac('sha256', key).update(`quota-tray local interface\n${challenge}`).digest('base64url');
}
