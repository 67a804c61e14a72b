import { asRecord, collectUnrecognizedFields } from '../units/json.ts';
import { parseOpenCodeGo } from './gateways/opencode-go.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';

/** OpenCode Go, the subscription of OpenCode, with its key. */
export const openCodeGoProvider: Provider = {
  id: 'opencode-go',
  displayName: 'OpenCode Go',
  tile: 'OG',
  shows: ['limits'],
  pages: { usage: 'https://opencode.ai/auth' },
  signInCommand: null,
  key: { page: 'https://opencode.ai/auth', defaultBaseUrl: 'https://opencode.ai/zen/go' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v1/usage'),
      parse: parseUsage,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** Parses `GET /zen/go/v1/usage`: the windows of the subscription, counted for all devices. Never throws. */
export function parseUsage(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const unrecognized = collectUnrecognizedFields();
  const fields = record === null ? null : parseOpenCodeGo(record, asOfMs, unrecognized.report);
  if (fields === null) return parseResult(body, asOfMs, {}, ['usage']);
  const { windows } = fields;
  return parseResult(body, asOfMs, windows === undefined ? {} : { windows }, unrecognized.paths);
}
