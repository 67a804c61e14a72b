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
  const hidden = withoutPersonal(personal);
  const checks = report.checks.map(({ id, name, state, text }) => ({
    ...{ id: hidden(id), name: hidden(name), state, text: hidden(text) },
  }));
  return `${JSON.stringify({ ...report, checks }, null, 2)}\n`;
}

/** Returns a function that replaces all personal words of a text at once, so that no replacement is replaced again. */
function withoutPersonal({ homeFolder, accounts }: Personal): (text: string) => string {
  const shown = new Map(homeFolder.length > 1 ? [[homeFolder, '~']] : []);
  for (const [index, { id, names }] of accounts.entries()) {
    for (const name of [...names, id]) {
      if (name !== null && name.length >= shortestName && !shown.has(name)) shown.set(name, `account ${index + 1}`);
    }
  }
  // A long name first, because a short one may be a part of it.
  const words = [...shown.keys()].toSorted((one, other) => other.length - one.length).map(escaped);
  const personal = words.length === 0 ? null : new RegExp(words.join('|'), 'gu');
  return (text) => {
    const named = personal === null ? text : text.replaceAll(personal, (word) => shown.get(word) ?? word);
    return named.replaceAll(email, '[e-mail]');
  };
}

/** Returns a text as a part of a regular expression. */
function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
