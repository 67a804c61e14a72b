import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { allDeclarations } from '../../main/commands/declarations.ts';
import { declaredProgram, pathOf } from '../../main/commands/program.ts';
import { apiRoutes } from '../../main/node/api/routes.ts';
import { englishReader } from '../bench/english-reader.ts';
import { filesBelow, filesWith } from '../e2e/state-files.ts';
import { ask, exchangeBytes, quietHandlers } from '../support/api-server.ts';
import { claudeRuns, writeStandInClaude } from '../support/claude/stand-in-claude.ts';
import { toolRuns, writeStandInTool } from '../support/codex/stand-in-tool.ts';
import { type CommandPlace, runCommandLine, startServe } from '../support/command-line.ts';
import { eventually } from '../support/eventually.ts';
import {
  type FakeUpstream,
  type FixedReply,
  startFakeUpstream,
  type UpstreamRequest,
} from '../support/fake-upstream.ts';
import { socketOf } from '../support/serving-place.ts';
import { writeClaudeSignIn, writeCodexSignIn } from '../support/sign-in.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { claudeUsage } from '../support/upstream/claude-usage.ts';
import { codexUsage } from '../support/upstream/codex-usage.ts';

/**
 * Every made-up secret of this file holds this. Nothing else does, so that one search finds all of them. The search also
 * looks for its usual encodings.
 */
const canary = 'canary-5b1e';
const forms: readonly RegExp[] = [
  new RegExp(canary, 'i'),
  new RegExp(Buffer.from(canary).toString('hex'), 'i'),
  // The bytes of base64 depend on the place in the text, so all three places are looked for.
  ...[0, 1, 2].map((shift) => {
    const encoded = Buffer.from(`${'x'.repeat(shift)}${canary}`).toString('base64');
    return new RegExp(encoded.slice(shift === 0 ? 0 : 4, -4).replace(/[+/=]/g, '.'));
  }),
];
const holdsSecret = (text: string): boolean => forms.some((form) => form.test(text));

/** A text that would rename the terminal, clear it, write to the clipboard and turn the letters around. */
const hostile = '\u001B]0;owned\u0007\u001B]52;c;ZXZpbA==\u0007\u001B[2J\u009B2J\r\u202E';
const obeyed = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E]|\r(?!\n)/;

const hangMs = 600_000;
const install = ['--install', '5e7a11ed-0000-4000-8000-00000000000a', '--tier', 'core'] as const;
const job = ['--job', 'job-1', '--backend', 'gemini'] as const;
/** The files that may hold a key: those of a user who agreed to an unprotected file. */
const keyFiles = ['secrets.json', 'secrets.json.bak'];

/** Every command with the arguments of each of its runs. A command that is missing here fails the test. */
const commandRuns: Readonly<Record<string, readonly (readonly string[])[]>> = {
  status: [[], ['--json'], ['--refresh']],
  accounts: [[]],
  'accounts list': [[], ['--json']],
  'accounts discover': [[], ['--json']],
  'accounts add': [
    ['--from', 'opencode:openrouter', '--json'],
    ['--provider', 'openrouter', '--label', 'x', '--base-url', `https://sam:${canary}-url@host.test`, '--secret-stdin'],
    ['--provider', 'openrouter', '--label', 'x', '--secret-stdin', '--unprotected', '--base-url', 'http://127.0.0.1:9'],
  ],
  ...{ providers: [[]], 'providers list': [[], ['--json']], services: [[]] },
  ...{ 'services check': [['/nothing-here.json']], 'services test': [['/nothing-here.json', '--secret-stdin']] },
  ...{ 'services export': [['codex:none']], 'services examples': [[], ['litellm']] },
  'accounts remove': [['codex:none'], ['codex:none', '--json']],
  'accounts rename': [
    ['codex:none', 'desk'],
    ['codex:none', 'desk', '--json'],
  ],
  ...{ 'daily-usage': [[], ['--json'], ['--csv'], ['--refresh']], usage: [['session'], ['--json'], ['--csv']] },
  history: [[]],
  'history export': [['--csv'], ['--json']],
  'history clear': [[]],
  guard: [[], ['--json'], ['--min-left', '50']],
  slot: [['codex:none', '--', 'true']],
  ledger: [[]],
  'ledger plan': [[...install], [...install, '--json']],
  'ledger reserve': [[...install, '--json']],
  'ledger commit': [
    [...install, ...job],
    [...install, ...job, '--json'],
  ],
  'ledger release': [['5e7a11ed-0000-4000-8000-00000000000b']],
  'ledger show': [[], ['--json']],
  'ledger import': [['/nothing-here.json'], ['/nothing-here.json', '--json']],
  warmups: [[], ['--json']],
  statusline: [[]],
  'statusline install': [['--dry-run']],
  'statusline uninstall': [['--dry-run']],
  serve: [[]],
  // It prints the token of this interface, which is none of the secrets here.
  'api-token': [[], ['--renew']],
  doctor: [[], ['--json'], ['--seen']],
  completion: [['bash'], ['accounts']],
};

