import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { parseAppServerLimits } from '../../../core/providers/codex/app-server.ts';
import { defaultTiers } from '../../../core/ledger/tiers.ts';
import type { HttpOutcome } from '../../../core/ports.ts';
import { askApp } from '../../../main/node/api/client.ts';
import { startApi } from '../../../main/node/api/socket.ts';
import { converse as converseWithTool } from '../../../main/node/codex/json-rpc.ts';
import { createHttp } from '../../../main/node/http/http-client.ts';
import { closedLedger, quietSlots } from '../idle-services.ts';
import { accountOf, fixtureTimeMs } from '../provider-fixtures.ts';
import { type AnswerBytes, answerBytesOf } from './answer-bytes.ts';
import type { Choices } from './choices.ts';
import type { FuzzConversation, FuzzConversationKind, Talk } from './conversation.ts';
import { appServerAnswer } from './examples.ts';
import { conversationOf, converse, statusesOf } from './http-bytes.ts';
import { canary, mutatedText } from './mutation.ts';
import { startRawServer } from './raw-server.ts';

// The servers are on this computer, so a proxy of the environment would only be in the way.
process.env['NO_PROXY'] = '127.0.0.1';

const answerWithinMs = 400;
const mostBytes = 64 * 1024;

const client = createHttp({
  credentials: {
    read: async () => ({ kind: 'token', accessToken: canary, fingerprint: 'f00d', expiresAtMs: null }),
  },
  version: '1.2.3',
  nowMs: () => fixtureTimeMs,
});

function sendTo(baseUrl: string): Promise<HttpOutcome> {
  const headers = { Accept: 'application/json', Authorization: 'Bearer {{secret:accessToken}}' };
  const limits = { timeoutMs: answerWithinMs, maximumBytes: mostBytes };
  return client.send({ method: 'GET', url: `${baseUrl}/usage`, headers, ...limits }, accountOf('codex', baseUrl));
}

/** A secret never comes back, and a body is no larger than the limit. */
function outcomeProblem(outcome: HttpOutcome): string | null {
  const text = JSON.stringify(outcome);
  if (text.includes(canary)) return 'The outcome repeats the secret of the request.';
  // Escapes make JSON up to six times as long as its text.
  return text.length > 6 * mostBytes + 1000 ? `The outcome is ${text.length} characters long.` : null;
}

const shown = ({ pieces, closes }: AnswerBytes): string =>
  `${JSON.stringify(
    Buffer.concat([...pieces])
      .toString('latin1')
      .slice(0, 2000),
  )} then ${closes}`;

/** Each conversation has a server of its own, so that ten at once do not get each other's answers. */
async function answerOfService(choices: Choices): Promise<Talk> {
  const other = await startRawServer(() => ({ pieces: [], closes: 'end' }));
  const answers: AnswerBytes[] = [];
  const server = await startRawServer(() => {
    answers.push(answerBytesOf(choices, `http://127.0.0.1:${other.port}`));
    return answers.at(-1) ?? { pieces: [], closes: 'end' };
  });
  const outcome = await sendTo(`http://127.0.0.1:${server.port}`);
  const isElsewhere = other.connections() > 0;
  await Promise.all([server.stop(), other.stop()]);
  const problem = isElsewhere ? 'Another origin was asked.' : outcomeProblem(outcome);
  return { problem, said: answers.map(shown).join('\n') };
}

const tlsRecords: readonly Buffer[] = [
  ...['', 'HTTP/1.1 200 OK\r\n\r\n', 'SSH-2.0-x\r\n'].map((text) => Buffer.from(text)),
  ...[
    '15030100020228',
    '1603030004020000',
    '160303ffff',
    '16030300310200002d0303',
    '1403030001011603030020',
    '0000',
  ].map((hex) => Buffer.from(hex, 'hex')),
  Buffer.from(`160303007a02000076${'0303'.padEnd(140, '5a')}`, 'hex'),
];

async function brokenTls(choices: Choices): Promise<Talk> {
  const bytes = Buffer.concat(Array.from({ length: 1 + choices.skewed(3) }, () => choices.of(tlsRecords)));
  if (bytes.length > 0 && choices.below(2) === 0) bytes[choices.below(bytes.length)] = choices.below(256);
  const answer: AnswerBytes = { pieces: [bytes], closes: choices.of(['end', 'reset', 'open']) };
  const server = await startRawServer(() => answer);
  const outcome = await sendTo(`https://127.0.0.1:${server.port}`);
  await server.stop();
  const problem = outcome.kind === 'failure' ? null : 'An answer was taken from a server without a valid certificate.';
  return { problem, said: `${bytes.toString('hex')} then ${answer.closes}` };
}

async function answerOfApp(folder: string, choices: Choices, number: number): Promise<Talk> {
  const socketPath = path.join(folder, `app-${number}.sock`);
  const answer = answerBytesOf(choices, 'http://127.0.0.1:1');
  const server = await startRawServer(() => answer, socketPath);
  const response = await askApp({ socketPath, method: 'GET', path: '/v1/snapshot', timeoutMs: answerWithinMs });
  await server.stop();
  const problem = response.kind === 'not-running' ? 'A process that answered nonsense counts as not running.' : null;
  return { problem, said: shown(answer) };
}

