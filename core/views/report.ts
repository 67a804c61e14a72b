import type { DoctorReport } from './doctor.ts';

/** What the report must not name. */
export interface Personal {
  /** The user's home folder, absolute. */
  readonly homeFolder: string;
  /** The names of each account: its label, e-mail address, workspace and group; and its id. */
  readonly accounts: readonly { readonly id: string; readonly names: readonly (string | null)[] }[];
}

/** Shorter names could be part of other words. */
const shortestName = 3;
const email = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;

/**
 * Returns the report as a text that the user can show to others: the accounts are numbered, the home folder is `~`, and
 * e-mail addresses are gone. It never held a secret.
 */
export function reportText(report: DoctorReport, personal: Personal): string {
  const hidden = (text: string): string => withoutPersonal(text, personal);
  const checks = report.checks.map(({ id, name, state, text }) => ({
    ...{ id: hidden(id), name: hidden(name), state, text: hidden(text) },
  }));
  return `${JSON.stringify({ ...report, checks }, null, 2)}\n`;
}

function withoutPersonal(text: string, { homeFolder, accounts }: Personal): string {
  const replacements = accounts.flatMap(({ id, names }, index) => {
    const number = `account ${index + 1}`;
    return [...names, id].flatMap((name) =>
      name === null || name.length < shortestName ? [] : [[name, number] as const],
    );
  });
  // A long name first, because a short one may be a part of it.
  const byLength = replacements.toSorted(([one], [other]) => other.length - one.length);
  const folders = homeFolder.length > 1 ? [[homeFolder, '~'] as const] : [];
  return [...folders, ...byLength]
    .reduce((current, [from, to]) => current.replaceAll(from, to), text)
    .replaceAll(email, '[e-mail]');
}
