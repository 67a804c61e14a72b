import type { Snapshot } from '../../../core/snapshot/schema.ts';
import type { Reply } from './reply.ts';

/** The JSON of a list of accounts. A list that did not change is the same object, so its text is never old. */
const knownLists = new WeakMap<Snapshot['accounts'], Buffer>();

/** Returns the snapshot as JSON. The accounts are encoded again only if one of them changed since the last answer. */
export function snapshotReply({ accounts, ...rest }: Snapshot): Reply {
  const start = `${JSON.stringify(rest).slice(0, -1)},"accounts":`;
  return { kind: 'json-pieces', status: 200, start, rest: listJson(accounts) };
}

/** Returns the list and the end of the object around it. */
function listJson(accounts: Snapshot['accounts']): Buffer {
  const known = knownLists.get(accounts);
  if (known !== undefined) return known;
  const bytes = Buffer.from(`${JSON.stringify(accounts)}}`);
  knownLists.set(accounts, bytes);
  return bytes;
}
