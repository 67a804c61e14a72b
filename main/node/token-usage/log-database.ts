import { readForeignDatabase } from '../kept-sign-ins/foreign-database.ts';
import type { SqlRow } from '../storage/sqlite.ts';

/**
 * Returns the rows of another program's database that a reader wants, from a position on. Throws an error with a code if the
 * database cannot be read. Writes nothing, and leaves no file beside it.
 */
export async function rowsAfter(file: string, query: string, position: number): Promise<readonly SqlRow[]> {
  const reading = await readForeignDatabase(file, process.platform, (run) => run(query, String(position)), {
    isSecret: false,
  });
  if (reading.kind === 'value') return reading.value;
  if (reading.kind === 'missing') return [];
  throw Object.assign(new Error('The database of a tool cannot be read.'), { code: `database ${reading.problem}` });
}
