import * as v from 'valibot';
import { readJsonFile, writeJsonFile } from '../storage/json-file.ts';
import { withBriefLock } from '../storage/process-lock.ts';
import { setAside } from '../storage/set-aside.ts';

const maximumFileBytes = 1024 * 1024;

/**
 * `sealed`: encrypted by the system. `open`: base64 only, for a person who agreed to that; the
 * coding keeps a secret from being seen in passing, and protects nothing.
 */
const keptSecretSchema = v.strictObject({ form: v.picklist(['sealed', 'open']), base64: v.string() });
const fileSchema = v.strictObject({ version: v.literal(1), secrets: v.record(v.string(), keptSecretSchema) });

export type KeptSecret = Readonly<v.InferOutput<typeof keptSecretSchema>>;
type KeptSecrets = Readonly<Record<string, KeptSecret>>;

/** Secrets by name in one file (0600). */
export interface SecretFile {
  /** `unreadable`: the file is there but cannot be read now. */
  readonly get: (name: string) => KeptSecret | 'missing' | 'unreadable';
  /** Null takes it out. False: the file could not be changed. */
  readonly put: (name: string, secret: KeptSecret | null) => boolean;
}

/** Each change reads the file anew under its lock, because other processes write it too. Never throws. */
export function createSecretFile(file: string, nowMs: () => number): SecretFile {
  return Object.freeze({
    get: (name) => {
      const secrets = readSecrets(file);
      if (secrets === null) return 'unreadable';
      return (Object.hasOwn(secrets, name) ? secrets[name] : undefined) ?? 'missing';
    },
    put: (name, secret) =>
      withBriefLock(`${file}.lock`, () => {
        const secrets = readSecrets(file);
        if (secrets === null) return false;
        if (secret === null && !Object.hasOwn(secrets, name)) return true;
        const others = Object.entries(secrets).filter(([other]) => other !== name);
        const next = Object.fromEntries(secret === null ? others : [...others, [name, secret]]);
        return writeSecrets(file, next, nowMs());
      }),
  } satisfies SecretFile);
}

/** All kept secrets by name; null when the file is there but cannot be read now. */
function readSecrets(file: string): KeptSecrets | null {
  const found = readJsonFile(file, maximumFileBytes);
  if (found.kind === 'missing') return {};
  if (found.kind === 'unreadable') return found.reason === 'corrupt' ? {} : null;
  const parsed = v.safeParse(fileSchema, found.value);
  return parsed.success ? parsed.output.secrets : {};
}

/** Replaces the file whole (0600). One that could not be understood is set aside first, never written over. */
function writeSecrets(file: string, secrets: KeptSecrets, nowMs: number): boolean {
  const found = readJsonFile(file, maximumFileBytes);
  const isCorrupt = found.kind === 'unreadable' && found.reason === 'corrupt';
  const isForeign = found.kind === 'value' && !v.is(fileSchema, found.value);
  if ((isCorrupt || isForeign) && setAside(file, nowMs).kind !== 'moved') return false;
  return writeJsonFile(file, { version: 1, secrets }).ok;
}
