import { readFile, writeFile } from 'node:fs/promises';

import * as v from 'valibot';

import { exitCodes, ExitError } from '../../scripts/process/exit.ts';
import type { Figure } from './figures.ts';

const amount = v.pipe(v.number(), v.finite());

const budgetSchema = v.variant('kind', [
  v.object({ kind: v.literal('ratio'), most: amount }),
  v.object({ kind: v.literal('above'), most: amount }),
  v.object({ kind: v.literal('either'), ratio: amount, above: amount }),
  v.object({ kind: v.literal('most'), most: amount }),
]);

const fileSchema = v.object({
  version: v.literal(1),
  figures: v.array(
    v.object({
      name: v.string(),
      unit: v.string(),
      baseline: v.nullable(amount),
      ours: amount,
      budget: v.nullable(budgetSchema),
      isExact: v.exactOptional(v.literal(true)),
      noise: v.exactOptional(amount),
    }),
  ),
});

/** Writes the figures of a run, for a later one to compare itself with. */
export async function writeFigures(file: string, figures: readonly Figure[]): Promise<void> {
  await writeFile(file, `${JSON.stringify({ version: 1, figures }, null, 2)}\n`);
}

/** Reads the figures of an earlier run. Null: there is no such file yet. Throws `ExitError` for any other content. */
export async function readFigures(file: string): Promise<readonly Figure[] | null> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (text === null) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text);
  if (!parsed.success) throw new ExitError(exitCodes.badArguments, `${file} holds no figures of the bench`);
  return parsed.output.figures;
}
