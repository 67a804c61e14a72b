import fs from 'node:fs';
import path from 'node:path';

import { expect, it } from 'vitest';

import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createSlotReductions } from '../../../../../main/node/storage/slot-reductions.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

function storeIn(folder = temporaryFolder()) {
  const problems: StorageProblem[] = [];
  const file = path.join(folder, 'slots.json');
  const store = createSlotReductions({ file, nowMs: () => 0, report: (problem) => void problems.push(problem) });
  return { folder, file, problems, store };
}

const lowered = { 'codex:work': { from: 4, to: 2, atMs: 1_000 } };

it('what was lowered is there after a restart', () => {
  const { folder, file, store } = storeIn();
  expect(store.load()).toEqual({});
  store.save(lowered);
  expect(modeOf(file)).toBe(0o600);
  expect(storeIn(folder).store.load()).toEqual(lowered);
});

it('a row that is none is left out', () => {
  const { file, store, problems } = storeIn();
  const rows = { ...lowered, a: { from: 1, to: 0, atMs: 0 }, b: { from: 2, to: 2, atMs: 0 }, c: null, d: { to: 1 } };
  fs.writeFileSync(file, JSON.stringify({ version: 1, reductions: rows }));
  expect(store.load()).toEqual(lowered);
  expect(problems).toEqual([]);
});

it.each([['{'], ['[]'], ['{"version": 0, "reductions": {}}']])('a file with %s is set aside and told', (text) => {
  const { folder, file, store, problems } = storeIn();
  fs.writeFileSync(file, text);
  expect(store.load()).toEqual({});
  expect(problems).toMatchObject([{ kind: 'set-aside', what: 'slots' }]);
  expect(fs.readdirSync(folder)).toHaveLength(1);
  store.save(lowered);
  expect(store.load()).toEqual(lowered);
});

it('a file of a later version is left as it is and told', () => {
  const { folder, file, store, problems } = storeIn();
  const text = '{"version": 2, "reductions": {}, "more": true}';
  fs.writeFileSync(file, text);
  expect(store.load()).toEqual({});
  store.save(lowered);
  expect(problems).toEqual([{ kind: 'newer-version', what: 'slots', file }]);
  expect(fs.readdirSync(folder)).toEqual(['slots.json']);
  expect(fs.readFileSync(file, 'utf8')).toBe(text);
});
