const time = '2026-11-20T10:00:00.000Z';
const seconds = Date.parse(time) / 1000;

/** A message of a chat of Gemini CLI. Its total contains what the cache gave once. */
export const geminiMessage = {
  ...{ id: 'm-1', timestamp: time, type: 'gemini', content: 'PROMPT', model: 'gemini-3-pro-preview' },
  tokens: { input: 1000, output: 50, cached: 600, thoughts: 20, tool: 5, total: 1075 },
};

/** A chat of Gemini CLI as a document. */
export const geminiChat = {
  sessionId: 's-1',
  messages: [{ id: 'm-0', timestamp: time, type: 'user', content: 'PROMPT' }, geminiMessage],
};

/** A row of a chat of Qwen Code. */
export const qwenAnswer = {
  ...{ uuid: 'u-1', sessionId: 's-1', timestamp: time, type: 'assistant', cwd: '/code/app', model: 'qwen3-coder-plus' },
  message: { parts: [{ text: 'PROMPT' }] },
  usageMetadata: {
    ...{ promptTokenCount: 1000, candidatesTokenCount: 50, thoughtsTokenCount: 20 },
    ...{ cachedContentTokenCount: 600, totalTokenCount: 1050 },
  },
};

/** A row of an older session of Kimi. */
export const kimiStatus = {
  timestamp: seconds,
  message: {
    type: 'StatusUpdate',
    payload: {
      message_id: 'm-1',
      token_usage: { input_other: 100, output: 50, input_cache_creation: 30, input_cache_read: 20 },
    },
  },
};

/** A row of a newer session of Kimi. */
export const kimiTurn = {
  ...{ type: 'usage.record', time: seconds * 1000, usageScope: 'turn', model: 'kimi-code/kimi-for-coding' },
  usage: { inputOther: 100, output: 50, inputCacheCreation: 30, inputCacheRead: 20 },
};

/** A row of a session of Grok: one turn with two models. */
export const grokTurn = {
  timestamp: seconds,
  params: {
    sessionId: 's-1',
    update: {
      sessionUpdate: 'turn_completed',
      usage: {
        ...{ inputTokens: 1000, outputTokens: 100, cachedReadTokens: 700, reasoningTokens: 30 },
        modelUsage: {
          'grok-4': {
            inputTokens: 800,
            outputTokens: 80,
            cachedReadTokens: 600,
            reasoningTokens: 20,
            costUsdTicks: 2e8,
          },
          'grok-4-mini': { inputTokens: 200, outputTokens: 20, cachedReadTokens: 100, reasoningTokens: 10 },
        },
      },
    },
    _meta: { eventId: 'e-1', agentTimestampMs: seconds * 1000 + 500 },
  },
};

/** The last row of a session of Copilot CLI. */
export const copilotEnd = {
  ...{ type: 'session.shutdown', id: 'e-1', timestamp: time },
  data: {
    modelMetrics: {
      'claude-sonnet-4.5': {
        requests: { count: 3 },
        usage: { inputTokens: 900, outputTokens: 90, cacheReadTokens: 500, cacheWriteTokens: 100, reasoningTokens: 10 },
      },
    },
  },
};

/** A thread of Amp with a ledger. */
export const ampThread = {
  id: 'T-1',
  messages: [
    { role: 'user', content: 'PROMPT', messageId: 1 },
    { role: 'assistant', messageId: 2, usage: { cacheCreationInputTokens: 30, cacheReadInputTokens: 20 } },
  ],
  usageLedger: {
    events: [
      { id: 'e-1', timestamp: time, model: 'claude-opus-4-5', toMessageId: 2, tokens: { input: 100, output: 50 } },
    ],
  },
};

/** A thread of Amp whose messages state everything. */
export const ampThreadWithoutLedger = {
  id: 'T-2',
  messages: [
    {
      role: 'assistant',
      usage: {
        ...{ model: 'claude-haiku-4-5', inputTokens: 10, outputTokens: 178, timestamp: time },
        ...{ cacheCreationInputTokens: 986, cacheReadInputTokens: 11_372, totalInputTokens: 12_368 },
      },
    },
  ],
};

/** A message of OpenCode, as a document or as a row. */
export const opencodeMessage = {
  ...{ id: 'msg_1', sessionID: 'ses_1', role: 'assistant', modelID: 'gpt-5.2', providerID: 'openai', cost: 0.5 },
  ...{ time: { created: seconds * 1000, completed: seconds * 1000 + 4000 }, path: { cwd: '/code/app', root: '/' } },
  tokens: { input: 100, output: 50, reasoning: 10, cache: { read: 20, write: 30 } },
};
