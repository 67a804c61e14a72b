import { parseJson } from '../../../core/units/json.ts';
import type { CredentialProblem } from '../../../core/polling/failure.ts';
import { type FilePolicy, type NotRead, readUntilWhole, withForeignFile } from './credential-file.ts';

/** Some members of the outermost object of a JSON file. */
export type MembersReading =
  | {
      readonly kind: 'members';
      /** The decoded values by key; missing keys are left out. */
      readonly members: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly problem: CredentialProblem };

/** Claude Code's state file has reached hundreds of MB. A larger file than this is not read to its end. */
const statePolicy: FilePolicy = { maximumBytes: 2 * 1024 * 1024 * 1024, isSecret: false };
const chunkBytes = 256 * 1024;

/**
 * Reads a few members of a JSON file of any size and holds only these members in memory. It stops after the
 * last of them, so a half-written rest does not matter. A file that is half-written before them is read again
 * after short pauses. Never throws.
 */
export function readJsonMembers(
  path: string,
  keys: readonly string[],
  platform: NodeJS.Platform,
): Promise<MembersReading> {
  return readUntilWhole(
    () => scanFile(path, keys, platform),
    (reading) => reading.kind === 'problem' && reading.problem === 'malformed',
  );
}

async function scanFile(path: string, keys: readonly string[], platform: NodeJS.Platform): Promise<MembersReading> {
  return withForeignFile(path, statePolicy, platform, async (handle, bytes): Promise<MembersReading | NotRead> => {
    const scan = createMemberScan(keys);
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, bytes + 1));
    for (let total = 0; total <= statePolicy.maximumBytes;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
      const state = bytesRead === 0 ? scan.end() : scan.feed(chunk.subarray(0, bytesRead));
      if (state === 'torn') return { kind: 'problem', problem: 'malformed' };
      if (state === 'done') return { kind: 'members', members: scan.members() };
      total += bytesRead;
    }
    return { kind: 'problem', problem: 'too-large' };
  });
}

export interface MemberScan {
  /** Takes the next piece. `more`: needs another piece; `done`: all found; `torn`: this is no complete JSON object. */
  readonly feed: (piece: Uint8Array) => ScanState;
  /** Ends the text. */
  readonly end: () => Exclude<ScanState, 'more'>;
  readonly members: () => Readonly<Record<string, unknown>>;
}

export type ScanState = 'more' | 'done' | 'torn';

const longestKeyBytes = 256;
const largestMemberBytes = 1024 * 1024;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBrace = 0x7b;
const openBracket = 0x5b;
const closeBrace = 0x7d;
const closeBracket = 0x5d;
const byteOrderMark = [0xef, 0xbb, 0xbf] as const;

/**
 * Creates a scan for members of the outermost object in a JSON text that comes in pieces. It follows strings
 * and nesting only, so it ignores an equal key inside a string or a deeper object.
 */
export function createMemberScan(keys: readonly string[]): MemberScan {
  const found: Record<string, unknown> = {};
  let depth = 0;
  let position = 0;
  let isInString = false;
  let isEscaped = false;
  let isKeyNext = false;
  let isOver = false;
  let isTorn = false;
  /** The bytes of the present key or wanted value so far; null outside of both. */
  let taken: number[] | null = null;
  let wanted: string | null = null;

  function endKey(): void {
    const key = parseJson(Buffer.from(taken ?? []).toString('utf8'));
    taken = null;
    isKeyNext = false;
    if (typeof key !== 'string' || !keys.includes(key)) return;
    wanted = key;
    taken = [];
  }

  function endMember(): void {
    if (wanted !== null) {
      const text = Buffer.from(taken ?? [])
        .toString('utf8')
        .replace(/^\s*:/, '');
      found[wanted] = parseJson(text) ?? null;
    }
    taken = null;
    wanted = null;
    isKeyNext = true;
  }

  function take(byte: number): void {
    if (taken === null) return;
    if (taken.length >= (wanted === null ? longestKeyBytes : largestMemberBytes)) taken = null;
    else taken.push(byte);
  }

  function inString(byte: number): void {
    take(byte);
    if (isEscaped) isEscaped = false;
    else if (byte === backslash) isEscaped = true;
    else if (byte === quote) {
      isInString = false;
      if (depth === 1 && isKeyNext) endKey();
    }
  }

  function outside(byte: number): void {
    if (depth === 0) {
      if (byte === openBrace) {
        depth = 1;
        isKeyNext = true;
      } else if (!isBlank(byte) && byte !== byteOrderMark[position]) isTorn = true;
      return;
    }
    if (byte === quote) {
      isInString = true;
      if (depth === 1 && isKeyNext) taken = [];
    } else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 1) {
        endMember();
        isOver = true;
        return;
      }
      depth -= 1;
    } else if (byte === comma && depth === 1) return endMember();
    else if (byte === 0) isTorn = true;
    take(byte);
  }

  /** Skips bytes that belong to no key and no wanted value, which is nearly all of a large file. Returns where they end. */
  function skip(piece: Uint8Array, from: number): number {
    let at = from;
    let level = depth;
    let inside = isInString;
    let escaped = isEscaped;
    for (; at < piece.length; at += 1) {
      const byte = piece[at];
      if (inside) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inside = false;
      } else if (byte === quote) inside = true;
      else if (byte === openBrace || byte === openBracket) level += 1;
      else if (byte === closeBrace || byte === closeBracket) {
        if (level === 1) break;
        level -= 1;
      } else if ((byte === comma && level === 1) || byte === 0) break;
    }
    depth = level;
    isInString = inside;
    isEscaped = escaped;
    position += at - from;
    return at;
  }

  return {
    feed: (piece) => {
      for (let at = 0; at < piece.length; at += 1) {
        if (depth > 0 && taken === null && !isKeyNext) at = skip(piece, at);
        const byte = piece[at];
        if (byte === undefined) break;
        if (isInString) inString(byte);
        else outside(byte);
        position += 1;
        if (isTorn) return 'torn';
        if (isOver || (isKeyNext && Object.keys(found).length === keys.length)) return 'done';
      }
      return 'more';
    },
    end: () => (isOver ? 'done' : 'torn'),
    members: () => found,
  };
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
