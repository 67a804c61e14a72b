import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import { openLedger } from '../../main/node/ledger/open-ledger.ts';
import { commitCall, freshId, rowOf } from '../support/ledger/desk.ts';
import { describeOnPostgres } from '../support/postgres/describe.ts';
import { modeOf, temporaryFolder } from '../support/temporary-folder.ts';

describeOnPostgres('the ledger that environment and settings name', (cluster) => {
  function opening(folder: string, url: string, settings: Partial<Settings>) {
    const lines: string[] = [];
    const say = (line: string): void => void lines.push(line);
    const store = openLedger({
      environment: url === '' ? {} : { QUOTA_TRAY_LEDGER_URL: url },
      isUrlKnown: () => true,
      isSealed: () => false,
      settings: () => ({ ...defaultSettings, ...settings }),
      paths: { ledger: path.join(folder, 'ledger.db'), ledgerOutbox: path.join(folder, 'outbox.db') },
      nowMs: () => Date.parse('2026-11-22T00:05:00Z'),
      newId: randomUUID,
      notice: (notice) => say(notice.kind),
      log: { info: say, warn: say, error: say },
      report: (problem) => say(problem.kind),
    });
    onTestFinished(() => store.close());
    return { store, lines };
  }

  it('is in a file without a URL, and on the server with one, where the file stays away', async () => {
    const folder = temporaryFolder();
    const url = await cluster().createDatabase('opened');
    const installId = freshId();
    const onServer = opening(folder, url, {});
    expect(await commitCall(onServer.store, installId)).toMatchObject({ charged: true });
    expect(fs.readdirSync(folder)).toEqual([]);
    const here = opening(folder, '', {});
    expect(await rowOf(here.store, installId)).toMatchObject({ lifetimeConsumed: 0 });
    expect(await rowOf(opening(folder, url, {}).store, installId)).toMatchObject({ lifetimeConsumed: 1 });
  });

  it('an outbox that a process left behind is booked by the next one, and no line names a password', async () => {
    const folder = temporaryFolder();
    const url = await cluster().createDatabase('left');
    const installId = freshId();
    const first = opening(folder, url, { ledgerGraceCredits: 2 });
    await commitCall(first.store, installId);
    await cluster().stop();
    expect(await commitCall(first.store, installId)).toMatchObject({ charged: true, balance: { capped: 'unknown' } });
    expect(await commitCall(first.store, installId)).toMatchObject({ charged: true });
    expect(await commitCall(first.store, installId)).toEqual({ kind: 'unavailable', reason: 'unreachable' });
    await first.store.close();
    expect(modeOf(path.join(folder, 'outbox.db'))).toBe(0o600);
    await cluster().start();
    const second = opening(folder, url, {});
    expect(await rowOf(second.store, installId)).toMatchObject({ lifetimeConsumed: 3 });
    await second.store.close();
    expect(first.lines).toEqual([
      expect.stringMatching(/^There was no ledger on the server, so an empty one was made \(.+\)$/),
      expect.stringMatching(/cannot be reached/),
      expect.stringMatching(/within the grace/),
    ]);
    expect(second.lines).toEqual([expect.stringMatching(/are booked: 2 charged, 0 charged before/)]);
    expect([...first.lines, ...second.lines].join(' ')).not.toMatch(/pass-|quota_tray/);
  });

  it('a call that the server refuses to book stays in the outbox, is told once, and is booked when it may be', async () => {
    const folder = temporaryFolder();
    const url = await cluster().createDatabase('refused');
    const installId = freshId();
    const first = opening(folder, url, { ledgerGraceCredits: 2 });
    await commitCall(first.store, installId);
    await cluster().stop();
    await commitCall(first.store, installId);
    await first.store.close();
    await cluster().start();
    const database = new URL(url).pathname.slice(1);
    const readOnly = (is: 'on' | 'off') =>
      cluster().query('postgres', `ALTER DATABASE ${database} SET default_transaction_read_only = ${is}`);
    await readOnly('on');
    const second = opening(folder, url, { ledgerGraceCredits: 2 });
    for (let call = 0; call < 3; call += 1) {
      expect(await commitCall(second.store, installId)).toEqual({ kind: 'unavailable', reason: 'read-only' });
    }
    await second.store.close();
    expect(second.lines.filter((line) => /stays in the outbox/.test(line))).toHaveLength(1);
    await readOnly('off');
    const third = opening(folder, url, {});
    expect(await rowOf(third.store, installId)).toMatchObject({ lifetimeConsumed: 2 });
    expect(third.lines).toEqual([expect.stringMatching(/are booked: 1 charged/)]);
  });

  it('without a place for the outbox there is no grace, and that is said', async () => {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, 'outbox.db'));
    fs.writeFileSync(path.join(folder, 'file'), '');
    const { store, lines } = opening(path.join(folder, 'file'), 'postgres://127.0.0.1:1/d', { ledgerGraceCredits: 5 });
    expect(await commitCall(store, freshId())).toEqual({ kind: 'unavailable', reason: 'unreachable' });
    expect(lines.join(' ')).toMatch(/no grace/);
  });
});
