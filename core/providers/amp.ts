import { statedValue } from '../usage/fact.ts';
import type { Observation, PrepaidReading, WindowReading, WindowShape } from '../usage/observation.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { parseNumber } from '../units/number.ts';
import { asName, asRecord } from '../units/json.ts';
import { cleanText } from '../units/text.ts';
import { ignoreHeaders, parseMoney, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow } from './windows.ts';

const method = 'userDisplayBalanceInfo';

/** Amp, with an access token. The service states its figures as the text that `amp usage` prints. */
export const ampProvider: Provider = {
  id: 'amp',
  displayName: 'Amp',
  tile: 'Am',
  shows: ['limits', 'balance'],
  pages: { usage: 'https://ampcode.com/settings' },
  signInCommand: null,
  key: { page: 'https://ampcode.com/settings', defaultBaseUrl: 'https://ampcode.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => ({
        ...keyRequest(account, `/api/internal?${method}`),
        method: 'POST',
        isQuestion: true,
        body: { method, params: {} },
      }),
      parse: parseBalanceInfo,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

const usd = 'USD';
const daySeconds = 86_400;
const longestText = 20_000;
const mostLines = 200;

/** Parses `result.displayText`. A line that is not known here is skipped. Never throws. */
export function parseBalanceInfo(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const error = asRecord(record?.['error']);
  if (error?.['code'] === 'auth-required') {
    return { ok: false, paths: ['error.code: string'], failure: { kind: 'unauthorised', status: 401 } };
  }
  const text = asRecord(record?.['result'])?.['displayText'];
  if (record?.['ok'] === false || typeof text !== 'string') {
    return parseResult(body, asOfMs, {}, ['result.displayText']);
  }
  const lines = linesOf(text);
  const prepaid = prepaidOf(lines);
  const isPaid = prepaid !== null && Number(prepaid.balance) > 0;
  const plans = lines.flatMap((line) => tierOf(line) ?? subscriptionOf(line) ?? []);
  const [plan] = plans;
  const free = lines.map(freeOf).find((each) => each !== null) ?? null;
  // Credits pay on where an allowance is used up. Only without them does the allowance limit the whole account.
  const scopeOf = (isMain: boolean): WindowShape['scope'] => (isMain && !isPaid ? 'account' : 'own');
  const allowances = [
    ...(plan === undefined ? [] : [{ ...plan.agent, scope: scopeOf(true) }]),
    ...(plan?.orb === undefined ? [] : [{ ...plan.orb, scope: 'own' as const }]),
    ...(free === null ? [] : [{ ...free, scope: scopeOf(plan === undefined) }]),
  ];
  const items = allowances.flatMap((allowance) => windowOf(allowance, asOfMs) ?? []);
  const name = plan?.name ?? (free === null ? null : 'Amp Free');
  const fields: Pick<Observation, 'windows' | 'plan' | 'prepaid'> = {
    windows: { complete: true, items },
    ...(name === null ? {} : { plan: statedValue(name) }),
    ...(prepaid === null ? {} : { prepaid: statedValue(prepaid) }),
  };
  const hasFigure = items.length > 0 || prepaid !== null;
  return parseResult(body, asOfMs, hasFigure ? fields : {}, hasFigure ? [] : ['result.displayText']);
}

/** An allowance as a line states it: a percentage that is left, or what is left of the whole. */
interface Allowance {
  readonly id: string;
  readonly name: string;
  readonly durationSeconds: number | null;
  readonly leftPercent?: string;
  readonly left?: string;
  readonly whole?: string;
  readonly resetsAt?: string;
}

interface Plan {
  readonly name: string;
  readonly agent: Allowance;
  readonly orb?: Allowance;
}

const number = String.raw`(\d[\d,]*(?:\.\d+)?)`;
const freeShare = new RegExp(String.raw`^Amp Free:\s*${number}\s*% remaining\b`, 'i');
const freeMoney = new RegExp(String.raw`^Amp Free:\s*\$?${number}\s*/\s*\$?${number} remaining\b`, 'i');
const tier = new RegExp(String.raw`^Amp (.{1,80}?) Tier:\s*agent usage \$${number} of \$${number} remaining\b`, 'i');
const orbHours = new RegExp(String.raw`\borb usage ${number}h of ${number}h a1\.small orb hours remaining\b`, 'i');
const period = /\bperiod \d{4}-\d\d-\d\d to (\d{4}-\d\d-\d\d)\b/i;
const subscription = new RegExp(
  String.raw`^(?:Amp (.{1,80}?) Subscription|Subscription (.{1,80}?)):\s*${number}\s*% other usage and ${number}\s*% orb usage remaining\b`,
  'i',
);
const ownCredits = new RegExp(String.raw`^Individual credits:\s*\$?${number} remaining\b`, 'i');
const workspaceCredits = new RegExp(String.raw`^Workspace .{1,200}?:\s*\$?${number} remaining\b`, 'i');