const rpcLines: readonly string[] = [
  ...['{"jsonrpc":"2.0","id":1,"result":{"userAgent":"x"}}', '{"id":1,"error":{"code":-32601,"message":"x"}}'],
  ...[
    '{"method":"account/rateLimits/updated","params":{"rateLimits":{"primary":{"usedPercent":7}}}}',
    'null',
    '[]',
    '',
  ],
  ...[
    JSON.stringify({ jsonrpc: '2.0', id: 2, result: appServerAnswer }),
    '{"id":"1","result":{}}',
    '{"id":2}',
    '\u0000',
  ],
  ...['{"id":1e999,"result":{}}', '{"__proto__":{"id":1}}', '{"a":'.repeat(20_000), 'x'.repeat(1_200_000)],
];

/** The tool prints lines of its own choice and ends. */
async function answerOfTool(folder: string, choices: Choices, number: number): Promise<Talk> {
  const lines = Array.from({ length: choices.skewed(12) }, () => choices.of(rpcLines));
  const text = [rpcLines[0], ...lines].join('\n') + choices.of(['\n', '']);
  const output = choices.below(2) === 0 ? mutatedText(text, choices, rpcLines) : text;
  const file = path.join(folder, `tool-${number}.txt`);
  fs.writeFileSync(file, output);
  const program = { file: '/bin/cat', args: [file], environment: {}, folder };
  const seen = await converseWithTool(
    program,
    { version: '1.2.3', startMs: answerWithinMs },
    async ({ ask, updates }) => {
      const reply = await ask('account/rateLimits/read', undefined, answerWithinMs);
      return parseAppServerLimits(reply?.result, fixtureTimeMs, updates);
    },
  );
  fs.rmSync(file);
  const problem = JSON.stringify(seen).includes(canary) ? 'The figures repeat the secret of the output.' : null;
  return { problem, said: JSON.stringify(output.slice(0, 2000)) };
}

async function startRequests(): Promise<FuzzConversation> {
  const folder = temporary();
  const socketPath = path.join(folder, 'api.sock');
  const errors: string[] = [];
  const outcome = await startApi({
    socketPath,
    handlers: {
      snapshot: () => ({ schemaVersion: 1, generatedAt: '', pool: { accounts: {} }, accounts: [] }) as never,
      refresh: () => ({ kind: 'accepted', settled: () => Promise.resolve() }),
      removeAccount: () => Promise.resolve({ kind: 'unknown-account', message: 'There is no such account.' }),
      observe: () => ({ kind: 'nothing-said' }),
      ledger: { store: closedLedger, tiers: () => defaultTiers },
      slots: quietSlots,
      usage: () => Promise.resolve({ kind: 'unavailable' }),
      metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
    },
    nowMs: () => fixtureTimeMs,
    log: { info: () => undefined, warn: () => undefined, error: (message) => void errors.push(message) },
  });
  if (outcome.kind !== 'listening') throw new Error(`The local interface is ${outcome.kind}.`);
  return {
    name: requestsName,
    talk: async (choices) => {
      const conversation = conversationOf(choices);
      const statuses = statusesOf(await converse(socketPath, conversation));
      const isNamed = statuses?.every((status) => status < 500 || status === 503) === true;
      const said = JSON.stringify(conversation);
      if (errors.length > 0) return { problem: `The log says: ${errors.splice(0).join('; ')}`, said };
      return { problem: isNamed ? null : `The answers are ${JSON.stringify(statuses)}.`, said };
    },
    stop: async () => {
      await outcome.close();
      fs.rmSync(folder, { recursive: true });
    },
  };
}

const requestsName = 'requests to the local interface';

function temporary(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'quota-tray-fuzz-'));
}

/** A kind whose conversations need a folder and a number of their own. */
function inFolder(
  name: string,
  talk: (folder: string, choices: Choices, number: number) => Promise<Talk>,
): FuzzConversationKind {
  return {
    name,
    start: async () => {
      const folder = temporary();
      let number = 0;
      return {
        name,
        talk: (choices) => talk(folder, choices, (number += 1)),
        stop: async () => fs.rmSync(folder, { recursive: true }),
      };
    },
  };
}

function anywhere(name: string, talk: (choices: Choices) => Promise<Talk>): FuzzConversationKind {
  return { name, start: async () => ({ name, talk, stop: async () => undefined }) };
}

/** Every kind of conversation. Windows has no program that prints a file and takes no line. */
export const allConversations: readonly FuzzConversationKind[] = [
  anywhere('answers of a service over HTTP', answerOfService),
  anywhere('answers of a service over broken TLS', brokenTls),
  { name: requestsName, start: startRequests },
  inFolder('answers of the app to the command line', answerOfApp),
  ...(process.platform === 'win32' ? [] : [inFolder('answers of a tool over JSON-RPC', answerOfTool)]),
];
