import fs from 'node:fs';

/** For `spawn`; left out where the process is an ordinary user already. */
export interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Who runs the server: it refuses to run as root, so root hands it to the package's own user, else to
 * nobody. Whoever else runs the tests runs it too.
 */
export function unprivilegedIdentity(): Identity {
  if (process.getuid?.() !== 0) return {};
  const users = new Map(
    fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name ?? '', { uid: Number(uid), gid: Number(gid) }]),
  );
  return users.get('postgres') ?? users.get('nobody') ?? {};
}
