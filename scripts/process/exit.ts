/** The exit codes of our commands, as the command line documents them (sysexits.h). */
export const exitCodes = { done: 0, failed: 1, badArguments: 64, unavailable: 69, ourFault: 70 } as const;

/** Ends a script with one sentence for the person and an exit code, without a stack trace. */
export class ExitError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, sentence: string) {
    super(sentence);
    this.name = 'ExitError';
    this.exitCode = exitCode;
  }
}

/**
 * Runs the body of a script and makes the number it answers with the exit code.
 * An `ExitError` is said in one line; anything else is a fault of ours and keeps its stack.
 */
export async function runScript(body: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (error instanceof ExitError) {
      say(error.message);
      process.exitCode = error.exitCode;
      return;
    }
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exitCodes.ourFault;
  }
}

/**
 * Tells the person at the terminal one thing. It goes to stderr, so that stdout stays
 * the data of whatever is run; line breaks are folded, because one thing is one line.
 */
export function say(sentence: string): void {
  process.stderr.write(`${sentence.replaceAll(/\s*\n\s*/g, ' ').trim()}\n`);
}
