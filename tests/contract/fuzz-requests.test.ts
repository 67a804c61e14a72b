import { expect, it } from 'vitest';

import { ask, emptySnapshot, runningApi } from '../support/api-server.ts';
import { choicesOf } from '../support/fuzz/choices.ts';
import { conversationOf, converse, statusesOf } from '../support/fuzz/http-bytes.ts';

const conversations = 4000;
const together = 20;
const seed = Number(process.env['QUOTA_TRAY_FUZZ_SEED'] ?? 1);

it('torn, pipelined, malformed and huge requests get a named refusal, and the next caller an answer', async () => {
  const { socketPath, errors } = await runningApi();
  const kinds = new Set<number>();
  for (let first = 0; first < conversations; first += together) {
    const said = Array.from({ length: together }, (_, index) =>
      conversationOf(choicesOf(seed, 'requests', first + index)),
    );
    const answers = await Promise.all(said.map((each) => converse(socketPath, each)));
    for (const [index, answer] of answers.entries()) {
      const statuses = statusesOf(answer);
      for (const status of statuses ?? []) kinds.add(status);
      const isNamed = statuses?.every((status) => status < 500 || status === 503) === true;
      expect({ seed, run: first + index, pieces: isNamed ? [] : said[index]?.pieces, statuses }).toEqual({
        ...{ seed, run: first + index, pieces: [] },
        statuses,
      });
    }
    expect((await ask(socketPath, 'GET', '/v1/snapshot')).body).toEqual(emptySnapshot);
  }
  expect(errors).toEqual([]);
  // A change that refused everything at once would also pass the rules above.
  expect([...kinds]).toEqual(expect.arrayContaining([200, 400, 403, 404, 405, 413, 415, 417, 431]));
});
