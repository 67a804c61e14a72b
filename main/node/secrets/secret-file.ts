import * as v from 'valibot';
import type { VaultWriting } from '../../../core/ports.ts';
import type { ReportStorageProblem, Saving } from '../../../core/settings/storage-problem.ts';
import { boundedRecord, boundedText, longestId } from '../../../core/units/bounds.ts';
import { type BackedUpFile, createRecoverer, recoverUnderLock, type Recovery, writeBackup } from '../storage/backup.ts';
import { isOfLaterVersion, readJsonFile, type UnreadableReason, writeJsonFile } from '../storage/json-file.ts';
import { lockOf, savingOf, withLock } from '../storage/process-lock.ts';
import { dedupeReports } from '../storage/problems.ts';

const maximumFileBytes = 1024 * 1024;

/**
 * `sealed`: encrypted by the system. `open`: base64 only, for a user who agreed to unprotected keys. The base64
 * hides the key from a glance at the screen and protects nothing else.
 */
const keptSecretSchema = v.strictObject({ form: v.picklist(['sealed', 'open']), base64: boundedText(64 * 1024) });
const fileSchema = v.strictObject({
  version: v.literal(1),
  secrets: boundedRecord(boundedText(longestId), keptSecretSchema, 10_000),
});

export type KeptSecret = Readonly<v.InferOutput<typeof keptSecretSchema>>;
type KeptSecrets = Readonly<Record<string, KeptSecret>>;

/** Why the key file cannot be used: it is damaged or not readable, or a later version wrote it. */
export type KeyFileProblem = 'key-file-unreadable' | 'key-file-newer';

/** A file (0600) that holds secrets by name. */
export interface SecretFile {
  readonly get: (name: string) => KeptSecret | 'missing' | KeyFileProblem;
  /** Stores a secret, or removes it when it is null. */
  readonly put: (name: string, secret: KeptSecret | null) => Promise<Saving>;
}

export interface SecretFileOptions {
  readonly file: string;
  readonly report: ReportStorageProblem;
  readonly nowMs?: () => number;
  /** How long a change waits for the lock. */
  readonly waitMs?: number;
}

/**
 * Opens the file of secrets. Each change reads the file again under its lock, because other processes write it
 * too. A damaged file is replaced by its backup. Without a backup it stays as it is, because nothing else
 * holds its keys. Both are reported. Never throws.
 */
export function createSecretFile(options: SecretFileOptions): SecretFile {
  const { file } = options;
  const report = dedupeReports(options.report);
  const copied: BackedUpFile = {
    ...{ file, maximumBytes: maximumFileBytes, nowMs: options.nowMs ?? Date.now },
    keepWithoutBackup: true,
    isGood: (value) => secretsIn(value) !== null,
  };

  function secretsNow(repair: () => Recovery): KeptSecrets | KeyFileProblem {
    const found = readJsonFile(file, maximumFileBytes);
    if (found.kind === 'missing') return {};
    if (found.kind === 'value' && isOfLaterVersion(found.value, 1)) {
      report({ kind: 'newer-version', what: 'secrets', file });
      return 'key-file-newer';
    }
    const secrets = found.kind === 'value' ? secretsIn(found.value) : null;
    if (secrets !== null) return secrets;
    const cause = found.kind === 'unreadable' ? found.reason : 'corrupt';
    if (cause !== 'corrupt') return unreadable(cause);
    const recovery = repair();
    return secretsAfter(recovery) ?? (recovery.kind === 'busy' ? 'key-file-unreadable' : unreadable(cause));
  }

  /** Returns the secrets after a recovery; null when there are none that can be used. */
  function secretsAfter(recovery: Recovery): KeptSecrets | null {
    if (recovery.kind === 'restored') {
      const { takenFrom, copyOfMs, movedTo } = recovery;
      report({ kind: 'restored', what: 'secrets', takenFrom, copyOfMs, movedTo });
    }
    return recovery.kind === 'set-aside' ? null : secretsIn(recovery.value);
  }

  function unreadable(cause: UnreadableReason): KeyFileProblem {
    report({ kind: 'not-read', what: 'secrets', cause });
    return 'key-file-unreadable';
  }

  const recoverNow = createRecoverer(copied, (recovery) => {
    if (recovery.kind === 'busy' || secretsAfter(recovery) === null) unreadable('corrupt');
  });

  function change(name: string, secret: KeptSecret | null): Saving {
    const secrets = secretsNow(() => recoverUnderLock(copied));
    if (secrets === 'key-file-newer') return { ok: false, cause: 'newer-version' };
    if (typeof secrets === 'string') return { ok: false, cause: 'unreadable' };
    if (secret === null && !Object.hasOwn(secrets, name)) return { ok: true };
    const others = Object.entries(secrets).filter(([other]) => other !== name);
    const next = Object.fromEntries(secret === null ? others : [...others, [name, secret]]);
    const content = { version: 1, secrets: next };
    const saving = writeJsonFile(file, content);
    // A deleted key must not stay in the backup.
    return saving.ok ? writeBackup(copied, content) : saving;
  }

  return Object.freeze({
    get: (name) => {
      const secrets = secretsNow(recoverNow);
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

/** Returns null for a value that this file cannot hold. */
function secretsIn(value: unknown): KeptSecrets | null {
  const parsed = v.safeParse(fileSchema, value);
  return parsed.success ? parsed.output.secrets : null;
}

/** Returns the refusal for a key that the file did not store, as the user sees it. */
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
