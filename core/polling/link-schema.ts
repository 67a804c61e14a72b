import * as v from 'valibot';
import { boundedList, boundedText } from '../units/bounds.ts';
import type { Failure } from './failure.ts';
import type { EndpointState, SettledLink } from './endpoint.ts';

const finite = v.pipe(v.number(), v.finite());
const shortText = boundedText(1000);

/** A stored failure, as the union in failure.ts has it. */
export const failureSchema: v.GenericSchema<unknown, Failure> = v.variant('kind', [
  v.object({
    kind: v.literal('credential'),
    problem: v.picklist([
      'missing',
      'unreadable',
      'symbolic-link',
      'too-large',
      'open-to-others',
      'malformed',
      'api-key-only',
      'missing-scope',
      'unidentified',
      'identity-unreadable',
      'identity-malformed',
      'identity-too-large',
      'bad-base-url',
      'key-file-unreadable',
      'key-file-newer',
    ]),
  }),
  v.object({ kind: v.literal('credential-expired'), expiredAtMs: finite }),
  v.object({ kind: v.literal('unauthorised'), status: finite }),
  v.object({ kind: v.literal('limited'), retryAfterMs: v.nullable(finite) }),
  v.object({ kind: v.literal('server'), status: finite, retryAfterMs: v.exactOptional(finite) }),
  v.object({ kind: v.literal('forbidden'), status: finite, by: v.picklist(['region', 'edge', 'service']) }),
  v.object({ kind: v.literal('unexpected-status'), status: finite }),
  v.object({
    kind: v.literal('network'),
    cause: v.picklist(['dns', 'refused', 'reset', 'tls', 'proxy', 'proxy-unsupported', 'other']),
  }),
  v.object({ kind: v.literal('timeout') }),
  v.object({ kind: v.literal('redirect-refused') }),
  v.object({ kind: v.literal('too-large') }),
  v.object({ kind: v.literal('not-json') }),
  v.object({ kind: v.literal('schema'), paths: boundedList(shortText, 1000) }),
  v.object({ kind: v.literal('no-plan') }),
  v.object({ kind: v.literal('nothing-shown') }),
  v.object({ kind: v.literal('secret-repeated') }),
]);

const waitTimes = { attempt: finite, untilMs: finite, serviceUntilMs: v.exactOptional(finite) };

const waitOptions = [
  v.object({ kind: v.literal('retrying'), ...waitTimes, failure: failureSchema }),
  v.object({ kind: v.literal('limited'), ...waitTimes }),
] as const;

const refused = { kind: v.literal('needs-sign-in'), failure: failureSchema, fingerprint: v.nullable(shortText) };

const settledOptions = [
  v.object({ kind: v.literal('idle') }),
  ...waitOptions,
  v.object({ ...refused, held: v.exactOptional(v.variant('kind', [...waitOptions, v.object(refused)])) }),
] as const;

const settledLinkSchema: v.GenericSchema<unknown, SettledLink> = v.variant('kind', settledOptions);

/** A stored endpoint: its link, its age, its next turn (S4-8). */
export const endpointStateSchema: v.GenericSchema<unknown, EndpointState> = v.object({
  link: v.variant('kind', [
    ...settledOptions,
    v.object({ kind: v.literal('fetching'), sequence: finite, startedAtMs: finite, before: settledLinkSchema }),
  ]),
  fetchedAtMs: v.nullable(finite),
  askedAtMs: v.exactOptional(finite),
  nextDueAtMs: finite,
  sequence: finite,
  unchangedAnswers: v.exactOptional(finite),
});
