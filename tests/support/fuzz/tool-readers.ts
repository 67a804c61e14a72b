import { parseClaudeStatusLine } from '../../../core/providers/claude/status-line.ts';

import { parseQuota } from '../../../core/providers/jetbrains.ts';
import { isEqual } from '../../../core/units/equality.ts';
import { asRecord, parseJson } from '../../../core/units/json.ts';
import { parseStatus } from '../../../main/node/claude/status.ts';
import { formatStatusLineCommand, parseStatusLineCommand } from '../../../main/node/claude/status-line-command.ts';
import {
  commandOf,
  differsOnlyInSetting,
  rawSetting,
  settingIn,
  settingsIn,
  withCommand,
  withNewSetting,
  withoutSetting,
  withRawSetting,
} from '../../../main/node/claude/status-line-setting.ts';
import { parseHosts } from '../../../main/node/accounts/github-cli.ts';
import { parseDistributions } from '../../../main/node/accounts/sign-in-folders.ts';
import { parseBaseUrl } from '../../../main/node/credentials/base-url.ts';
import {
  claudeIdentityOf,
  parseClaudePlan,
  parseClaudeSignIn,
} from '../../../main/node/credentials/claude-credentials.ts';
import {
  parseCodexIdentity,
  parseCodexSignIn,
  resolveCodexBaseUrl,
} from '../../../main/node/credentials/codex-sign-in.ts';
import { parseFolderList } from '../../../main/node/credentials/folders.ts';
import { decodeAnswer } from '../../../main/node/credentials/keychain.ts';
import { createMemberScan } from '../../../main/node/credentials/json-scan.ts';
import { parseCursorSignIn } from '../../../main/node/kept-sign-ins/cursor.ts';
import { parseGeminiSignIn } from '../../../main/node/kept-sign-ins/gemini.ts';
import { parseGrokSignIn } from '../../../main/node/kept-sign-ins/grok.ts';
import { parseQuotaFile } from '../../../main/node/local-figures/jetbrains.ts';
import { parseKiroSignIn } from '../../../main/node/kept-sign-ins/kiro.ts';
import { parseZedSignIn } from '../../../main/node/kept-sign-ins/zed.ts';
import { describeCause, redact } from '../../../main/node/log/redact.ts';
import { quotaXml } from '../figure-places.ts';
import { fixtureTimeMs } from '../provider-fixtures.ts';
import { claudeState, identity, statusLine } from './examples.ts';
import { canary } from './mutation.ts';
import { everything, type FuzzReader, fromObservation, fromResult, fromValue, nothing } from './reader.ts';
import { bodiesOf } from './seeds.ts';

const nowMs = fixtureTimeMs;

const scannedKeys = ['oauthAccount', 'overageCreditGrantCache'] as const;

/** Every reader of what the tools keep: sign-ins, state files, the status line, and of texts for the log. */
export const toolReaders: readonly FuzzReader[] = signInReaders();

