import type { FolderGate } from '../../main/node/storage/folder-gate.ts';

/** The gate of a state folder that this version may write to, and that no other version touches. */
export const openGate: FolderGate = {
  isSealed: () => false,
  stamp: () => undefined,
  lead: () => undefined,
  claim: () => false,
  follow: () => () => undefined,
};
