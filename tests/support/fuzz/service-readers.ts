import '../all-providers.ts';

import { parseDailyUsage } from '../../../core/daily-usage/answer.ts';
import { parseRelease } from '../../../core/updates/release.ts';
import { parseRateTable } from '../../../core/credits/exchange-rates.ts';
import { parseIncident } from '../../../core/incidents/incident.ts';
import { isRegionRefusal, judgeForbidden, retryAfterMs } from '../../../core/polling/failure.ts';
import { parseThreadUsage } from '../../../core/daily-usage/thread-usage.ts';
import { parseTokenUsage } from '../../../core/daily-usage/token-usage.ts';
import { parseClaudeStateFile } from '../../../core/providers/claude/state-file.ts';
import { parseClaudeProfile } from '../../../core/providers/claude/profile.ts';
import { parseClaudeStreamLine } from '../../../core/providers/claude/stream-event.ts';
import { parseClaudeToolLine } from '../../../core/providers/claude/tool-answer.ts';
import {
  appServerAccountId,
  parseAppServerError,
  parseAppServerLimits,
  parseAppServerWorkspace,
} from '../../../core/providers/codex/app-server.ts';
import { parseConsumeAnswer, parseToolConsumeAnswer } from '../../../core/providers/codex/reset-credits.ts';
import { parseCodexEvent, parseLogLine, parseLoggedRateLimits } from '../../../core/providers/codex/session-log.ts';
import { parseConcurrentSessions } from '../../../core/providers/openai-compatible.ts';
import { isRecord } from '../../../core/units/json.ts';
import { fixtureTimeMs } from '../provider-fixtures.ts';
import {
  appServerAnswer,
  claudeEvents,
  claudeState,
  dailyUsage,
  exampleUuid,
  loggedLimits,
  threadUsage,
  tokenUsage,
} from './examples.ts';
import { claudeBodies, codexBodies, providerReaders } from './provider-readers.ts';
import { type FuzzReader, fromNote, fromObservation, fromValue, nothing } from './reader.ts';
import { bodiesNamed, bodiesOf } from './seeds.ts';

const nowMs = fixtureTimeMs;
const requestId = 'usage-1';

