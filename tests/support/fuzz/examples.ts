/** An answer of `codex app-server` to `account/rateLimits/read`. */
export const appServerAnswer = {
  accountId: 'account-example',
  ordinaryUsageAllowed: true,
  rateLimits: {
    limitId: 'codex',
    limitName: null,
    primary: { usedPercent: 37, windowDurationMins: 300, resetsAt: 1_795_309_620 },
    secondary: { usedPercent: 61, windowDurationMins: 10_080, resetsAt: 1_795_565_600 },
    credits: { hasCredits: true, unlimited: false, balance: '318.20' },
    individualLimit: { limit: '100', used: '12.5', remainingPercent: 87, resetsAt: 1_795_565_600 },
    planType: 'pro',
    rateLimitReachedType: null,
  },
  rateLimitsByLimitId: {
    codex: { limitId: 'codex', primary: { usedPercent: 37, windowDurationMins: 300, resetsAt: 1_795_309_620 } },
    codex_other: { limitId: 'codex_other', limitName: 'Other', primary: { usedPercent: 5, windowDurationMins: 300 } },
  },
  rateLimitResetCredits: {
    availableCount: 1,
    credits: [{ id: 'c-1', status: 'available', expiresAt: '2026-12-01T00:00:00Z', title: 'Reset' }],
  },
};

/** The `rate_limits` object of a Codex session log. */
export const loggedLimits = {
  limit_id: 'codex',
  limit_name: null,
  primary: { used_percent: 12.5, window_minutes: 300, resets_at: 1_795_309_620 },
  secondary: { used_percent: 61, window_minutes: 10_080, resets_in_seconds: 3600 },
  credits: { has_credits: true, unlimited: false, balance: '318.20' },
  individual_limit: { limit: '100', used: '12.5', remaining_percent: 87, resets_at: 1_795_565_600 },
  plan_type: 'pro',
  rate_limit_reached_type: null,
};

/** The events about limits of `claude -p --output-format stream-json`. */
export const claudeEvents: readonly unknown[] = [
  {
    status: 'allowed_warning',
    resetsAt: 1_795_309_620,
    rateLimitType: 'five_hour',
    utilization: 0.91,
    isUsingOverage: false,
    overageStatus: 'rejected',
    overageDisabledReason: 'org_level_disabled',
    unifiedWindows: {
      five_hour: { status: 'allowed', utilization: 0.91, resetsAt: 1_795_309_620 },
      seven_day: { status: 'rejected', utilization: 1.02, resetsAt: 1_795_565_600 },
    },
  },
  { status: 'rejected', rateLimitType: 'seven_day_opus', resetsAt: 1_795_565_600, rateLimitGraceActive: true },
];

/** A state file of Claude Code with its cached grant. */
export const claudeState = {
  oauthAccount: {
    accountUuid: 'u-1',
    organizationUuid: 'o-1',
    organizationName: 'Example',
    emailAddress: 'a@b.example',
  },
  overageCreditGrantCache: {
    'o-1': {
      info: { available: true, eligible: true, granted: false, amount_minor_units: 3500, currency: 'usd' },
      timestamp: 1_795_305_000_000,
    },
  },
  cachedUsageUtilization: {
    accountUuid: 'u-1',
    organizationUuid: 'o-1',
    fetchedAtMs: 1_795_305_000_000,
    utilization: { five_hour: { utilization: 17, resets_at: '2026-11-22T03:00:00Z' } },
  },
  unusedLimitResetStatusCache: {
    accountUuid: 'u-1',
    organizationUuid: 'o-1',
    holdsUnusedReset: true,
    checkedAt: 1_795_305_000_000,
    validUntil: 1_795_391_400_000,
  },
};

/** The JSON that Claude Code gives its status line command. */
export const statusLine = {
  model: { id: 'claude-opus', display_name: 'Opus' },
  transcript_path: 'relative.jsonl',
  rate_limits: {
    five_hour: { used_percentage: 23.5, resets_at: 1_795_309_620 },
    seven_day: { used_percentage: 41, resets_at: 1_795_565_600 },
  },
};

/** Response headers of model calls. */
export const knownHeaders: readonly unknown[] = [
  {
    'x-codex-primary-used-percent': '12.5',
    'x-codex-primary-window-minutes': '300',
    'x-codex-primary-reset-at': '1795309620',
    'x-codex-secondary-used-percent': '61',
    'x-codex-secondary-window-minutes': '10080',
    'x-codex-credits-has-credits': 'true',
    'x-codex-credits-unlimited': 'false',
    'x-codex-credits-balance': '318.20',
    'x-codex-bengalfox-primary-used-percent': '3',
    'x-codex-bengalfox-limit-name': 'Bengal',
    'x-codex-plan-type': 'pro',
  },
  {
    'anthropic-ratelimit-unified-status': 'allowed_warning',
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    'anthropic-ratelimit-unified-reset': '1795309620',
    'anthropic-ratelimit-unified-5h-utilization': '0.91',
    'anthropic-ratelimit-unified-5h-reset': '1795309620',
    'anthropic-ratelimit-unified-5h-status': 'allowed_warning',
    'anthropic-ratelimit-unified-7d-utilization': '0.41',
    'anthropic-ratelimit-unified-7d-reset': '1795565600',
    'anthropic-ratelimit-unified-overage-status': 'rejected',
    'anthropic-ratelimit-unified-overage-disabled-reason': 'org_level_disabled',
    'anthropic-ratelimit-unified-fallback-percentage': '0.5',
    'anthropic-ratelimit-unified-upgrade-paths': 'upgrade_plan',
  },
  {
    'x-ratelimit-limit-requests': '100',
    'x-ratelimit-remaining-requests': '37',
    'x-ratelimit-reset-requests': '1m30s',
    'retry-after': '30',
  },
];