function signInReaders(): readonly FuzzReader[] {
  const claude = {
    claudeAiOauth: {
      accessToken: 'made-up-access',
      refreshToken: 'made-up-refresh',
      expiresAt: 1_795_309_620_000,
      refreshTokenExpiresAt: 1_798_309_620_000,
      scopes: ['user:inference', 'user:profile'],
      subscriptionType: 'max',
      rateLimitTier: 'default_claude_max_20x',
    },
  };
  const codex = {
    OPENAI_API_KEY: null,
    tokens: {
      id_token: jwt(identity),
      access_token: jwt({ exp: 1_795_309_620 }),
      refresh_token: 'r',
      account_id: 'acc',
    },
    last_refresh: '2026-11-20T00:00:00Z',
  };
  return [
    {
      name: 'sign-in that Cursor keeps',
      form: 'json',
      seeds: [
        { accessToken: jwt({ sub: 'auth0|user-1', exp: 1_795_309_620 }), refreshToken: 'r', email: 'a@mail.test' },
      ],
      read: (input) => fromValue(parseCursorSignIn(asRecord(input) ?? {})),
      mayKeep: ['token', 'owner', 'user'],
    },
    {
      name: 'sign-in that Grok keeps',
      form: 'json',
      seeds: [
        {
          'https://auth.x.ai::client': {
            ...{ key: 'made-up-access', refresh_token: 'r', expires_at: '2026-11-29T00:00:00Z' },
            ...{ email: 'a@mail.test', user_id: 'user-1', team_id: 'team-1' },
          },
        },
      ],
      read: (input) => fromValue(parseGrokSignIn(asRecord(input) ?? {})),
      mayKeep: ['token', 'owner', 'user'],
    },
    {
      name: 'quota file of a JetBrains IDE',
      form: 'text',
      seeds: bodiesOf('jetbrains', 'usage').map(quotaXml),
      read: (input) => {
        const body = parseQuotaFile(String(input));
        return typeof body === 'string' ? nothing : fromResult(parseQuota(body, nowMs));
      },
    },
    {
      name: 'sign-in that Kiro keeps',
      form: 'json',
      seeds: [
        {
          token: '{"access_token":"made-up-access","refresh_token":"r","expires_at":"2026-11-29T00:00:00Z"}',
          profile: '{"arn":"arn:aws:codewhisperer:us-east-1:1:profile/A","profile_name":"Q"}',
        },
      ],
      read: (input) => fromValue(parseKiroSignIn(asRecord(input) ?? {})),
      mayKeep: ['token', 'owner', 'organizationId'],
    },
    {
      name: 'sign-in that Zed keeps',
      form: 'json',
      seeds: [{ user: '4711', secret: '{"version":2,"token":"made-up-access"}' }],
      read: (input) => {
        const { user, secret } = asRecord(input) ?? {};
        // The keyring gives a text, whatever another program has put into it
        return fromValue(parseZedSignIn(user, typeof secret === 'string' ? secret : JSON.stringify(secret ?? null)));
      },
      mayKeep: ['token', 'owner'],
    },
    {
      name: 'sign-in that Gemini CLI keeps',
      form: 'json',
      seeds: [
        {
          ...{ access_token: 'made-up-access', refresh_token: 'r', expiry_date: 1_795_309_620_000 },
          id_token: jwt({ sub: 'user-1', email: 'a@mail.test' }),
        },
      ],
      read: (input) => fromValue(parseGeminiSignIn(asRecord(input) ?? {})),
      mayKeep: ['token', 'owner', 'user'],
    },
    {
      name: 'sign-in of Claude Code',
      form: 'text',
      seeds: [JSON.stringify(claude), JSON.stringify({ mcpOAuth: {} })],
      read: (input) => ({
        ...fromValue(parseClaudeSignIn(String(input))),
        noted: parseClaudePlan(String(input))?.length,
      }),
      mayKeep: ['accessToken'],
    },
    {
      name: 'plan of Claude Code',
      form: 'text',
      seeds: [JSON.stringify(claude)],
      read: (input) => fromValue({ plan: parseClaudePlan(String(input)) }),
      mayKeep: ['plan'],
    },
    {
      name: 'identity of Claude Code',
      form: 'json',
      seeds: [claudeState],
      read: (input) => fromValue(claudeIdentityOf(input, '/home/user/.claude')),
      mayKeep: ['id', 'email', 'organizationId', 'workspace'],
    },
    {
      name: 'sign-in of Codex',
      form: 'text',
      seeds: [JSON.stringify(codex), JSON.stringify({ OPENAI_API_KEY: 'made-up' })],
      read: (input) => fromValue(parseCodexSignIn(String(input))),
      mayKeep: ['accessToken'],
    },
    {
      name: 'identity of Codex',
      form: 'text',
      seeds: [JSON.stringify(codex)],
      read: (input) => fromValue(parseCodexIdentity(String(input), '/home/user/.codex')),
      mayKeep: ['id', 'email', 'plan', 'vendorAccountId'],
    },
    {
      name: 'claims in a token of Codex',
      form: 'json',
      seeds: [identity],
      read: (input) => {
        const text = JSON.stringify({ tokens: { id_token: jwt(input), access_token: jwt(input) } });
        const reading = parseCodexSignIn(text);
        const { expiresAtMs } = reading.kind === 'signed-in' ? reading.credential : { expiresAtMs: null };
        return fromValue({ expiresAtMs, ...parseCodexIdentity(text, '/home/user/.codex') });
      },
      mayKeep: ['id', 'email', 'plan', 'vendorAccountId'],
    },
    {
      name: 'settings of Codex',
      form: 'text',
      seeds: ['model = "x"\nchatgpt_base_url = "https://chatgpt.com/backend-api"\n[a.b]\nc = [1, 2.5, 1979-05-27]\n'],
      read: (input) => fromValue(resolveCodexBaseUrl(undefined, { kind: 'text', text: String(input) })),
      mayKeep: ['baseUrl'],
    },
    {
      name: 'base URL',
      form: 'text',
      seeds: ['https://service.example/v1/', 'http://127.0.0.1:8080', 'http://[::1]/x?y#z', 'https://u:p@h.example'],
      read: (input) => fromValue({ baseUrl: parseBaseUrl(String(input)) }),
      mayKeep: ['baseUrl'],
      check: (_input, { kept }) => {
        const { baseUrl } = kept as { readonly baseUrl: string | null };
        if (baseUrl === null || parseBaseUrl(baseUrl) === baseUrl) return null;
        return `The base URL ${baseUrl} is not read back as it is.`;
      },
    },
    {
      name: 'list of folders',
      form: 'text',
      seeds: ['/a/b:/c', '~/x,~/y', 'C:\\a;D:\\b'],
      read: (input) => {
        const places = { homeFolder: '/home/user', environment: {}, platform: 'linux' } as const;
        return fromValue({ folders: parseFolderList(places, String(input)) });
      },
      mayKeep: ['folders'],
    },
    {
      name: 'members of a large JSON file',
      form: 'text',
      seeds: [JSON.stringify({ a: [1, { b: '"' }], ...claudeState, z: 'end' }), `\uFEFF${JSON.stringify(claudeState)}`],
      // The members are decoded JSON as it came. Their own readers check the values.
      read: (input) => ({ ...nothing, noted: scanned(String(input), String(input).length) === null }),
      check: scanCheck,
    },
    {
      name: 'status of Claude Code',
      form: 'text',
      seeds: [JSON.stringify(statusLine)],
      read: (input) => {
        const { limits, ...kept } = parseStatus(String(input), nowMs);
        return { ...fromObservation(parseClaudeStatusLine(limits, nowMs)), kept };
      },
      mayKeep: ['model'],
    },
    {
      name: 'command of a status line',
      form: 'text',
      seeds: [
        ...['linux', 'win32'].map((platform) =>
          formatStatusLineCommand(
            { runtime: '/opt/node', program: '/opt/quota-tray.cjs', platform: platform as 'linux' },
            `npx -y ccusage "a b" 'c'`,
          ),
        ),
        'node /x/quota-tray statusline --earlier "x y"',
      ],
      read: (input) => fromValue(parseStatusLineCommand(input)),
      mayKeep: ['earlier'],
    },
    {
      name: 'settings of Claude Code with a status line',
      form: 'text',
      seeds: [
        '{\n  "model": "opus",\n  "statusLine": {"type": "command", "command": "x"}\n}\n',
        '{"env": {"A": "1"}, "statusLine": {"command": "y", "type": "command", "padding": 0}}',
        '\uFEFF{\r\n\t"a" : [1, {"statusLine": 2}],\r\n\t"b": "}\\""\r\n}',
        '{}',
      ],
      read: (input) => fromValue(settingsChanges(String(input))),
      mayKeep: everything,
      check: (_input, { kept }) => (kept as { readonly problem: string | null }).problem,
    },
    {
      name: 'list of distributions',
      form: 'text',
      seeds: ['Ubuntu-24.04\r\ndocker-desktop\r\nDebian\r\n', 'U\u0000b\u0000u\u0000\n\u0000'],
      read: (input) => fromValue({ names: parseDistributions(Buffer.from(String(input), 'utf8')) }),
      mayKeep: ['names'],
    },
    {
      name: 'hosts of the GitHub command line',
      form: 'text',
      seeds: [
        'github.com:\n    git_protocol: https\n    users:\n        octo:\n        cat:\n            oauth_token: x\n    user: octo\n',
        '"github.com":\n  user: \'octo\'\n  oauth_token: made-up\nghe.example:\n  user: x\n',
      ],
      read: (input) => fromValue(parseHosts(String(input))),
      mayKeep: ['users'],
    },
    {
      name: 'password that the keychain prints',
      form: 'text',
      seeds: ['made-up', '7b2261223a317d', '0x6d61646520c3bc70\n', ''],
      read: (input) => fromValue({ password: decodeAnswer(String(input)) }),
      mayKeep: ['password'],
    },
    {
      name: 'line of a log',
      form: 'text',
      seeds: [
        `Authorization: Bearer ${canary}`,
        `{"accessToken":"${canary}","x":"{\\"refresh_token\\":\\"${canary}\\"}"}`,
        `GET https://h.example/?access_token=${canary}&x=1 https://user:${canary}@host.example`,
      ],
      read: (input) =>
        fromValue({ line: redact(String(input)), cause: redact(describeCause(new Error(String(input)))) }),
      mayKeep: everything,
      check: (_input, { kept }) => logProblem(kept as { readonly line: string; readonly cause: string }),
    },
  ];
}

