import fs from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '../../../../../main/node/storage/sqlite.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import {
  ampThread,
  copilotEnd,
  geminiChat,
  geminiMessage,
  grokTurn,
  kimiStatus,
  opencodeMessage,
  qwenAnswer,
} from '../../../../support/token-usage/log-examples.ts';
import { openIndexOf, putFile, totalsAfterUpdate } from '../../../../support/token-usage/log-world.ts';

it('finds the logs of each tool where the tool keeps them, and nothing beside them', async () => {
  const home = temporaryFolder();
  const put = (name: string, value: unknown): string => putFile(home, name, `${JSON.stringify(value)}\n`);
  put('.gemini/tmp/hash/chats/session-1.json', geminiChat);
  put('.gemini/tmp/hash/chats/session-2.jsonl', { ...geminiMessage, id: 'm-2' });
  put('.gemini/tmp/hash/logs.json', geminiChat);
  put('.copilot/session-state/s-1/events.jsonl', copilotEnd);
  put('.kimi/sessions/g/s-1/wire.jsonl', kimiStatus);
  put('.qwen/projects/-code/chats/x.jsonl', qwenAnswer);
  put('.local/share/amp/threads/T-1.json', ampThread);
  put('.grok/sessions/%2Fwork/s-1/updates.jsonl', grokTurn);
  put('.grok/sessions/%2Fwork/s-1/events.jsonl', grokTurn);
  put('.local/share/opencode/storage/message/ses_1/msg_1.json', opencodeMessage);
  const index = await openIndexOf(home);
  expect(await totalsAfterUpdate(index)).toEqual({
    ...{ gemini: 2 * 1075, copilot: 990, kimi: 200, qwen: 1050, amp: 200, grok: 1100, opencode: 210 },
  });
  expect(index.problems()).toEqual([]);
});

it('reads a document again when it changed, and keeps the last whole one while it is torn', async () => {
  const home = temporaryFolder();
  const file = putFile(home, '.local/share/amp/threads/T-1.json', JSON.stringify(ampThread));
  const index = await openIndexOf(home);
  expect(await totalsAfterUpdate(index)).toEqual({ amp: 200 });
  fs.writeFileSync(file, JSON.stringify(ampThread).slice(0, -9));
  expect(await totalsAfterUpdate(index)).toEqual({ amp: 200 });
  const [event] = ampThread.usageLedger.events;
  const more = [event, { ...event, id: 'e-2', toMessageId: 9 }];
  fs.writeFileSync(file, JSON.stringify({ ...ampThread, usageLedger: { events: more } }));
  expect(await totalsAfterUpdate(index)).toEqual({ amp: 200 + 150 });
});

it('reads the messages of a database once they are complete, each once with the older document of it', async () => {
  const home = temporaryFolder();
  const file = putFile(home, '.local/share/opencode/opencode.db', '');
  const database = await connect(file);
  onTestFinished(database.close);
  database.execute('CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER, data TEXT)');
  const put = (id: string, message: object): void =>
    void database.run('INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?)', id, 'ses_1', 1, JSON.stringify(message));
  put('msg_1', opencodeMessage);
  put('msg_2', { ...opencodeMessage, time: { created: opencodeMessage.time.created }, tokens: { input: 1 } });
  put('msg_3', { role: 'user', time: { created: 1 } });
  putFile(home, '.local/share/opencode/storage/message/ses_1/msg_1.json', JSON.stringify(opencodeMessage));
  const index = await openIndexOf(home);
  expect(await totalsAfterUpdate(index)).toEqual({ opencode: 210 });
  put('msg_2', { ...opencodeMessage, time: { created: opencodeMessage.time.created, completed: 9e12 } });
  expect(await totalsAfterUpdate(index)).toEqual({ opencode: 420 });
  expect(index.problems()).toEqual([]);
});
