import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { noFacts } from '../../core/usage/facts.ts';
import type { StorageProblem } from '../../core/settings/storage-problem.ts';
import { createAccountCache } from '../../main/node/storage/account-cache.ts';
import { known } from '../support/account-states.ts';
import { grantBody } from '../support/engine-world.ts';
import { accountIn, type GrantWriterSetup, offerOf } from '../support/grant-writer.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const organizations = ['org-a', 'org-b'] as const;
const rounds = 40;
const program = fileURLToPath(new URL('../support/grant-writer.ts', import.meta.url));
/** How many grants were sent to each organisation; each is its own amount. */
const sent = new Map<string, number>();
let server: http.Server;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    const organization = /organizations\/([^/]+)\//.exec(request.url ?? '')?.[1];
    if (organization === undefined) {
      response.end(JSON.stringify({ five_hour: { utilization: 5, resets_at: null } }));
      return;
    }
    const count = (sent.get(organization) ?? 0) + 1;
    sent.set(organization, count);
    response.end(JSON.stringify(grantBody({ amount_minor_units: count * 100 })));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function open(folder: string, problems: StorageProblem[]) {
  return createAccountCache({ folder, nowMs: Date.now, report: (problem) => problems.push(problem) });
}

it('two processes that write grants of different organisations at once lose nothing of each other', async () => {
  const folder = temporaryFolder();
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const problems: StorageProblem[] = [];
  const before = open(folder, problems);
  const atMs = Date.now();
  for (const organization of organizations) {
    const account = accountIn(organization, baseUrl);
    before.save({ account, facts: { ...noFacts, plan: known('max', atMs) }, endpoints: {}, oddPaths: [] });
  }
  fs.writeFileSync(path.join(folder, 'unrelated.json'), '{"kept":true}');

  const exits = organizations.map(async (own) => {
    const other = organizations.find((each) => each !== own) ?? own;
    const setup: GrantWriterSetup = { folder, baseUrl, own, other, rounds, epochMs: atMs, speed: 600 };
    const child = spawn(process.execPath, [program, JSON.stringify(setup)], { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  });
  expect(await Promise.all(exits)).toEqual([0, 0]);

  const states = open(folder, problems).load();
  expect(problems).toEqual([]);
  const kept = states.map(({ account, facts, offer }) => ({
    organization: account.organizationId,
    grant: facts.grant.said?.value.amountMinorUnits,
    plan: facts.plan.said?.value,
    offer,
  }));
  const expected = organizations.map((organization) => ({
    organization,
    grant: (sent.get(organization) ?? 0) * 100,
    plan: 'max',
    offer: offerOf(rounds),
  }));
  expect(new Set(kept)).toEqual(new Set(expected));
  for (const organization of organizations) expect(sent.get(organization)).toBeGreaterThanOrEqual(rounds);
  expect(fs.readFileSync(path.join(folder, 'unrelated.json'), 'utf8')).toBe('{"kept":true}');
  expect(fs.readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
