const escape = '\u001B';

/**
 * The output of an earlier command with our line behind its first one, because some versions of the tool
 * show only the first. Colours that it left on end there.
 */
export function together(earlier: string, ours: string): string {
  const [first = '', ...rest] = earlier.replace(/\s+$/, '').split(/\r?\n/);
  if (first === '' && rest.length === 0) return ours;
  const plain = first.includes(escape) ? `${first}${escape}[0m` : first;
  return [first === '' ? ours : `${plain} · ${ours}`, ...rest].join('\n');
}