/** The members in a text that arrives in pieces; null: it is torn. */
function scanned(text: string, pieceBytes: number): unknown {
  const scan = createMemberScan(scannedKeys);
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; at += Math.max(1, pieceBytes)) {
    const state = scan.feed(bytes.subarray(at, at + Math.max(1, pieceBytes)));
    if (state !== 'more') return state === 'done' ? scan.members() : null;
  }
  return scan.end() === 'done' ? scan.members() : null;
}

/** The pieces of a text make no difference, and a whole JSON object has the members that JSON.parse finds. */
function scanCheck(input: unknown): string | null {
  const text = String(input);
  const members = scanned(text, text.length);
  if (!isEqual(scanned(text, 7), members)) return 'Pieces of seven bytes give other members than the whole text.';
  const whole = asRecord(parseJson(Buffer.from(text, 'utf8').toString('utf8')));
  if (whole === null || members === null) return null;
  const wanted = Object.fromEntries(
    scannedKeys.flatMap((key) => (Object.hasOwn(whole, key) ? [[key, whole[key] ?? null] as const] : [])),
  );
  // Of two equal keys JSON.parse takes the last one, and the scan ends before it.
  const isRepeated = scannedKeys.some((key) => text.split(`"${key}"`).length > 2 || text.includes('\\u'));
  return isRepeated || isEqual(members, wanted) ? null : 'The scan finds other members than JSON.parse.';
}

