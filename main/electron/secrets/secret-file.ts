import * as v from 'valibot';
import { readJsonFile, writeJsonFile } from '../../node/storage/json-file.ts';
import { setAside } from '../../node/storage/set-aside.ts';

const maximumFileBytes = 1024 * 1024;

/**
 * `sealed`: encrypted by the system. `open`: base64 only, for a person who agreed to that; the
 * coding keeps a secret from being seen in passing, and protects nothing.
 */
const keptSecretSchema = v.strictObject({ form: v.picklist(['sealed', 'open']), base64: v.string() });
const fileSchema = v.strictObject({ version: v.literal(1), secrets: v.record(v.string(), keptSecretSchema) });

export type KeptSecret = Readonly<v.InferOutput<typeof keptSecretSchema>>;
export type KeptSecrets = Readonly<Record<string, KeptSecret>>;

/** All kept secrets by name; null when the file is there but cannot be read now. */
export function readSecrets(file: string): KeptSecrets | null {
  const found = readJsonFile(file, maximumFileBytes);
  if (found.kind === 'missing') return {};
  if (found.kind === 'unreadable') return found.reason === 'corrupt' ? {} : null;
  const parsed = v.safeParse(fileSchema, found.value);
  return parsed.success ? parsed.output.secrets : {};
}

/** Replaces the file whole (0600). One that could not be understood is set aside first, never written over. */
export function writeSecrets(file: string, secrets: KeptSecrets, nowMs: number): boolean {
  const found = readJsonFile(file, maximumFileBytes);
  const isCorrupt = found.kind === 'unreadable' && found.reason === 'corrupt';
  const isForeign = found.kind === 'value' && !v.is(fileSchema, found.value);
  if ((isCorrupt || isForeign) && setAside(file, nowMs).kind !== 'moved') return false;
  return writeJsonFile(file, { version: 1, secrets }).ok;
}
