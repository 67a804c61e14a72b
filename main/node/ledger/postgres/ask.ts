import { plainProblem, type ServerProblem } from './server-problem.ts';
import type { LedgerServer, SqlRow, SqlValue } from './server.ts';

/** The answer that a row means; null: somebody came between, ask again. May throw on a row of another form. */
export type Judge<Answer> = (row: SqlRow | undefined) => Answer | null;

export interface Question<Answer> {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** Whose turn it is to be alone when others keep coming between; null: nobody's. */
  readonly installId: string | null;
  readonly judge: Judge<Answer>;
}

export type Asked<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly problem: ServerProblem };

const freeTries = 2;
/** More than there are connections that a restart of the server can have broken. */
const mostTries = 8;

/**
 * Asks until the statement was not disturbed. After some tries it is asked alone, so it ends. Asking
 * the same again is safe: every statement finds what an earlier try of it has done.
 */
export async function askServer<Answer>(
  server: LedgerServer,
  { sql, values, installId, judge }: Question<Answer>,
): Promise<Asked<Answer>> {
  let problem = plainProblem('busy');
  for (let tries = 0; tries < mostTries; tries += 1) {
    const outcome =
      tries < freeTries || installId === null
        ? await server.ask(sql, values)
        : await server.askAlone(installId, sql, values);
    if (outcome.kind === 'failed') {
      if (!outcome.problem.canAskAgain) return outcome;
      problem = outcome.problem;
      continue;
    }
    try {
      const answer = judge(outcome.rows[0]);
      if (answer !== null) return { kind: 'answered', answer };
    } catch {
      return { kind: 'failed', problem: plainProblem('damaged') };
    }
  }
  return { kind: 'failed', problem };
}
