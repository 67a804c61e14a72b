import * as v from 'valibot';
import type { VaultWriting } from '../../../core/ports.ts';
import type { ReportStorageProblem, Saving } from '../../../core/settings/storage-problem.ts';
import { isOfLaterVersion, readJsonFile, writeJsonFile } from '../storage/json-file.ts';
import { lockOf, savingOf, withLock } from '../storage/process-lock.ts';
import { reportOnce } from '../storage/report-once.ts';

const maximumFileBytes = 1024 * 1024;

/**
 * `sealed`: encrypted by the system. `open`: base64 only, for a person who agreed to that; the
 * coding keeps a secret from being seen in passing, and protects nothing.
 */
const keptSecretSchema = v.strictObject({ form: v.picklist(['sealed', 'open']), base64: v.string() });
const fileSchema = v.strictObject({ version: v.literal(1), secrets: v.record(v.string(), keptSecretSchema) });

export type KeptSecret = Readonly<v.InferOutput<typeof keptSecretSchema>>;
type KeptSecrets = Readonly<Record<string, KeptSecret>>;

/** Why nothing is known of a file of keys that is there: it is damaged or may not be read, or a later version wrote it. */
export type KeyFileProblem = 'key-file-unreadable' | 'key-file-newer';

/** Secrets by name in one file (0600). */
export interface SecretFile {
  readonly get: (name: string) => KeptSecret | 'missing' | KeyFileProblem;
  /** Null takes it out. */
  readonly put: (name: string, secret: KeptSecret | null) => Promise<Saving>;
}

export interface SecretFileOptions {
  readonly file: string;
  readonly report: ReportStorageProblem;
  /** How long a change waits for another process. */
  readonly waitMs?: number;
}

/**
 * Each change reads the file anew under its lock, because other processes write it too. A file that cannot
 * be understood is reported and left as it is: its keys are nowhere else. Never throws.
 */
export function createSecretFile(options: SecretFileOptions): SecretFile {
  const { file } = options;
  const report = reportOnce(options.report);

  function secretsNow(): KeptSecrets | KeyFileProblem {
    const found = readJsonFile(file, maximumFileBytes);
    if (found.kind === 'missing') return {};
    if (found.kind === 'value' && isOfLaterVersion(found.value, 1)) {
      report({ kind: 'newer-version', what: 'secrets', file });
      return 'key-file-newer';
    }
    const parsed = found.kind === 'value' ? v.safeParse(fileSchema, found.value) : null;
    if (parsed?.success === true) return parsed.output.secrets;
    report({ kind: 'not-read', what: 'secrets', cause: found.kind === 'unreadable' ? found.reason : 'corrupt' });
    return 'key-file-unreadable';
  }

  function change(name: string, secret: KeptSecret | null): Saving {
    const secrets = secretsNow();
    if (secrets === 'key-file-newer') return { ok: false, cause: 'newer-version' };
    if (typeof secrets === 'string') return { ok: false, cause: 'unreadable' };
    if (secret === null && !Object.hasOwn(secrets, name)) return { ok: true };
    const others = Object.entries(secrets).filter(([other]) => other !== name);
    const next = Object.fromEntries(secret === null ? others : [...others, [name, secret]]);
    return writeJsonFile(file, { version: 1, secrets: next });
  }

  return Object.freeze({
    get: (name) => {
      const secrets = secretsNow();
      if (typeof secrets === 'string') return secrets;
      return (Object.hasOwn(secrets, name) ? secrets[name] : undefined) ?? 'missing';
    },
    put: async (name, secret) => {
      const wait = options.waitMs === undefined ? {} : { waitMs: options.waitMs };
      const saving = savingOf(await withLock(lockOf(file), () => change(name, secret), wait));
      if (!saving.ok && saving.cause !== 'unreadable' && saving.cause !== 'newer-version') {
        report({ kind: 'not-saved', what: 'secrets', cause: saving.cause });
      }
      return saving;
    },
  } satisfies SecretFile);
}

/** What the user hears of a key that the file did not take. */
export function refusalOf(saving: Extract<Saving, { ok: false }>): Exclude<VaultWriting, { kind: 'kept' }> {
  switch (saving.cause) {
    case 'unreadable':
      return { kind: 'refused', because: 'key-file-unreadable' };
    case 'newer-version':
      return { kind: 'refused', because: 'key-file-newer' };
    case 'busy':
      return { kind: 'refused', because: 'busy' };
    default:
      return { kind: 'failed' };
  }
}
