import { assertNever } from '../../../core/assert-never.ts';
import type { UsageDocument } from '../../../core/token-usage/document.ts';
import { usageTools } from '../../../core/token-usage/entry.ts';
import { type UsageParameters, weekDays } from '../../../core/token-usage/query.ts';
import { usageGroupings } from '../../../core/token-usage/report.ts';
import { json, problem, type Reply } from './reply.ts';
import type { Route } from './router.ts';

/** How far the first reading of the logs is. */
export interface ReadingProgress {
  readonly files: number;
  readonly ofFiles: number;
  readonly bytes: number;
  readonly ofBytes: number;
}

export type UsageAnswer =
  | { readonly kind: 'document'; readonly document: UsageDocument }
  | { readonly kind: 'reading'; readonly progress: ReadingProgress }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'bad'; readonly field: keyof UsageParameters };

/** Answers a query. It waits for the reading of the logs for some seconds at most. */
export type AnswerUsage = (parameters: UsageParameters) => Promise<UsageAnswer>;

const day = 'a day such as 20261101 or 2026-11-01';
const forms: Readonly<Record<keyof UsageParameters, string>> = {
  by: `one of ${usageGroupings.join(', ')}`,
  since: day,
  until: `${day}, and not before "since"`,
  timezone: 'the name of a time zone such as Europe/Berlin',
  tool: `one of ${usageTools.join(', ')}`,
  project: 'the path or the name of a folder',
  order: 'asc or desc',
  instances: 'true or false',
  weekStart: `one of ${weekDays.join(', ')}`,
};

/** Returns the route `GET /v1/usage`: tokens and their cost at list price. */
export function usageRoute(answer: AnswerUsage): Route {
  return {
    method: 'GET',
    path: '/v1/usage',
    answer: async ({ query }) => {
      const given = query();
      const names = [...given.keys()];
      const unknown = names.find((name) => !Object.hasOwn(forms, name));
      const twice = names.find((name, place) => names.indexOf(name) !== place);
      if (unknown !== undefined)
        return problem(400, `"${unknown}" is no part of a query. The documentation lists them.`);
      if (twice !== undefined) return problem(400, `"${twice}" is in the query twice.`);
      return replyOf(await answer(Object.fromEntries(given)));
    },
  };
}

function replyOf(answer: UsageAnswer): Reply {
  switch (answer.kind) {
    case 'document':
      return json(200, answer.document);
    case 'bad':
      return problem(400, `"${answer.field}" is not as expected: write ${forms[answer.field]}.`);
    case 'reading': {
      const detail = 'The logs are being read for the first time. Ask again in a second.';
      return problem(503, detail, { progress: answer.progress }, { 'Retry-After': '1' });
    }
    case 'unavailable':
      return problem(
        503,
        'The index of the logs cannot be read. "quota-tray doctor" shows problems of the data folder.',
      );
    default:
      return assertNever(answer);
  }
}
