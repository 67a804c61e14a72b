/** Exit codes of the command line (interfaces.md). */
export const exitCode = { done: 0, badArguments: 64, unavailable: 69, fault: 70, waitOver: 75 } as const;

/** What was asked for goes to stdout, and nothing else does. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Messages go to stderr. */
export function tell(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** One JSON document, or the text for people. */
export function printAs(json: boolean, value: unknown, text: () => string): void {
  print(json ? JSON.stringify(value, null, 2) : text());
}
