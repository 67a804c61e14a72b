import { said } from '../../quota/fact.ts';
import { asName, asRecord, noteOddFields } from '../json.ts';
import type { ReadResult } from '../provider.ts';
import { resultOf } from '../parse.ts';
import { readBudgets } from './read-budgets.ts';
import { readConcurrency } from './read-concurrency.ts';
import { readRequestsWindow } from './read-requests-window.ts';
import { readService } from './read-service.ts';
import { readRelayForm } from '../openai-gateways.ts';

/**
 * Reads the body of `GET {base}/usage`, every part of it optional, or the form of another gateway. An answer
 * that names no figure at all is none, whatever its objects are called. Never throws.
 */
export function readUsage(body: unknown, asOfMs: number): ReadResult {
  const record = asRecord(body);
  if (record === null) return resultOf(body, asOfMs, {}, ['$']);
  const notes = noteOddFields();
  const { odd } = notes;
  const form = readRelayForm(record, asOfMs, odd);
  if (form !== null) return resultOf(body, asOfMs, form, notes.paths);
  const usage = asRecord(record['usage']);
  if (usage === null && asRecord(record['limits']) === null) return resultOf(body, asOfMs, {}, ['usage']);
  const plan = planOf(record['plan']);
  const requests = readRequestsWindow(record, asOfMs, odd);
  const items = [...(requests === null ? [] : [requests]), ...readBudgets(usage, asOfMs, odd)];
  const concurrency = readConcurrency(record, odd);
  const service = readService(usage);
  const isSpokenOf = usage?.['service_mode'] !== undefined || usage?.['priority'] !== undefined;
  const hasFigure = items.length > 0 || concurrency !== undefined || plan !== null || isSpokenOf;
  return resultOf(
    body,
    asOfMs,
    {
      windows: { complete: notes.paths.length === 0, items },
      ...(plan === null ? {} : { plan: said(plan) }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(service === undefined || !hasFigure ? {} : { service }),
    },
    notes.paths,
  );
}

function planOf(stated: unknown): string | null {
  const plan = asRecord(stated);
  return plan === null ? asName(stated) : (asName(plan['display_name']) ?? asName(plan['slug']));
}
