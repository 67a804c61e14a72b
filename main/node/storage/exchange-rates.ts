import { type RateTable, parseRateTable, parseStoredRates } from '../../../core/credits/exchange-rates.ts';
import type { Failure } from '../../../core/polling/failure.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import type { RatesRefresh } from '../../../core/views/rates.ts';
import { isOfLaterVersion, readJsonFile, type UnreadableReason, writeJsonFile } from './json-file.ts';
import { dedupeReports } from './problems.ts';
import { quarantine } from './quarantine.ts';

/** The exchange rates that the user refreshed. Only `refresh` sends a request. */
export interface Rates {
  /** Returns the saved table. Null: there is none. It is the same object as long as the table does not change. */
  readonly table: () => RateTable | null;
  /** The host of the rates. Null if the configured address is refused. */
  readonly host: string | null;
  /** Requests the rates once. A failure keeps the table. Two calls at the same time share one request. Never rejects. */
  readonly refresh: () => Promise<RatesRefresh>;
}

export interface RatesOptions {
  /** `rates.json` in the state folder. */
  readonly file: string;
  /** Null: the configured address is refused. */
  readonly address: URL | null;
  /** A GET without a sign-in. */
  readonly get: (
    url: string,
    limits: { readonly timeoutMs: number; readonly maximumBytes: number },
  ) => Promise<
    { readonly kind: 'body'; readonly body: unknown } | { readonly kind: 'failure'; readonly failure: Failure }
  >;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
}

const limits = { timeoutMs: 20_000, maximumBytes: 256 * 1024 };

/** Creates the store of the exchange rates. Its file `{version: 1, table}` is read when it is first needed. */
export function createRates({ file, address, get, nowMs, report }: RatesOptions): Rates {
  const reportProblem = dedupeReports(report);
  let known: { readonly table: RateTable | null } | null = null;
  let isFileReadOnly = false;
  let inFlight: Promise<RatesRefresh> | null = null;

  const table = (): RateTable | null => (known ??= { table: load() }).table;

  function load(): RateTable | null {
    const found = readJsonFile(file, limits.maximumBytes);
    if (found.kind === 'missing') return null;
    if (found.kind === 'value' && isOfLaterVersion(found.value, 1)) {
      isFileReadOnly = true;
      reportProblem({ kind: 'newer-version', what: 'rates', file });
      return null;
    }
    const stored = found.kind === 'value' ? tableIn(found.value) : null;
    if (stored === null) quarantineFile(found.kind === 'value' ? 'corrupt' : found.reason);
    return stored;
  }

  function quarantineFile(reason: UnreadableReason): void {
    const moved = reason === 'corrupt' || reason === 'too-large' ? quarantine(file, nowMs()) : null;
    if (moved?.kind === 'moved') {
      reportProblem({ kind: 'set-aside', what: 'rates', movedTo: moved.movedTo });
    } else {
      isFileReadOnly = true;
      reportProblem({ kind: 'not-read', what: 'rates', cause: reason });
    }
  }

  async function ask(url: URL): Promise<RatesRefresh> {
    table();
    const outcome = await get(url.href, limits);
    if (outcome.kind === 'failure') return { kind: 'failed', host: url.host, failure: outcome.failure };
    const fresh = parseRateTable(outcome.body, url.host);
    if (fresh === null) return { kind: 'failed', host: url.host, failure: { kind: 'schema', paths: [] } };
    known = { table: fresh };
    keep(fresh);
    return { kind: 'refreshed' };
  }

  function keep(fresh: RateTable): void {
    if (isFileReadOnly) return;
    const written = writeJsonFile(file, { version: 1, table: fresh });
    if (!written.ok) reportProblem({ kind: 'not-saved', what: 'rates', cause: written.cause });
  }

  const refresh = (): Promise<RatesRefresh> => {
    if (address === null) return Promise.resolve({ kind: 'bad-address' });
    inFlight ??= ask(address).finally(() => (inFlight = null));
    return inFlight;
  };

  return Object.freeze({ table, host: address?.host ?? null, refresh });
}

function tableIn(value: unknown): RateTable | null {
  const { version, table } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  return version === 1 ? parseStoredRates(table) : null;
}
