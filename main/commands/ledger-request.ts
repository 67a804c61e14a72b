import type { Translate } from '../../core/i18n/translate.ts';

export type LedgerAction = 'plan' | 'reserve' | 'commit' | 'release' | 'show';

/** A ledger command as the request of the local interface that it is. */
export interface LedgerCommand {
  readonly kind: 'ledger';
  readonly action: LedgerAction;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** undefined: the request has no body. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly json: boolean;
}

/** The options of all ledger commands. */
export interface LedgerOptions {
  readonly install?: string;
  readonly tier?: string;
  readonly hardware?: boolean;
  readonly job?: string;
  readonly ttl?: string;
  readonly backend?: string;
  readonly limit?: string;
  readonly cursor?: string;
  readonly json?: boolean;
}

export const installsPath = '/v1/ledger/installs';
const backends = ['gemini', 'hardware'] as const;

/** A request, or the sentence that says why the arguments make none. */
type Requested = Omit<LedgerCommand, 'kind' | 'json'> | string;

/** The request of `ledger plan` and `ledger reserve`. */
export function askRequest(
  action: 'plan' | 'reserve',
  { install, tier, hardware = false, job, ttl }: LedgerOptions,
  t: Translate,
): Requested {
  if (!install) return t('cli.ledger.install-form');
  if (!tier) return t('cli.error.needs-option', { command: `ledger ${action}`, option: '--tier' });
  if (ttl !== undefined && !/^\d{1,6}$/.test(ttl)) return t('cli.ledger.ttl-form');
  const ask = { tier, hasHardware: hardware };
  const path = `${installsPath}/${encodeURIComponent(install)}`;
  if (action === 'plan') return { action, method: 'POST', path: `${path}/plan`, body: ask };
  const body = {
    ...ask,
    ...(job === undefined ? {} : { jobId: job }),
    ...(ttl === undefined ? {} : { ttlSeconds: Number(ttl) }),
  };
  return { action, method: 'POST', path: `${path}/reservations`, body };
}

/** The request of `ledger commit`, for a reservation or for an install. */
export function commitRequest(
  reservationId: string | undefined,
  { install, tier, backend, job }: LedgerOptions,
  t: Translate,
): Requested {
  if (reservationId !== undefined) {
    const isAlone = install === undefined && tier === undefined && backend === undefined && !job;
    return isAlone
      ? { action: 'commit', method: 'POST', path: '/v1/ledger/commits', body: { reservationId } }
      : t('cli.ledger.commit-both');
  }
  if (!install) return t('cli.ledger.commit-none');
  if (!tier) return t('cli.error.needs-option', { command: 'ledger commit', option: '--tier' });
  if (!backends.some((name) => name === backend)) return t('cli.ledger.backend-form');
  const body = { tier, backend, ...(job === undefined ? {} : { jobId: job }) };
  return { action: 'commit', method: 'POST', path: `${installsPath}/${encodeURIComponent(install)}/commits`, body };
}

/** The request of `ledger release`. */
export function releaseRequest(reservationId: string | undefined, t: Translate): Requested {
  if (!reservationId) return t('cli.ledger.release-none');
  const path = `/v1/ledger/reservations/${encodeURIComponent(reservationId)}`;
  return { action: 'release', method: 'DELETE', path, body: undefined };
}

/** The request of `ledger show`, for one install or for the list. */
export function showRequest(install: string | undefined, { limit, cursor }: LedgerOptions, t: Translate): Requested {
  const request = { action: 'show', method: 'GET', body: undefined } as const;
  if (install !== undefined) {
    if (install === '') return t('cli.ledger.install-form');
    return limit === undefined && cursor === undefined
      ? { ...request, path: `${installsPath}/${encodeURIComponent(install)}` }
      : t('cli.ledger.page-of-one');
  }
  if (cursor !== undefined && limit === undefined) return t('cli.ledger.cursor-alone');
  if (limit === undefined) return { ...request, path: installsPath };
  if (!/^[1-9]\d*$/.test(limit)) return t('cli.ledger.limit-form');
  const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return { ...request, path: `${installsPath}?limit=${limit}${from}` };
}
