/** A word that the shell takes as it is. On Windows the shell may be one of three, so only what all take. */
export function quoteWord(word: string, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') {
    // A forward slash opens the same file, and no shell takes it for an escape.
    const path = word.replaceAll('\\', '/');
    return /["$`%!]/.test(path) ? null : `"${path}"`;
  }
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

const plain = /^[^\s'"\\;&|<>()$`*?#~!{}[\]]+/;

/**
 * The words of a simple command with plain quoting; null for anything that only a shell can tell, such as
 * a pipe or a variable.
 */
export function splitWords(command: string): readonly string[] | null {
  const words: string[] = [];
  let rest = command.trim();
  while (rest !== '') {
    let word = '';
    while (rest !== '' && !/^\s/.test(rest)) {
      const part = quotedPart(rest) ?? plain.exec(rest)?.[0];
      if (part === undefined) return null;
      word += unquoted(part);
      rest = rest.slice(part.length);
    }
    words.push(word);
    rest = rest.trimStart();
  }
  return words;
}

function quotedPart(text: string): string | undefined {
  return (/^'[^']*'/.exec(text) ?? /^"[^"\\$`]*"/.exec(text) ?? /^\\[^\n]/.exec(text))?.[0];
}

function unquoted(part: string): string {
  if (part.startsWith('\\')) return part.slice(1);
  return part.startsWith("'") || part.startsWith('"') ? part.slice(1, -1) : part;
}
