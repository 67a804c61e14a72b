import { parseArgs } from 'node:util';

/** A ledger command as the request of the local interface that it is. */
export type LedgerCommand =
  | {
      readonly kind: 'ledger';
      readonly action: 'plan' | 'reserve' | 'commit' | 'release' | 'show';
      readonly method: 'GET' | 'POST' | 'DELETE';
      readonly path: string;
      /** undefined: none. */
      readonly body: Readonly<Record<string, unknown>> | undefined;
      readonly json: boolean;
    }
  | { readonly kind: 'ledger-import'; readonly file: string; readonly json: boolean };

type Parsed = LedgerCommand | { readonly kind: 'bad'; readonly message: string } | { readonly kind: 'help' };

export const ledgerUsage = `  ledger plan --install ID --tier T [--hardware] [--json]
  ledger reserve --install ID --tier T [--hardware] [--job J] [--ttl SECONDS] [--json]
  ledger commit RESERVATION | --install ID --tier T --backend gemini|hardware [--job J] [--json]
  ledger release RESERVATION      metered installs: may a call be made, hold a credit for it, book
                                  it, give it back; plan and reserve exit 1 when denied
  ledger show [ID] [--limit N] [--cursor ID] [--json]
                                  what each install has used and has left, all or a page of them
  ledger import FILE [--json]     takes over a relay's credits.json
`;

const flags = {
  install: { type: 'string' },
  tier: { type: 'string' },
  hardware: { type: 'boolean' },
  job: { type: 'string' },
  ttl: { type: 'string' },
  backend: { type: 'string' },
  limit: { type: 'string' },
  cursor: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type FlagName = keyof typeof flags;
type Values = Partial<Record<FlagName, string | boolean>>;

const allowedFlags: Readonly<Record<string, readonly FlagName[]>> = {
  plan: ['install', 'tier', 'hardware'],
  reserve: ['install', 'tier', 'hardware', 'job', 'ttl'],
  commit: ['install', 'tier', 'backend', 'job'],
  release: [],
  show: ['limit', 'cursor'],
  import: [],
};

/** Reads the arguments after `ledger`. Unknown words and options are refused by name. */
export function parseLedgerCommand(argv: readonly string[]): Parsed {
  let parsed: { readonly values: Values; readonly positionals: readonly string[] };
  try {
    parsed = parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    return bad(error instanceof Error ? (error.message.split(/\.\s/)[0] ?? error.message) : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  const [action = '', ...rest] = positionals;
  if (!Object.hasOwn(allowedFlags, action)) {
    return bad(`ledger is followed by one of ${Object.keys(allowedFlags).join(', ')}.`);
  }
  const wrong = (Object.keys(values) as FlagName[]).find(
    (name) => name !== 'json' && !allowedFlags[action]?.includes(name),
  );
  if (wrong !== undefined) return bad(`--${wrong} does not go with ledger ${action}.`);
  return readAction(action, rest, values);
}

function readAction(action: string, [name, ...more]: readonly string[], values: Values): Parsed {
  const json = values.json === true;
  if (more.length > 0) return bad(`ledger ${action} takes no "${more[0]}".`);
  switch (action) {
    case 'import':
      return name === undefined
        ? bad('ledger import needs the file to read.')
        : { kind: 'ledger-import', file: name, json };
    case 'show': {
      return name === undefined ? readList(values, json) : readInstall(name, values, json);
    }
    case 'release':
      return name === undefined || name === ''
        ? bad('ledger release needs the id of a reservation.')
        : request('release', 'DELETE', `/v1/ledger/reservations/${encodeURIComponent(name)}`, undefined, json);
    case 'commit':
      return readCommit(name, values, json);
    default:
      return name === undefined ? readAsk(action, values, json) : bad(`ledger ${action} takes no "${name}".`);
  }
}

function readInstall(name: string, { limit, cursor }: Values, json: boolean): Parsed {
  if (name === '') return bad(noInstall);
  if (limit !== undefined || cursor !== undefined) {
    return bad('--limit and --cursor are for the list, so they do not go with an install.');
  }
  return request('show', 'GET', `${installs}/${encodeURIComponent(name)}`, undefined, json);
}

const installs = '/v1/ledger/installs';

function readList({ limit, cursor }: Values, json: boolean): Parsed {
  if (cursor !== undefined && limit === undefined) return bad('--cursor goes with --limit.');
  if (limit === undefined) return request('show', 'GET', installs, undefined, json);
  if (!/^[1-9]\d*$/.test(String(limit))) return bad('--limit is a whole number from 1 on.');
  const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(String(cursor))}`;
  return request('show', 'GET', `${installs}?limit=${String(limit)}${from}`, undefined, json);
}

function readCommit(reservationId: string | undefined, values: Values, json: boolean): Parsed {
  if (reservationId !== undefined) {
    return values.install === undefined && values.tier === undefined && values.backend === undefined && !values.job
      ? request('commit', 'POST', '/v1/ledger/commits', { reservationId }, json)
      : bad('ledger commit takes a reservation, or --install, --tier and --backend, not both.');
  }
  const { install, tier, backend, job } = values;
  if (!install || install === true)
    return bad('ledger commit needs a reservation, or --install, --tier and --backend.');
  if (!tier) return bad('ledger commit needs --tier.');
  if (backend !== 'gemini' && backend !== 'hardware') return bad('--backend is gemini or hardware.');
  const body = { tier, backend, ...(job === undefined ? {} : { jobId: job }) };
  return request('commit', 'POST', `/v1/ledger/installs/${encodeURIComponent(install)}/commits`, body, json);
}

function readAsk(action: string, { install, tier, hardware, job, ttl }: Values, json: boolean): Parsed {
  if (!install || install === true) return bad(noInstall);
  if (!tier) return bad(`ledger ${action} needs --tier.`);
  if (ttl !== undefined && !/^\d{1,6}$/.test(String(ttl))) return bad('--ttl is a whole number of seconds.');
  const ask = { tier, hasHardware: hardware === true };
  const path = `/v1/ledger/installs/${encodeURIComponent(install)}`;
  if (action === 'plan') return request('plan', 'POST', `${path}/plan`, ask, json);
  const body = {
    ...ask,
    ...(job === undefined ? {} : { jobId: job }),
    ...(ttl === undefined ? {} : { ttlSeconds: Number(ttl) }),
  };
  return request('reserve', 'POST', `${path}/reservations`, body, json);
}

const noInstall = '--install needs the id of an install, a UUID.';

type Request = Extract<LedgerCommand, { kind: 'ledger' }>;

function request(
  action: Request['action'],
  method: Request['method'],
  path: string,
  body: Request['body'],
  json: boolean,
): Parsed {
  return { kind: 'ledger', action, method, path, body, json };
}

function bad(message: string): Parsed {
  return { kind: 'bad', message };
}
