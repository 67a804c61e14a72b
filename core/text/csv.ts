/**
 * Marks the places where a spreadsheet would begin to read a formula: the start of a field, and what follows a
 * semicolon, which separates fields in many regions. The wide forms of the signs count, as OWASP says.
 */
const formulaStart = /(^|;)(?=[=+\-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\t\r\n'])/gu;

/**
 * Returns a field of a CSV file (RFC 4180). A text that a spreadsheet would read as a formula gets a `'` before it. A text
 * that has a `'` there gets a second one, so that removing one `'` always restores the text.
 */
export function csvField(text: string): string {
  const plain = text.replaceAll(formulaStart, "$1'");
  return /[",;\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