/** Every path of the local interface that a GET reads, with its parameters filled in. */
const readPaths: Readonly<Record<string, string>> = {
  '/health': '/health',
  '/v1/snapshot': '/v1/snapshot',
  '/metrics': '/metrics',
  ...{ '/v1/slots': '/v1/slots', '/v1/usage': '/v1/usage?by=session' },
  '/v1/ledger/installs': '/v1/ledger/installs',
  '/v1/ledger/installs/{id}': '/v1/ledger/installs/5e7a11ed-0000-4000-8000-00000000000a',
};

/** What careless services answer: what they were sent, in every place where an answer has text. */
const answers: Readonly<Record<string, (request: UpstreamRequest) => FixedReply>> = {
  'usage with secrets and hostile texts beside it': ({ name }) => ({
    body: { ...usageOf(name), ...secretsBeside, plan_type: `${hostile}pro`, email: `${hostile}sam@mail.test` },
  }),
  'the request in an error': (request) => ({ status: 500, body: { error: { message: all(request) } } }),
  'the request in an answer': (request) => ({ body: { ...usageOf(request.name), plan_type: all(request) } }),
  // A token that is short enough for the name of a model.
  'the token as a name': ({ name, headers }) => ({
    body: name.startsWith('claude')
      ? claudeUsage({
          session: { usedPercent: 5, resetsInSeconds: 3600 },
          models: { [String(headers.authorization).replace('Bearer ', '')]: { usedPercent: 7, resetsInSeconds: 3600 } },
        })
      : usageOf(name),
  }),
  'the request in a refusal': (request) => ({
    status: 401,
    body: { error: { type: all(request), message: all(request) } },
  }),
  'the request in the headers': ({ headers }) => ({
    status: 429,
    headers: {
      'retry-after': '1',
      'x-echo': String(headers.authorization),
      location: `/${String(headers.authorization)}`,
    },
    body: String(headers.authorization),
  }),
  'the request as a page': (request) => ({
    status: 403,
    headers: { 'content-type': 'text/html' },
    body: `<h1>${all(request)}</h1>`,
  }),
};
const secretsBeside = {
  access_token: `${canary}-in-answer`,
  debug: { authorization: `Bearer ${canary}-in-answer`, cookie: `session=${canary}-in-answer` },
  headers: [`x-api-key: ${canary}-in-answer`],
};

const all = ({ headers, path: target }: UpstreamRequest): string => `${target} ${JSON.stringify(headers)}`;
const usageOf = (name: string): object =>
  name.startsWith('claude')
    ? claudeUsage({ session: { usedPercent: 5, resetsInSeconds: 3600 } })
    : codexUsage({ session: { usedPercent: 42, resetsInSeconds: 3600 } });

let upstream: FakeUpstream;
beforeEach(async () => (upstream = await startFakeUpstream()));
afterEach(() => upstream.close());

