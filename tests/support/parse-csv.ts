/** The fields of CSV by RFC 4180, each record a list; the reader that our writer is held against. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = /"((?:[^"]|"")*)"/y;
    const plain = /[^,\r\n"]*/y;
    quoted.lastIndex = at;
    plain.lastIndex = at;
    const match = quoted.exec(text) ?? plain.exec(text);
    record.push(match?.[1]?.replaceAll('""', '"') ?? match?.[0] ?? '');
    at += match?.[0].length ?? 0;
    if (text.startsWith('\r\n', at)) {
      records.push(record);
      record = [];
      at += 2;
    } else if (text[at] === ',') {
      at += 1;
    } else {
      throw new Error(`No field ends at ${at}.`);
    }
  }
  return records;
}
