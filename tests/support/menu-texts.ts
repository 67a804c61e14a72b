import type { MenuRow } from '../../core/views/menu-row.ts';

/** The texts of all rows of a menu, those of submenus after the row that opens them. A separator is `-`. */
export function menuTexts(rows: readonly MenuRow[]): readonly string[] {
  return rows.flatMap((row) => {
    if (row.kind === 'separator') return ['-'];
    return row.kind === 'submenu' ? [row.text, ...menuTexts(row.rows)] : [row.text];
  });
}

/** How often a menu says a sentence. A long sentence takes several rows, so blanks do not count. */
export function timesSaid(rows: readonly MenuRow[], sentence: string): number {
  const plain = (text: string): string => text.replaceAll(/\s/g, '');
  return plain(menuTexts(rows).join('')).split(plain(sentence)).length - 1;
}

/** The rows of the submenu that belongs to the account, whatever submenu it is in. Empty: the account is not named. */
export function accountMenu(rows: readonly MenuRow[], accountId: string): readonly MenuRow[] {
  for (const row of rows) {
    if (row.kind !== 'submenu') continue;
    const isOfAccount = row.rows.some(
      (each) => each.kind === 'action' && each.command.do === 'refresh-account' && each.command.accountId === accountId,
    );
    const found = isOfAccount ? row.rows : accountMenu(row.rows, accountId);
    if (found.length > 0) return found;
  }
  return [];
}