/** Every reader of a service's answers and of the tools' output. New endpoints and providers appear by themselves. */
export const serviceReaders: readonly FuzzReader[] = [
  ...providerReaders,
  {
    name: 'answer of codex app-server',
    form: 'json',
    seeds: [appServerAnswer, [appServerAnswer, { rateLimits: { primary: { usedPercent: 7 } } }], ...codexBodies()],
    read: (input) => {
      const [answer, ...updates] = Array.isArray(input) ? (input as readonly unknown[]) : [input];
      return {
        ...fromObservation(parseAppServerLimits(answer, nowMs, updates)),
        kept: { id: appServerAccountId(answer) },
      };
    },
    mayKeep: ['id'],
  },
  {
    name: 'error of codex app-server',
    form: 'text',
    seeds: codexBodies().map(
      (body) => `failed: Decode error for https://h.example/usage: body=${JSON.stringify(body)}`,
    ),
    read: (input) => fromObservation(parseAppServerError(String(input), nowMs)),
  },
  {
    name: 'line of a Codex session log',
    form: 'text',
    seeds: [...bodiesNamed(/codex/), loggedLimits].map((each) =>
      logLine(isRecord(each) ? (each['rate_limits'] ?? each) : each),
    ),
    read: (input) => fromObservation(parseLogLine(String(input), nowMs)),
  },
  {
    name: 'rate limits of a Codex session log',
    form: 'json',
    seeds: [loggedLimits, ...codexBodies()],
    read: (input) => fromObservation(parseLoggedRateLimits(input, nowMs, 'log')),
  },
  {
    name: 'event of Codex',
    form: 'json',
    seeds: [{ type: 'codex.rate_limits', rate_limits: loggedLimits }, ...bodiesNamed(/codex-ws-event/)],
    read: (input) => fromObservation(parseCodexEvent(input, nowMs, 'headers')),
  },
  {
    name: 'answer of Claude Code',
    form: 'text',
    seeds: claudeBodies().map((limits) =>
      JSON.stringify({
        type: 'control_response',
        response: {
          subtype: 'success',
          request_id: requestId,
          response: { subscription_type: 'max', rate_limits_available: true, rate_limits: limits },
        },
      }),
    ),
    read: (input) => {
      const answer = parseClaudeToolLine(String(input), requestId, nowMs);
      return answer?.kind === 'figures' ? fromObservation(answer.observation) : fromNote(answer);
    },
  },
  {
    name: 'event of Claude Code',
    form: 'text',
    seeds: claudeEvents.map((info) => JSON.stringify({ type: 'rate_limit_event', rate_limit_info: info })),
    read: (input) => fromObservation(parseClaudeStreamLine(String(input), nowMs)),
  },
  {
    name: 'state file of Claude Code',
    form: 'json',
    seeds: [
      claudeState,
      ...bodiesNamed(/claude-json/),
      ...claudeBodies().map((utilization) => ({
        ...claudeState,
        cachedUsageUtilization: { ...claudeState.cachedUsageUtilization, utilization },
      })),
    ],
    read: (input) =>
      fromObservation(parseClaudeStateFile(input, nowMs - 1000, nowMs).map(({ observation }) => observation)),
  },
  {
    name: 'workspace in an answer of codex app-server',
    form: 'json',
    seeds: [{ account: { type: 'chatgpt', workspaceName: 'Example' } }, { account: { workspaceName: null } }],
    read: (input) =>
      fromObservation({ source: 'app-server', asOfMs: nowMs, oddPaths: [], ...parseAppServerWorkspace(input) }),
  },
  {
    name: 'profile of Claude',
    form: 'json',
    seeds: [{ account: { uuid: 'u-1', email: 'a@b.example' }, organization: { uuid: 'o-1', name: 'Example' } }],
    read: (input) => fromValue(parseClaudeProfile(input)),
    mayKeep: ['accountUuid', 'organizationUuid', 'organizationName', 'email'],
  },
  {
    name: 'answer to a redemption',
    form: 'json',
    seeds: [{ code: 'reset' }, { code: 'no_credit', message: 'None left' }, { outcome: 'reset' }],
    read: (input) => fromValue([parseConsumeAnswer(input), parseToolConsumeAnswer(input)]),
  },
  {
    name: 'sessions of a key',
    form: 'json',
    seeds: bodiesOf('openai-compatible', 'usage'),
    read: (input) => fromValue(parseConcurrentSessions(input)),
  },
  {
    name: 'daily usage',
    form: 'json',
    seeds: [dailyUsage],
    read: (input) => {
      const answer = parseDailyUsage(input, nowMs);
      return { ...nothing, noted: answer.ok ? answer.oddPaths : answer.paths, kept: answer.ok ? answer.days : null };
    },
    mayKeep: ['name', 'id', 'label'],
  },
  {
    name: 'tokens of single days',
    form: 'json',
    seeds: [tokenUsage],
    read: (input) => {
      const answer = parseTokenUsage(input, nowMs);
      return { ...nothing, noted: answer.ok ? answer.oddPaths : answer.paths, kept: answer.ok ? answer.days : null };
    },
  },
  {
    name: 'usage of a thread',
    form: 'json',
    seeds: [threadUsage],
    read: (input) => fromValue(parseThreadUsage(input, exampleUuid, nowMs)),
    mayKeep: ['model', 'reasoningEffort', 'speed'],
  },
  {
    name: 'refusal with its wait',
    form: 'json',
    seeds: [
      {
        header: '120',
        body: { error: { type: 'usage_limit_reached', resets_in_seconds: 60, resets_at: 1_795_309_620 } },
      },
      { header: 'Sun, 22 Nov 2026 00:10:00 GMT', body: { error: { message: 'Not available in your country' } } },
    ],
    read: (input) => {
      const given = isRecord(input) ? input : {};
      const header = typeof given['header'] === 'string' ? given['header'] : null;
      const waitMs = retryAfterMs(header, given['body'], nowMs);
      return fromNote({
        ...{ waitMs, failure: judgeForbidden(403, given['body']) },
        isRegion: isRegionRefusal(given['body']),
      });
    },
  },
  {
    name: 'status page',
    form: 'json',
    seeds: [{ status: { indicator: 'major', description: 'Down' }, incidents: [{ name: 'Errors', status: 'open' }] }],
    read: (input) => fromValue(parseIncident(input)),
    mayKeep: ['title'],
  },
  {
    name: 'table of exchange rates',
    form: 'json',
    seeds: [{ amount: 1, base: 'USD', date: '2026-11-20', rates: { EUR: 0.92, JPY: '151.2', KWD: 0.31 } }],
    read: (input) => fromValue(parseRateTable(input, 'rates.example')),
  },
  {
    name: 'latest version of the app',
    form: 'json',
    seeds: [{ tag_name: 'v1.2.3', draft: false, prerelease: false, name: 'Quota Tray 1.2.3' }],
    read: (input) => fromValue(parseRelease(input)),
    mayKeep: ['version'],
  },
];

function logLine(rateLimits: unknown): string {
  return JSON.stringify({
    timestamp: '2026-11-22T00:01:00Z',
    type: 'event_msg',
    payload: { type: 'token_count', info: null, rate_limits: rateLimits },
  });
}
