import { asRecord, type JsonRecord, parseJson } from '../../../core/units/json.ts';
import { type FilePolicy, readForeignJson, tokenFilePolicy } from '../credentials/credential-file.ts';
import { type DiscoveryEnvironment, displayPath } from '../credentials/folders.ts';
import type { KeptReading, KeptSighting } from './kept-sign-in.ts';

const policy: FilePolicy = { ...tokenFilePolicy, mayFolderProtect: true };

/** Reads a sign-in from the JSON file in which a program keeps it. Never throws. */
export async function readKeptJson(
  surroundings: DiscoveryEnvironment,
  path: string,
  parse: (file: JsonRecord) => KeptReading,
): Promise<KeptSighting> {
  const place = displayPath(surroundings, path);
  const read = await readForeignJson(path, policy, surroundings.platform);
  if (read.kind === 'missing') return { place, reading: { kind: 'nothing' } };
  if (read.kind === 'problem') return { place, reading: read };
  const file = asRecord(parseJson(read.text));
  return { place, reading: file === null ? { kind: 'problem', problem: 'malformed' } : parse(file) };
}