function jwt(claims: unknown): string {
  return `h.${Buffer.from(JSON.stringify(claims) ?? 'null').toString('base64url')}.s`;
}

/** A secret with a known form is gone, and the lines of an error cannot be taken for lines of the log. */
function logProblem({ line, cause }: { readonly line: string; readonly cause: string }): string | null {
  const secret = new RegExp(`(?<!\\w)${canary}`);
  if (secret.test(line) || secret.test(cause)) return 'A line of the log repeats the secret of the input.';
  if (/[^\P{Cc}\n]|[\u2028\u2029]/u.test(cause)) return 'A line of the log has a control character.';
  return /\n(?! )/.test(cause) ? 'An error begins a line of the log.' : null;
}

/** What our changes of a settings file of Claude Code do to it. A file that is no object is left alone. */
function settingsChanges(text: string): { readonly changed: string | null; readonly problem: string | null } {
  if (settingsIn(text) === null) return { changed: null, problem: null };
  const isThere = settingIn(text) !== undefined;
  const changed = isThere ? withRawSetting(text, '{"type":"command","command":"ours"}') : withNewSetting(text, 'ours');
  const removed = withoutSetting(changed);
  const isRepeated = text.split('"statusLine"').length > 2 || text.includes('\\u');
  const wrong = [
    commandOf(settingIn(changed)) === 'ours' ? null : 'The new status line is not there.',
    // The setup refuses a file with the key twice.
    settingIn(removed) === undefined || isRepeated ? null : 'The status line is still there.',
    differsOnlyInSetting(text, changed) && differsOnlyInSetting(text, removed) ? null : 'Another setting changed.',
    commandOf(settingIn(withCommand(changed, 'other'))) === 'other' ? null : 'The command did not change.',
    isThere && withRawSetting(changed, rawSetting(text) ?? '') !== text ? 'The earlier text does not come back.' : null,
  ];
  return { changed, problem: wrong.find((each) => each !== null) ?? null };
}
