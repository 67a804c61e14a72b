import { allDeclarations, type Command } from '../../main/commands/declarations.ts';
import { parseArguments } from '../../main/commands/program.ts';
import { englishReader } from '../bench/english-reader.ts';

type Outcome =
  | Command
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'bad'; readonly message: string };

const declarations = await allDeclarations();

/** What the command line makes of the arguments, with the words of the English catalogue. */
export function parseCommand(argv: readonly string[]): Outcome {
  const parsed = parseArguments(argv, declarations, englishReader().t);
  switch (parsed.kind) {
    case 'chosen':
      return parsed.command;
    case 'bad':
      return { kind: 'bad', message: parsed.message };
    default:
      return { kind: parsed.kind };
  }
}

/** The help that the arguments ask for. */
export function helpText(argv: readonly string[], columns: number | null = null): string {
  const parsed = parseArguments(argv, declarations, englishReader().t, columns);
  if (parsed.kind !== 'help') throw new Error(`No help was shown, but ${parsed.kind}.`);
  return parsed.text;
}
