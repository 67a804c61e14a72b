import { said } from '../../quota/fact.ts';
import { asName, asRecord, noteOddFields } from '../shape.ts';
import type { ReadResult } from '../provider.ts';
import { resultOf } from '../reading-parts.ts';
import { readBudgets } from './read-budgets.ts';
import { readConcurrency } from './read-concurrency.ts';
import { readRequestsWindow } from './read-requests-window.ts';
import { readService } from './read-service.ts';

/** Reads the body of `GET {base}/usage` (S2-9), every part of it optional. Never throws (S2-4). */
export function readUsage(body: unknown, asOfMs: number): ReadResult {
  const record = asRecord(body);
  if (record === null) return resultOf(body, asOfMs, {}, ['$']);
  const notes = noteOddFields();
  const { odd } = notes;
  const usage = asRecord(record['usage']);
  const plan = planOf(record['plan']);
  const requests = readRequestsWindow(record, asOfMs, odd);
  const items = [...(requests === null ? [] : [requests]), ...readBudgets(usage, asOfMs, odd)];
  const concurrency = readConcurrency(record, odd);
  const service = readService(usage);
  const isUnderstood = usage !== null || asRecord(record['limits']) !== null;
  if (!isUnderstood) return resultOf(body, asOfMs, {}, ['usage']);
  return resultOf(
    body,
    asOfMs,
    {
      windows: { complete: notes.paths.length === 0, items },
      ...(plan === null ? {} : { plan: said(plan) }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(service === undefined ? {} : { service }),
    },
    notes.paths,
    notes.paths.length === 0,
  );
}

function planOf(stated: unknown): string | null {
  const plan = asRecord(stated);
  return plan === null ? asName(stated) : (asName(plan['display_name']) ?? asName(plan['slug']));
}