/** A computer full of secrets: sign-ins, keys of other programs, tools that chatter, and an environment. */
async function computerOfSecrets(): Promise<CommandPlace> {
  const root = temporaryFolder();
  const [userHome, home, tools] = ['user', 'state', 'tools'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [userHome, home, tools]) fs.mkdirSync(folder, { mode: 0o700 });
  const put = (file: string, content: unknown): void => {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  };
  const codexHome = path.join(userHome, 'codex');
  const codex = {
    email: `${hostile}sam@mail.test`,
    plan: 'pro',
    accountId: 'acc-work',
    baseUrl: upstream.codex('codex'),
  };
  await writeCodexSignIn(codexHome, codex);
  // The token's signature, the refresh token and the key hold the canary.
  const auth = path.join(codexHome, 'auth.json');
  put(
    auth,
    fs
      .readFileSync(auth, 'utf8')
      .replaceAll('canary-codex', `${canary}-codex`)
      .replace('"OPENAI_API_KEY":null', `"OPENAI_API_KEY":"sk-${canary}-openai"`),
  );
  const claudeFolder = path.join(userHome, 'claude');
  await writeClaudeSignIn(claudeFolder, { email: 'sam@mail.test', accountUuid: 'uuid-1', subscription: 'max' });
  // An expired sign-in, for which Claude Code itself is asked.
  const expired = { email: 'two@mail.test', accountUuid: 'uuid-2', subscription: 'max', expiresInSeconds: -60 };
  await writeClaudeSignIn(path.join(userHome, `claude-two${hostile}`), expired);
  const credentials = path.join(claudeFolder, '.credentials.json');
  put(credentials, fs.readFileSync(credentials, 'utf8').replaceAll('canary-claude', `${canary}-claude`));
  const state = path.join(claudeFolder, '.claude.json');
  const claudeState = JSON.parse(fs.readFileSync(state, 'utf8')) as object;
  put(state, {
    ...claudeState,
    primaryApiKey: `sk-ant-${canary}-primary`,
    customApiKeyResponses: { approved: [`${canary}-approved`] },
    mcpServers: { one: { env: { TOKEN: `${canary}-mcp` }, headers: { Authorization: `Bearer ${canary}-mcp` } } },
    projects: { '/work': { history: [{ display: `export KEY=${canary}-history` }] } },
  });
  put(
    path.join(userHome, `.codex-${hostile}`, 'auth.json'),
    fs.readFileSync(auth, 'utf8').replaceAll('acc-work', 'acc-two'),
  );
  put(path.join(userHome, '.local/share/opencode/auth.json'), {
    [`${hostile}zai`]: { type: 'api', key: `sk-${canary}-hostile` },
    openrouter: { type: 'api', key: `sk-or-${canary}-opencode` },
    anthropic: { type: 'oauth', access: `${canary}-oauth`, refresh: `${canary}-oauth` },
    groq: { type: 'api', key: `${canary}-groq` },
  });
  put(
    path.join(userHome, '.config/gh/hosts.yml'),
    `github.com:\n    oauth_token: gho_${canary}\n    users:\n        sam:\n            oauth_token: gho_${canary}\n    user: sam\n`,
  );
  put(path.join(userHome, '.config/github-copilot/apps.json'), {
    'github.com:Iv1': { user: 'sam', oauth_token: `gho_${canary}`, githubAppId: 'Iv1' },
  });
  const chatter = [`token: ${canary}-stdout`, { jsonrpc: '2.0', method: 'log', params: { text: `${canary}-stdout` } }];
  await writeStandInTool(tools, {
    first: chatter,
    answer: {
      error: { code: -32_000, message: `refused Bearer ${canary}-stdout`, data: { token: `${canary}-stdout` } },
    },
  });
  await writeStandInClaude(tools, root, { first: chatter, isOlder: true });
  const names = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'GH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'];
  return {
    userHome,
    home,
    env: {
      ...Object.fromEntries(names.map((name) => [name, `${canary}-environment`])),
      HTTPS_PROXY: `http://sam:${canary}-proxy@127.0.0.1:9`,
      NO_PROXY: '127.0.0.1',
      XDG_DATA_HOME: path.join(userHome, '.local/share'),
      XDG_CONFIG_HOME: path.join(userHome, '.config'),
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(root, 'no-bus')}`,
      QUOTA_TRAY_CLAUDE_BASE_URL: upstream.claude('claude'),
      PATH: `${tools}:/usr/bin:/bin`,
    },
  };
}

/** What Claude Code sends to a status line, with more than the line needs. */
const statusLineInput = JSON.stringify({
  session_id: `${canary}-session`,
  transcript_path: `/home/sam/${canary}-transcript`,
  model: { display_name: 'Opus' },
  token: `${canary}-status`,
});

/** All commands that have no commands below them, by their words. */
async function commandPaths(): Promise<readonly string[]> {
  type Declared = ReturnType<typeof declaredProgram>;
  const below = (command: Declared): readonly Declared[] => [command, ...command.commands.flatMap(below)];
  const [, ...commands] = below(declaredProgram(await allDeclarations(), englishReader().t));
  return commands.map((command) => pathOf(command).split(' ').slice(1).join(' '));
}

it('the sweep knows every command and every path that the local interface reads', async () => {
  expect(Object.keys(commandRuns).toSorted()).toEqual((await commandPaths()).toSorted());
  const routes = apiRoutes(quietHandlers, () => 0);
  const read = routes.filter(({ method }) => method === 'GET').map((route) => route.path);
  expect(Object.keys(readPaths).toSorted()).toEqual([...read].toSorted());
});

it('the search finds a secret in each of its forms', () => {
  const found = [canary, canary.toUpperCase(), Buffer.from(`x${canary}`).toString('hex')];
  const encoded = ['', 'a', 'ab', 'abc'].map((before) => Buffer.from(`${before}${canary}-more`).toString('base64'));
  for (const text of [...found, ...encoded]) expect(holdsSecret(`some ${text} text`), text).toBe(true);
  expect(holdsSecret('canary')).toBe(false);
});

/** Runs all commands, three at a time, and returns what each printed. */
async function printedBy(place: CommandPlace): Promise<Readonly<Record<string, string>>> {
  const left = Object.entries(commandRuns).flatMap(([name, runs]) =>
    name === 'serve' ? [] : runs.map((args) => [...name.split(' '), ...args]),
  );
  const seen: Record<string, string> = {};
  const worker = async (): Promise<void> => {
    for (let args = left.shift(); args !== undefined; args = left.shift()) {
      const input = args[0] === 'statusline' ? statusLineInput : `sk-${canary}-typed\n`;
      const { stdout, stderr } = await runCommandLine({ ...place, input }, ...args);
      seen[args.join(' ')] = stdout + stderr;
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return seen;
}

it.skipIf(process.platform === 'win32')(
  'no secret of any file, answer, tool, variable or key reaches any output, and no text controls the terminal',
  async () => {
    const place = await computerOfSecrets();
    const seen: Record<string, string> = {};
    const serving = await startServe(place);
    const read = async (when: string): Promise<void> => {
      for (const target of Object.values(readPaths)) {
        seen[`${when}: GET ${target}`] = await exchangeBytes(
          socketOf(place),
          `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
        );
      }
      for (const { method, path: route } of apiRoutes(quietHandlers, () => 0).filter((each) => each.method !== 'GET')) {
        const target = route.replaceAll(/\{\w+\}/g, 'none');
        const headers = { 'Content-Type': 'application/json' };
        const answer = await ask(socketOf(place), method, target, headers, '{"accountId":"codex:none"}');
        seen[`${when}: ${method} ${target}`] = JSON.stringify(answer);
      }
    };
    const [settled] = Object.keys(answers);
    for (const [how, answer] of Object.entries(answers)) {
      for (const name of ['codex', 'claude', 'claude/grant', 'codex/resets']) upstream.reply(name, answer);
      const before = upstream.requests('codex').length;
      const headers = { 'Content-Type': 'application/json' };
      const refreshed = await ask(socketOf(place), 'POST', '/v1/refresh', headers, '{"waitSeconds":5}');
      seen[`${how}: refresh`] = JSON.stringify(refreshed);
      await read(how);
      if (how === settled) {
        await eventually(async () => {
          const { accounts } = (await ask(socketOf(place), 'GET', '/v1/snapshot')).body as Snapshot;
          expect(accounts.flatMap(({ windows }) => windows).length).toBeGreaterThan(1);
        });
        expect(before).toBeLessThanOrEqual(upstream.requests('codex').length);
      }
    }
    const posted = {
      provider: 'codex',
      headers: {
        Authorization: `Bearer ${canary}-posted`,
        'X-Codex-Primary-Used-Percent': '73',
        cookie: `${canary}-posted`,
      },
    };
    const observed = await ask(
      socketOf(place),
      'POST',
      '/v1/observations',
      { 'Content-Type': 'application/json' },
      JSON.stringify(posted),
    );
    seen['POST /v1/observations'] = JSON.stringify(observed);
    Object.assign(seen, await printedBy(place));
    serving.child.kill('SIGTERM');
    const { stdout, stderr } = await serving.ended;
    seen['serve'] = stdout + stderr;

    // Once more without a running app, so that each command asks by itself, with a service that repeats what it was sent.
    for (const name of ['codex', 'claude']) upstream.reply(name, answers['the request in an error'] ?? { status: 500 });
    for (const [args, text] of Object.entries(await printedBy(place))) seen[`alone: ${args}`] = text;

    const url = `postgres://sam:${canary}-database@127.0.0.1:9/ledger`;
    const server = { ...place, env: { ...place.env, QUOTA_TRAY_LEDGER_URL: url } };
    for (const args of [['ledger', 'show'], ['ledger', 'show', '--json'], ['doctor'], ['doctor', '--json']]) {
      const { stdout: out, stderr: messages } = await runCommandLine({ ...server, input: '' }, ...args);
      seen[`with a ledger server: ${args.join(' ')}`] = out + messages;
    }

    const expired = path.join(place.userHome, `claude-two${hostile}`);
    const withTool = { ...place, env: { ...place.env, CLAUDE_CONFIG_DIR: expired, QUOTA_TRAY_CLAUDE_BASE_URL: '' } };
    for (const args of [['status'], ['doctor'], ['doctor', '--json'], ['accounts', 'discover']]) {
      const { stdout: out, stderr: messages } = await runCommandLine({ ...withTool, input: '' }, ...args);
      seen[`with an expired sign-in: ${args.join(' ')}`] = out + messages;
    }

    const asked = upstream.requests().map(({ headers }) => String(headers.authorization));
    expect(toolRuns(path.join(place.userHome, 'codex')).length).toBeGreaterThan(0);
    expect(claudeRuns(path.dirname(place.userHome)).length).toBeGreaterThan(0);
    expect(new Set(asked.filter((header) => holdsSecret(header))).size).toBeGreaterThan(1);
    expect(Object.keys(seen).filter((where) => holdsSecret(seen[where] ?? ''))).toEqual([]);
    const withoutColours = (where: string): string => (seen[where] ?? '').replaceAll(/\u001B\[(?:[0-2]|3[1-3])m/g, '');
    expect(Object.keys(seen).filter((where) => obeyed.test(withoutColours(where)))).toEqual([]);
    expect(Object.values(seen).filter((text) => text !== '').length).toBeGreaterThan(60);
    expect(await filesBelow(place.home)).toEqual(expect.arrayContaining(['accounts.json', 'history.db', 'ledger.db']));
    const texts = [canary, Buffer.from(canary).toString('hex')];
    const holding = await filesWith(place.home, texts);
    expect(holding.filter((file) => !keyFiles.includes(file))).toEqual([]);
  },
  hangMs,
);

it.skipIf(process.platform === 'win32').each(Object.keys(answers))(
  'no secret reaches an output or a file when a service answers with %s',
  async (how) => {
    const place = await computerOfSecrets();
    for (const name of ['codex', 'claude']) upstream.reply(name, answers[how] ?? { status: 500 });
    const { stdout, stderr } = await runCommandLine({ ...place, input: '' }, 'status', '--json');
    for (const name of ['codex', 'claude']) {
      expect(holdsSecret(String(upstream.requests(name)[0]?.headers.authorization)), name).toBe(true);
    }
    expect(stdout).toContain('"accounts"');
    expect(holdsSecret(stdout + stderr)).toBe(false);
    expect(await filesWith(place.home, [canary])).toEqual([]);
  },
  hangMs,
);
