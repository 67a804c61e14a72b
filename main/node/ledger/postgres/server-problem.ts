import type { UnavailableReason } from '../../../../core/ledger/store.ts';

/** Why the server failed. Contains nothing of the connection URL and no text of the server. */
export interface ServerProblem {
  readonly reason: UnavailableReason;
  /** What happened and what a person can do. */
  readonly sentence: string;
  /** True when an immediate retry can succeed: the connection broke, or the statement lost to another one. */
  readonly canAskAgain: boolean;
}

const sentences = {
  unreachable: 'The ledger server cannot be reached. Check that it runs and that the address is right.',
  tls: 'The ledger server offers no TLS that the connection URL accepts. Check its certificate or the sslmode in the URL.',
  denied: 'The ledger server refuses the sign-in. Check user, password, database and rights in the connection URL.',
  busy: 'The ledger server did not answer in time. Try again in a moment.',
  full: 'The disk of the ledger server is full.',
  'read-only': 'The ledger server takes no changes. Give the address of the primary one.',
  damaged: 'The ledger server reports damaged data.',
  'newer-version': 'The ledger on the server was made by a later version of this app. Update the app.',
  'not-loaded': 'The library for PostgreSQL could not be loaded.',
  url: 'The connection URL of the ledger is not a PostgreSQL URL. It begins with postgres:// or postgresql://.',
  other: 'The ledger server reported a fault.',
} as const;

const byState: readonly (readonly [RegExp, keyof typeof sentences])[] = [
  [/^(28|3D000|3F000|42501)/, 'denied'],
  [/^(57P0|08)/, 'unreachable'],
  [/^(57014|55P03|53300|40)/, 'busy'],
  [/^53100/, 'full'],
  [/^25006/, 'read-only'],
  [/^XX00[12]/, 'damaged'],
];

const passing = /^(ECONNRESET|EPIPE|57P01|57P02|40001|40P01)$/;
const tls = /SSL connection|certificate|CERT|^ERR_(TLS|SSL)/;
const network = /^(ECONN|ENOENT|ENOTFOUND|EAI_|EHOST|ENET|EACCES|ETIMEDOUT|EPIPE|EADDRNOTAVAIL)/;

/** Returns the problem behind an error of the library, by its codes. Never passes on texts of the server. */
export function serverProblem(error: unknown): ServerProblem {
  const code = textOf(error, 'code');
  const message = textOf(error, 'message');
  const isBroken = /^(Connection terminated unexpectedly|Client has encountered)/.test(message);
  return { ...problemFor(code, message), canAskAgain: isBroken || passing.test(code) };
}

/** Returns a problem with its sentence. */
export function plainProblem(kind: keyof typeof sentences): ServerProblem {
  const reason = kind === 'tls' ? 'unreachable' : kind === 'url' ? 'other' : kind;
  return { reason, sentence: sentences[kind], canAskAgain: false };
}

function problemFor(code: string, message: string): ServerProblem {
  const state = /^[0-9A-Z]{5}$/.test(code) ? byState.find(([form]) => form.test(code)) : undefined;
  if (state !== undefined) return plainProblem(state[1]);
  // The pool's message for a caller that waited too long for a connection.
  if (message === 'timeout exceeded when trying to connect') return plainProblem('busy');
  if (tls.test(code) || tls.test(message)) return plainProblem('tls');
  if (network.test(code) || /timeout|terminated|not queryable/.test(message)) return plainProblem('unreachable');
  // The library's own error during sign-in: no password, but the server wants one.
  return plainProblem(message.startsWith('SASL') ? 'denied' : 'other');
}

function textOf(error: unknown, name: 'code' | 'message'): string {
  const value = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : '';
}
