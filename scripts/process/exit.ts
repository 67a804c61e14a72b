/** The exit codes of the scripts, from sysexits.h, as in the command line. */
export const exitCodes = { done: 0, failed: 1, badArguments: 64, unavailable: 69, ourFault: 70 } as const;

/** Ends a script with a sentence for the user and an exit code, without a stack trace. */
export class ExitError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, sentence: string) {
    super(sentence);
    this.name = 'ExitError';
    this.exitCode = exitCode;
  }
}

/**
 * Runs the body of a script. The number that it returns becomes the exit code. An `ExitError` prints one line; any other
 * error is a bug and prints its stack.
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
 * Prints a message as one line on stderr, so that stdout holds only the data of the command. Line breaks become spaces.
 */
export function say(sentence: string): void {
  process.stderr.write(`${sentence.replaceAll(/\s*\n\s*/g, ' ').trim()}\n`);
}
