import type { Account } from './account.ts';
import { statedValue } from '../usage/fact.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { asName, asRecord, type JsonRecord, listOf } from '../units/json.ts';
import { addDecimals, multiplyMoney } from '../units/money.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { AnsweredRequest, ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';

/** Deepgram, polled for the balances of a project. */
export const deepgramProvider: Provider = {
  id: 'deepgram',
  displayName: 'Deepgram',
  tile: 'Dg',
  shows: ['balance'],
  pages: {
    usage: 'https://console.deepgram.com/',
    status: 'https://status.deepgram.com/',
    billing: 'https://console.deepgram.com/',
  },
  signInCommand: null,
  key: { page: 'https://console.deepgram.com/', defaultBaseUrl: 'https://api.deepgram.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 600_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v1/projects', headers),
      furtherRequest: (account, answers) => {
        const project = answers.length === 1 ? projectOf(answers[0], account) : null;
        return project === null ? null : keyRequest(account, `/v1/projects/${project.id}/balances`, headers);
      },
      parse: parseBalances,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

const headers = { Authorization: 'Token {{secret:accessToken}}' };

interface Project {
  readonly id: string;
  /** Null: the project has none. */
  readonly name: string | null;
}

/** The project in `GET /v1/projects`: the one that the user named, else the first. Null: there is none. */
function projectOf(body: unknown, { organizationId }: Account): Project | null {
  const listed = listOf(asRecord(body)?.['projects'])?.items ?? [];
  const projects = listed.flatMap(({ value }): readonly Project[] => {
    const project = asRecord(value);
    const id = asName(project?.['project_id']) ?? '';
    return /^[\w-]{1,100}$/.test(id) ? [{ id, name: asName(project?.['name']) }] : [];
  });
  const wanted = organizationId?.trim() ?? '';
  return (wanted === '' ? projects[0] : projects.find(({ id }) => id === wanted)) ?? null;
}

/**
 * Parses `GET /v1/projects/{project}/balances`: the outstanding balances of a project, each with its unit. The balances
 * in dollars are parts of the same money. Other units, such as hours, are ignored. Never throws.
 */
function parseBalances(body: unknown, asOfMs: number, { account, earlier = [] }: AnsweredRequest): ParseResult {
  const project = projectOf(earlier[0], account);
  const list = listOf(asRecord(body)?.['balances']);
  if (project === null || list?.isWhole !== true) return parseResult(body, asOfMs, {}, ['balances']);
  const read = list.items.map(({ value }) => parseBalance(asRecord(value)));
  const unrecognizedPaths = read.flatMap((each, index) => (each === null ? [`balances[${index}]`] : []));
  const dollars = read.flatMap((each) => (each?.unit === 'USD' ? [each.amount] : []));
  // A part that was not understood would make the sum too small.
  const isKnown = unrecognizedPaths.length === 0 && dollars.length > 0;
  const sum = isKnown ? dollars.reduce(addDecimals, '0') : null;
  const balance = sum === null ? null : multiplyMoney(sum, '1', 'USD');
  if (balance === null) return parseResult(body, asOfMs, {}, unrecognizedPaths);
  const prepaid = statedValue({ currency: 'USD', balance, nextExpiresAtMs: null });
  const workspace = project.name === null ? {} : { workspace: statedValue(project.name) };
  return parseResult(body, asOfMs, { prepaid, ...workspace }, []);
}

function parseBalance(balance: JsonRecord | null): { readonly unit: string; readonly amount: DecimalString } | null {
  const unit = asName(balance?.['units'])?.toUpperCase() ?? null;
  const amount = parseDecimal(balance?.['amount']);
  return unit === null || amount === null ? null : { unit, amount };
}
