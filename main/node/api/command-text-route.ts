import * as v from 'valibot';
import { boundedRecord, boundedText } from '../../../core/units/bounds.ts';
import { commandTextPath, type MakeCommandText } from './command-text.ts';
import { problem, text } from './reply.ts';
import { type Route, withBody } from './router.ts';

const longestValue = 4_096;

const wanted = v.variant('kind', [
  v.strictObject({
    kind: v.literal('status'),
    form: v.picklist(['text', 'compact', 'json']),
    columns: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
    hasColour: v.boolean(),
  }),
  v.strictObject({
    kind: v.literal('status-line'),
    model: v.nullable(boundedText(60)),
    rateLimits: v.optional(v.unknown()),
    spokeAtMs: v.number(),
  }),
]);

const commandTextBody = v.strictObject({
  version: boundedText(100),
  environment: boundedRecord(
    boundedText(100),
    boundedText(longestValue),
    20,
    'expected an object whose values are texts',
  ),
  homeFolder: boundedText(longestValue),
  wanted,
});

/**
 * Returns the route by which a command gets its text from the running app, which has everything loaded that the text
 * needs. Only the socket has it: it looks into the sign-in folder that the caller names.
 */
export function commandTextRoute(make: MakeCommandText): Route {
  return {
    method: 'POST',
    path: commandTextPath,
    answer: withBody(commandTextBody, async (request) => {
      const made = await make(request);
      if (made === null) return problem(409, 'The app cannot make this text for this terminal. The command makes it.');
      return text(200, 'text/plain; charset=utf-8', made);
    }),
  };
}
