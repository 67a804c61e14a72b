import { said } from '../../quota/fact.ts';
import type { Observation } from '../../quota/observation.ts';
import { readOverageSpendLimit } from './spend.ts';
import { readPrepaidCredits } from './read-prepaid.ts';
import { toReading } from './read-spend.ts';

/**
 * What a body says that another program got from the service and handed in: money paid in advance
 * (`prepaid/credits`) or the limit for extra usage (`overage_spend_limit`). The app cannot ask for these
 * itself, because they need a sign-in on the web (X.3). Null for every other body. Never throws.
 */
export function readClaudeAnswer(body: unknown, asOfMs: number): Observation | null {
  const limit = readOverageSpendLimit(body);
  const prepaid = limit === undefined ? readPrepaidCredits(body) : null;
  if (limit === undefined && prepaid === null) return null;
  return {
    source: 'headers',
    asOfMs,
    ...(limit === undefined ? {} : { spend: said(limit === null ? null : toReading(limit)) }),
    ...(prepaid === null ? {} : { prepaid: said(prepaid) }),
    oddPaths: [],
  };
}