function linesOf(text: string): readonly string[] {
  const lines = text.slice(0, longestText).replaceAll('**', '').split(/\r?\n/);
  return lines.slice(0, mostLines).map((line) => cleanText(line).replaceAll(/\s+/g, ' '));
}

/** The free allowance of a day. In its older form it grows by the hour and has no length. */
function freeOf(line: string): Allowance | null {
  const same = { id: 'amp-free', name: 'Amp Free' };
  const [, left, whole] = freeMoney.exec(line) ?? [];
  if (left !== undefined && whole !== undefined) return { ...same, durationSeconds: null, left, whole };
  const [, leftPercent] = freeShare.exec(line) ?? [];
  return leftPercent === undefined ? null : { ...same, durationSeconds: daySeconds, leftPercent };
}

const agentName = { id: 'monthly', name: 'Agent', durationSeconds: null };
const orbName = { id: 'monthly:orb', name: 'Orb', durationSeconds: null };

/** A plan in dollars and hours. The percentages beside them are rounded, and so is the countdown to the renewal. */
function tierOf(line: string): Plan | null {
  const [, plan, left, whole] = tier.exec(line) ?? [];
  const name = asName(plan);
  if (name === null || left === undefined || whole === undefined) return null;
  const [, end] = period.exec(line) ?? [];
  const reset = end === undefined ? {} : { resetsAt: end };
  const [, orbLeft, orbWhole] = orbHours.exec(line) ?? [];
  const orb =
    orbLeft === undefined || orbWhole === undefined
      ? {}
      : { orb: { ...orbName, left: orbLeft, whole: orbWhole, ...reset } };
  return { name, agent: { ...agentName, left, whole, ...reset }, ...orb };
}

/** A plan in the older form, in percentages that are left. */
function subscriptionOf(line: string): Plan | null {
  const [, first, second, agent, orb] = subscription.exec(line) ?? [];
  const name = asName(first ?? second);
  if (name === null || agent === undefined || orb === undefined) return null;
  return { name, agent: { ...agentName, leftPercent: agent }, orb: { ...orbName, leftPercent: orb } };
}

/** The window of an allowance; null where the whole is 0, because then there is no allowance. */
function windowOf(
  { id, name, durationSeconds, leftPercent, left, whole, resetsAt, scope }: Allowance & Pick<WindowShape, 'scope'>,
  asOfMs: number,
): WindowReading | null {
  const [part, all] = leftPercent === undefined ? [amountOf(left), amountOf(whole)] : [amountOf(leftPercent), '100'];
  const [leftNumber, wholeNumber] = [parseNumber(part), parseNumber(all)];
  if (leftNumber === null || wholeNumber === null || wholeNumber <= 0) return null;
  // More may be left than the whole, such as after a bonus. Then nothing is used.
  const usedPercent = Math.max(0, 100 - roundedPercent(leftNumber, wholeNumber));
  return parseQuotaWindow({ id, shape: { name, scope, durationSeconds }, usedPercent, resetsAt }, asOfMs);
}

function roundedPercent(part: number, whole: number): number {
  return Math.round((1e8 * part) / whole) / 1e6;
}

/** The credits of the user, else those of the only workspace. Amounts of several workspaces are never added. */
function prepaidOf(lines: readonly string[]): PrepaidReading | null {
  const own = lines.map((line) => ownCredits.exec(line)?.[1]).find((each) => each !== undefined);
  const workspaces = lines.flatMap((line) => workspaceCredits.exec(line)?.[1] ?? []);
  const stated = own ?? (workspaces.length === 1 ? workspaces[0] : undefined);
  const balance = parseMoney(amountOf(stated), usd);
  return balance === null ? null : { currency: usd, balance, nextExpiresAtMs: null };
}

/** A number as people write it, `1,020.50`, as a decimal. */
function amountOf(text: string | undefined): DecimalString | null {
  return parseDecimal(text?.replaceAll(',', ''));
}
