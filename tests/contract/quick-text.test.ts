import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { textIn } from '../../main/node/api/quick-client.ts';
import { ask } from '../support/api-server.ts';
import { type CommandPlace, runCommandLine, startServe } from '../support/command-line.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { exampleUsage, freshAccount, signedInPlace, socketOf } from '../support/serving-place.ts';
import { askPort, runningPort } from '../support/tcp-api.ts';

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await startFakeUpstream();
  upstream.reply('work', { status: 200, body: exampleUsage() });
});
afterEach(() => upstream.close());

const path = '/v1/command-line/text';
const statusInput = JSON.stringify({
  model: { display_name: 'Sonnet' },
  session_id: 'canary',
  rate_limits: { five_hour: { used_percentage: 37, resets_at: Math.floor(Date.now() / 1000) + 30_000 } },
});

/** Countdowns may be a minute apart. */
const withoutMinutes = (text: string): string => text.replaceAll(/\d+m\b|"generatedAt": "[^"]*"/g, '');

describe.runIf(process.platform !== 'win32')('a command beside the running app', () => {
  it('prints the text that the app makes, and the same without it', async () => {
    const place = await signedInPlace(upstream);
    await startServe(place);
    await freshAccount(place);
    // The longer form of the same command is never answered by the app.
    const [status, line] = [
      [['status'], ['status', '--']],
      [['statusline'], ['statusline', '--earlier=']],
    ] as const;
    const cases = [
      ...[status, line].flatMap((pair) =>
        [{}, { LANG: 'zh_CN.UTF-8', TZ: 'Asia/Tokyo' }].map((env) => ({ pair, env })),
      ),
      {
        pair: [
          ['status', '--compact'],
          ['--compact', 'status'],
        ],
        env: {},
      },
      {
        pair: [
          ['status', '--json'],
          ['--json', 'status'],
        ],
        env: {},
      },
      // A zone by a rule: the command makes the text itself.
      { pair: status, env: { TZ: 'JST-9' } },
    ] as const;
    for (const { pair, env } of cases) {
      const at: CommandPlace = { ...place, env, input: statusInput };
      const run = async () => [await runCommandLine(at, ...pair[0]), await runCommandLine(at, ...pair[1])] as const;
      let [made, own] = await run();
      // Between two runs on a busy computer a figure may become older, or a minute may pass.
      for (let turn = 0; turn < 3 && withoutMinutes(made.stdout) !== withoutMinutes(own.stdout); turn += 1)
        [made, own] = await run();
      expect(withoutMinutes(made.stdout)).toBe(withoutMinutes(own.stdout));
      expect(made).toMatchObject({ code: 0, stderr: '' });
      expect(made.stdout.length).toBeGreaterThan(10);
    }
  }, 600_000);

  it('goes on itself when the app does not answer', async () => {
    const place = await signedInPlace(upstream);
    const end = await runCommandLine({ ...place, input: statusInput }, 'statusline');
    expect(end).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Sonnet · 5 h.* 63% left/) });
  });

  it('runs an earlier status line command once, with the same input, and puts its line first', async () => {
    const place = await signedInPlace(upstream);
    await startServe(place);
    await freshAccount(place);
    const at = { ...place, env: { PATH: '/usr/bin:/bin' }, input: statusInput };
    const end = await runCommandLine(at, 'statusline', '--earlier', `wc -c | tr -d ' '`);
    expect(end.stdout).toMatch(new RegExp(`^${statusInput.length} · Sonnet · 5 h.* 63% left`));
    expect(end.stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  it('loses no text where the output is a full disk', async () => {
    const place = await signedInPlace(upstream);
    await startServe(place);
    await freshAccount(place);
    const end = await runCommandLine({ ...place, output: { file: '/dev/full' } }, 'status');
    expect(end.code).toBe(74);
    expect(end.stderr).toContain('disk is full');
  });

  it('ends well where the reader left', async () => {
    const place = await signedInPlace(upstream);
    await startServe(place);
    await freshAccount(place);
    expect((await runCommandLine({ ...place, output: 'reader-left' }, 'status')).code).toBe(0);
  });
});

describe('the request for a text', () => {
  it('takes only what it knows', async () => {
    const place = await signedInPlace(upstream);
    await startServe(place);
    const send = (body: object) =>
      ask(socketOf(place), 'POST', path, { 'content-type': 'application/json' }, JSON.stringify(body));
    const wanted = { kind: 'status', form: 'text', columns: null, hasColour: false };
    const good = { version: 'x', environment: {}, homeFolder: '/', wanted };
    expect((await send(good)).status).toBe(409);
    for (const bad of [
      { ...good, more: 1 },
      { ...good, environment: { LANG: 1 } },
      { ...good, environment: { LANG: 'x'.repeat(5_000) } },
      { ...good, environment: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`V${index}`, ''])) },
      { ...good, wanted: { ...wanted, columns: 0 } },
      { ...good, wanted: { kind: 'other' } },
    ]) {
      expect((await send(bad)).status).toBe(400);
    }
  });

  it('does not exist on a port, because it looks into a folder of the caller', async () => {
    const { port, bearer } = await runningPort({ commandText: async () => 'a text' });
    const headers = { ...bearer(), 'Content-Type': 'application/json' };
    expect((await askPort(port, 'POST', path, headers, '{}')).status).toBe(404);
  });
});

describe('an answer of the app', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\n';
  it.each([
    ['a whole text', `${head}Content-Length: 3\r\n\r\n€`, '€'],
    ['a text that goes on', `${head}Content-Length: 4\r\n\r\nabc`, null],
    ['more than its length', `${head}Content-Length: 2\r\n\r\nabc`, null],
    ['no length', `${head}\r\nabc`, null],
    ['chunks', `${head}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc`, null],
    [
      'a refusal',
      'HTTP/1.1 409 Conflict\r\ncontent-type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n\r\nabc',
      null,
    ],
    ['another type', 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\nabc', null],
    ['no HTTP', 'hello', null],
    ['nothing', '', null],
  ])('%s', (_, answer, text) => {
    expect(textIn(Buffer.from(answer))).toBe(text);
  });
});
