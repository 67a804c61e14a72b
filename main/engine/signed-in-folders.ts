import type { Finding, SignedInFolder } from '../../core/ports.ts';

/** The folders in which an account was found, for the sources that follow them. */
export function signedInFolders(findings: readonly Finding[]): readonly SignedInFolder[] {
  return findings.flatMap(({ provider, outcome }) =>
    outcome.kind === 'account' && outcome.folder !== null
      ? [{ provider, accountId: outcome.account.id, folder: outcome.folder }]
      : [],
  );
}
