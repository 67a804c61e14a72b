import { statedValue } from '../usage/fact.ts';
import type { WindowReading } from '../usage/observation.ts';
import { asName, asRecord, type JsonRecord, listOf } from '../units/json.ts';
import type { Account } from './account.ts';
import { ignoreHeaders, parseResult, parseShare } from './parse.ts';
import type { AnsweredRequest, ParseResult, Provider, QuestionSpec } from './provider.ts';
import { questionRequest } from './request.ts';
import { parseQuotaWindow } from './windows.ts';

/** Gemini Code Assist, with the sign-in of Gemini CLI. The service first names the project whose quota it states. */
export const geminiProvider: Provider = {
  id: 'gemini',
  displayName: 'Gemini Code Assist',
  tile: 'Ge',
  shows: ['limits'],
  pages: { status: 'https://status.cloud.google.com/' },
  signInCommand: null,
  keptBy: { program: 'Gemini CLI', baseUrl: 'https://cloudcode-pa.googleapis.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: planQuestion,
      furtherRequest: (account, answers) => (answers.length === 1 ? quotaQuestion(account, answers[0]) : null),
      parse: parseQuota,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The metadata name no program: this app is none of those that the service lists. */
function planQuestion(account: Account): QuestionSpec {
  const metadata = { ideType: 'IDE_UNSPECIFIED', platform: 'PLATFORM_UNSPECIFIED', pluginType: 'GEMINI' };
  return questionRequest(account, '/v1internal:loadCodeAssist', { metadata });
}

function quotaQuestion(account: Account, plan: unknown): QuestionSpec {
  const stated = asRecord(plan)?.['cloudaicompanionProject'];
  const project = asName(stated) ?? asName(asRecord(stated)?.['id']);
  return questionRequest(account, '/v1internal:retrieveUserQuota', project === null ? {} : { project });
}

/** Parses `retrieveUserQuota`, and the plan of the answer before it. Never throws. */
export function parseQuota(body: unknown, asOfMs: number, { earlier = [] }: AnsweredRequest): ParseResult {
  const buckets = listOf(asRecord(body)?.['buckets']);
  const plan = planOf(asRecord(earlier[0]));
  const named = plan === null ? {} : { plan: statedValue(plan) };
  if (buckets === null) return parseResult(body, asOfMs, {}, ['buckets']);
  const read = buckets.items.map(({ key, value }) => ({ key, window: parseBucket(value, asOfMs) }));
  const items = leastLeft(read.flatMap(({ window }) => window ?? []));
  const unrecognized = read.flatMap(({ key, window }) => (window === null ? [`buckets[${key}]`] : []));
  const complete = unrecognized.length === 0 && buckets.isWhole;
  return parseResult(body, asOfMs, { ...named, windows: { complete, items } }, unrecognized);
}

function planOf(answer: JsonRecord | null): string | null {
  const tiers = [answer?.['paidTier'], answer?.['currentTier']].map(asRecord);
  return tiers.map((tier) => asName(tier?.['name'])).find((name) => name !== null) ?? null;
}

/** The limit of one model. A share that is left out is unknown, and not used up. */
function parseBucket(value: unknown, asOfMs: number): WindowReading | null {
  const bucket = asRecord(value);
  const model = asName(bucket?.['modelId']);
  const left = parseShare(bucket?.['remainingFraction'] ?? null);
  if (bucket === null || model === null || left === undefined || (left !== null && (left < 0 || left > 100)))
    return null;
  const usedPercent = left === null ? null : Math.round((100 - left) * 1e6) / 1e6;
  const shape = { name: model, scope: 'own' as const, durationSeconds: null };
  return parseQuotaWindow({ id: model, shape, usedPercent, resetsAt: bucket['resetTime'] }, asOfMs);
}

/** Of several limits of one model, the one with the least left binds. */
function leastLeft(windows: readonly WindowReading[]): readonly WindowReading[] {
  const byModel = new Map<string, WindowReading>();
  for (const window of windows) {
    const known = byModel.get(window.id);
    if (known === undefined || usedOf(window) > usedOf(known)) byModel.set(window.id, window);
  }
  return [...byModel.values()];
}

function usedOf({ usedPercent }: WindowReading): number {
  return usedPercent?.is === 'value' ? usedPercent.value : -1;
}