/** The list of banked resets. */
export const resetList = {
  available_count: 2,
  credits: [
    { id: 'c-1', status: 'available', expires_at: '2026-12-01T00:00:00Z', title: 'Reset' },
    { id: 'c-2', status: 'redeemed', expires_at: '2026-12-02T00:00:00Z' },
    { id: 'c-3', expires_at: null },
  ],
};

/** An answer about the usage of single days. */
export const dailyUsage = {
  data: [
    {
      date: '2026-11-20',
      totals: {
        users: 1,
        credits: '12.5',
        turns: 12,
        threads: 3,
        uncached_text_input_tokens: 1000,
        cached_text_input_tokens: 50,
        text_output_tokens: 20,
        text_total_tokens: 1070,
      },
      clients: [{ client_id: 'cli', credits: 10, turns: 8, threads: 2 }],
      models: [{ model: 'example-1', credits: 12.5, turns: 12, threads: 3 }],
    },
    { date: '2026-11-21', totals: { credits: 0, turns: 0, threads: 0 }, clients: [], models: [] },
  ],
};

/** The id of an install. */
export const exampleUuid = '3f2b8c1e-5a4d-4e6f-8a7b-9c0d1e2f3a4b';

/** The claims in a token of Codex. */
export const identity = {
  email: 'a@b.example',
  exp: 1_795_309_620,
  'https://api.openai.com/auth': { chatgpt_account_id: 'acc', chatgpt_user_id: 'user', chatgpt_plan_type: 'pro' },
  'https://api.openai.com/profile': { email: 'a@b.example' },
};

/** Settings that a user may have. */
export const exampleSettings = {
  refreshMinutes: 7,
  alertAtPercent: [50, 90],
  accountLabels: { 'codex:1': 'Work' },
  quietHours: { monday: { from: '22:00', to: '07:00' } },
  hooks: [{ event: 'exhausted', command: '/bin/true', arguments: ['x'] }],
  ownRate: { currency: 'EUR', perUsd: '0.92', date: '2026-11-20' },
  ledgerUrl: 'postgres://user@host.example/db',
  windowWarmups: [
    { id: 'a', accountId: 'claude:1', days: [1, 2], time: '06:30', graceMinutes: 30, enabled: true, sinceMs: 5 },
  ],
  refreshSlots: [{ days: [1, 7], time: '06:30' }],
  codexFolders: ['/a'],
};

/** Command lines that a user may type. */
export const commandLines: readonly string[] = [
  'status --json',
  'status --account work',
  'accounts list',
  'accounts add deepseek --label work --base-url https://h.example',
  'accounts remove deepseek:1',
  `ledger plan --install ${exampleUuid} --tier free`,
  `ledger commit --install ${exampleUuid} --reservation ${exampleUuid} --job j-1`,
  'ledger import credits.json --dry-run',
  'slot --account codex:1 -- claude -p hello',
  'history export --format csv',
  'daily-usage --account codex:1 --days 7',
  'guard --min-left 10 --window weekly',
  'completion bash',
  'serve --port 0',
  'doctor',
  'help ledger plan',
  '--version',
];

/** What alerts remember of an account. */
export const exampleMemory = {
  windows: {
    session: {
      usedPercent: 81,
      peakPercent: 90,
      resetsAtMs: 1_795_309_620_000,
      exhausted: false,
      runsOut: true,
      rearmedBy: null,
    },
  },
  balance: '3.5',
  signedOut: false,
  blocked: { code: 'spend-cap', figure: 'spend', untilMs: 1_795_309_620_000 },
};

const exampleWindow = { id: 'session', label: '5 hours', name: null, resetsAt: '2026-11-22T03:00:00.000Z' };

/** Stored notifications, one of each kind. */
export const exampleNotifications: readonly unknown[] = [
  { kind: 'exhausted', window: exampleWindow },
  { kind: 'exhausted', block: { code: 'spend-cap', figure: 'spend', until: null } },
  { kind: 'threshold', window: exampleWindow, percent: 80, usedPercent: 81.5 },
  { kind: 'will-run-out', window: exampleWindow, exhaustsAt: '2026-11-22T02:00:00.000Z' },
  { kind: 'window-back', window: exampleWindow, usedPercent: 1, early: true },
  { kind: 'window-back', block: { code: 'unknown', until: '2026-11-22T02:00:00.000Z' } },
  { kind: 'credits-low', balance: '3.5' },
  { kind: 'reset-credit-expiring', expiresAtMs: 1_795_309_620_000 },
  { kind: 'sign-in-needed' },
  { kind: 'grant-offered', grant: { amountMinorUnits: 3500, currency: 'USD' } },
];

/** What the Codex tool answers to the question for the tokens of each day. */
export const tokenUsage = {
  dailyUsageBuckets: [
    { startDate: '2026-11-20', tokens: 12_345 },
    { startDate: '2026-11-21', tokens: 0 },
  ],
};

/** What the Codex tool answers to the question for one thread. */
export const threadUsage = {
  threadUsage: {
    threadId: exampleUuid,
    estimatedUsageCreditsMicros: 1_250_000,
    estimatedUsageUsdMicros: '50000',
    nativeUsageUsdMicros: null,
    groups: [
      {
        model: 'example-1',
        reasoningEffort: 'high',
        speed: 'fast',
        estimatedUsageCreditsMicros: 1_250_000,
        inputTokens: 10,
        cachedInputTokens: 4,
        newInputTokens: 6,
        outputTokens: 2,
        totalTokens: 12,
      },
    ],
  },
};
