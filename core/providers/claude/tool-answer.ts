import type { Observation } from '../../usage/observation.ts';
import { asRecord, collectUnrecognizedFields, parseJson } from '../../units/json.ts';
import { readClaudeUsage } from './usage.ts';
import { withModelScoped } from './windows.ts';

/** The request that Claude Code answers with the usage of its account. It calls no model. */
export function usageControlRequest(requestId: string): object {
  // Without `skip_behaviors`, Claude Code would scan the transcripts of a week.
  return { type: 'control_request', request_id: requestId, request: { subtype: 'get_usage', skip_behaviors: true } };
}

/** What Claude Code answered to the request for usage. */
export type ClaudeToolAnswer =
  | {
      readonly kind: 'figures';
      readonly observation: Observation;
      /** False: the list of limits is missing, as in an older version, or where figures of an earlier time are repeated. */
      readonly listsLimits: boolean;
    }
  /** It has no figures: its service did not answer it, or it may not ask for them. Nothing is known from that. */
  | { readonly kind: 'no-figures' }
  /** Its account has no plan with limits. */
  | { readonly kind: 'no-limits' }
  /** It does not know the request, or its answer has another form. */
  | { readonly kind: 'not-understood' };

/**
 * Parses one line of Claude Code's output. Null where it is not the answer to this request. The figures are those of the
 * usage endpoint, which Claude Code passes through; older versions pass only the windows with their own keys. Never
 * throws.
 *
 * @param asOfMs When the request was sent, epoch ms.
 */
export function parseClaudeToolLine(line: string, requestId: string, asOfMs: number): ClaudeToolAnswer | null {
  const message = asRecord(parseJson(line));
  const response = asRecord(message?.['response']);
  if (message?.['type'] !== 'control_response' || response?.['request_id'] !== requestId) return null;
  if (response['subtype'] !== 'success') return { kind: 'not-understood' };
  return parseAnswer(response['response'], asOfMs);
}

function parseAnswer(value: unknown, asOfMs: number): ClaudeToolAnswer {
  const answer = asRecord(value);
  if (answer === null) return { kind: 'not-understood' };
  const limits = answer['rate_limits'];
  if (limits === null || limits === undefined) {
    return { kind: answer['rate_limits_available'] === false ? 'no-limits' : 'no-figures' };
  }
  const usage = readClaudeUsage(limits, asOfMs);
  const stated = usage.observation;
  const unrecognized = collectUnrecognizedFields();
  const items = withModelScoped(stated?.windows?.items ?? [], asRecord(limits)?.['model_scoped'], unrecognized.report);
  const hasWindows = stated?.windows !== undefined || items.length > 0;
  if (!usage.ok && items.length === 0) return { kind: 'not-understood' };
  // Without the list of limits, a window that is missing here may still exist.
  const listsLimits = Array.isArray(asRecord(limits)?.['limits']);
  const isWhole = stated?.windows?.complete === true && listsLimits;
  return {
    kind: 'figures',
    listsLimits,
    observation: {
      ...stated,
      source: 'tool',
      asOfMs,
      ...(hasWindows ? { windows: { complete: isWhole, items } } : {}),
      oddPaths: [...(stated?.oddPaths ?? []), ...unrecognized.paths],
    },
  };
}
