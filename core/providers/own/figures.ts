import { statedValue } from '../../usage/fact.ts';
import type { ConcurrencyReading, Observation, SpendReading, WindowReading } from '../../usage/observation.ts';
import type { DecimalString } from '../../units/decimal.ts';
import { asName, asRecord, listOf } from '../../units/json.ts';
import { valueAtPointer } from '../../units/json-pointer.ts';
import { parseCurrency } from '../../units/money.ts';
import { parseCount, parseNumber } from '../../units/number.ts';
import { daySeconds, hourSeconds, minuteSeconds } from '../../units/time.ts';
import { amountOf, differenceOf, instantOf, restOf, usedPercentOf } from './conversions.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity, withDistinctIds } from '../windows.ts';
import {
  creditsWord,
  isPlace,
  type ServiceDefinition,
  type TimeDefinition,
  type WindowDefinition,
} from './definition.ts';

/** A place of the definition at which the answer has no usable value. */
export interface EmptyPlace {
  /** The member of the definition, such as `windows[0].at`. */
  readonly member: string;
  readonly pointer: string;
  /** True: the figure is missing because of it. False: only a part of it, such as the time of the reset. */
  readonly isNeeded: boolean;
}

/** The figures of an answer, and the places that gave none. */
export interface ReadFigures {
  readonly fields: Omit<Observation, 'source' | 'asOfMs' | 'oddPaths'>;
  readonly emptyPlaces: readonly EmptyPlace[];
}

/** What is read of one answer. */
interface Reading {
  readonly body: unknown;
  readonly asOfMs: number;
  readonly report: (member: string, pointer: string, isNeeded?: boolean) => void;
}

/** Reads the figures that a definition names from the body of an answer. Never throws. */
export function figuresOf(definition: ServiceDefinition, body: unknown, asOfMs: number): ReadFigures {
  const emptyPlaces: EmptyPlace[] = [];
  const reading: Reading = {
    body,
    asOfMs,
    report: (member, pointer, isNeeded = true) => emptyPlaces.push({ member, pointer, isNeeded }),
  };
  const { plan, blocked } = definition;
  const planName = plan === undefined ? null : asName(valueAtPointer(body, plan));
  if (plan !== undefined && planName === null) reading.report('plan', plan, false);
  const standing = blocked === undefined ? undefined : valueAtPointer(body, blocked.at);
  if (blocked !== undefined && standing === undefined) reading.report('blocked.at', blocked.at, false);
  const isBlocked = blocked?.is.some((value) => value === standing) === true;
  const fields = {
    ...windowsOf(definition, reading),
    ...balanceOf(definition, reading),
    ...spendOf(definition, reading),
    ...sessionsOf(definition, reading),
    ...(planName === null ? {} : { plan: statedValue(planName) }),
    ...(standing === undefined
      ? {}
      : { blocked: statedValue(isBlocked ? { code: 'unknown' as const, endsAtMs: null } : null) }),
  };
  return { fields, emptyPlaces };
}

function windowsOf({ windows }: ServiceDefinition, reading: Reading): Pick<ReadFigures['fields'], 'windows'> {
  if (windows === undefined) return {};
  const read = windows.map((window, index) => windowOf(window, `windows[${index}]`, reading));
  const items = read.flatMap((window, index) =>
    window === 'unread' || window === 'none' ? [] : [{ kind: String(index + 1), window }],
  );
  return { windows: { complete: !read.includes('unread'), items: withDistinctIds(items) } };
}

/** `none`: the answer says that the account has no such limit. `unread`: it has no usable figure. */
function windowOf(window: WindowDefinition, member: string, reading: Reading): WindowReading | 'none' | 'unread' {
  const entry = window.in === undefined ? reading.body : pickedEntry(window.in, reading.body);
  if (entry === undefined) {
    const list = valueAtPointer(reading.body, window.in?.list ?? '');
    const isNone = listOf(list) !== null || isLeftOut(window, list);
    reading.report(`${member}.in`, window.in?.list ?? '', !isNone);
    return isNone ? 'none' : 'unread';
  }
  const { id, durationSeconds } = identityOf(window);
  const shape = { name: window.name ?? null, scope: scopeOf(window), durationSeconds };
  const resetsAt = timeOf(window.resets, `${member}.resets.at`, { ...reading, body: entry }) ?? undefined;
  const value = valueAtPointer(entry, window.at);
  if (isLeftOut(window, value)) {
    reading.report(`${member}.at`, window.at, false);
    return 'none';
  }
  if ('limit' in window) {
    const limit = typeof window.limit === 'number' ? window.limit : valueAtPointer(entry, window.limit);
    if (window.noLimit?.some((none) => isSameLimit(none, limit)) === true) return 'none';
    if (typeof window.limit === 'string' && parseNumber(limit) === null) {
      reading.report(`${member}.limit`, window.limit, false);
    }
    const used = window.figure === 'used-of-limit' ? value : restOf(limit, value);
    const made = parseQuotaWindow({ id, shape, used, limit, resetsAt }, reading.asOfMs);
    if (made === null) reading.report(`${member}.at`, window.at);
    return made ?? 'unread';
  }
  const usedPercent = usedPercentOf(window.figure, value);
  const made =
    usedPercent === undefined ? null : parseQuotaWindow({ id, shape, usedPercent, resetsAt }, reading.asOfMs);
  if (made === null) reading.report(`${member}.at`, window.at);
  return made ?? 'unread';
}

/** Returns true if the answer has no such figure, and the definition says that it may leave it out. */
function isLeftOut({ optional }: { readonly optional?: true }, value: unknown): boolean {
  return optional === true && value === undefined;
}

function pickedEntry({ list, where, is }: NonNullable<WindowDefinition['in']>, body: unknown): unknown {
  const entries = listOf(valueAtPointer(body, list));
  return entries?.items.find(({ value }) => asRecord(value) !== null && valueAtPointer(value, where) === is)?.value;
}

/** A limit that the service writes as a text is the same as its number. */
function isSameLimit(none: number | null, limit: unknown): boolean {
  return none === null ? limit === null : parseNumber(limit) === none;
}

const unitSeconds = { m: minuteSeconds, h: hourSeconds, d: daySeconds } as const;

/** A month has no fixed length, so the window has none. */
function identityOf({ name, length }: WindowDefinition): WindowIdentity {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(length ?? '') ?? [];
  const own =
    count === undefined
      ? { id: length === 'month' ? 'monthly' : '', durationSeconds: null }
      : windowIdentity(Number(count) * unitSeconds[unit as keyof typeof unitSeconds], 'primary');
  if (name === undefined) return own;
  return { ...own, id: own.id === '' ? name : `${name}:${own.id}` };
}

/** A limit with a name is one of a model or a feature. The account can be used while it is used up. */
function scopeOf({ name }: WindowDefinition): 'account' | 'own' {
  return name === undefined ? 'account' : 'own';
}

function balanceOf({ balance }: ServiceDefinition, reading: Reading): Pick<ReadFigures['fields'], 'prepaid'> {
  if (balance === undefined) return {};
  const value = valueAtPointer(reading.body, balance.at);
  const isNeeded = !isLeftOut(balance, value);
  const currency = currencyOf(balance.currency, 'balance.currency', reading, isNeeded);
  const amount = currency === null ? null : amountOf(value, balance, currency);
  if (currency !== null && amount === null) reading.report('balance.at', balance.at, isNeeded);
  const nextExpiresAtMs = timeOf(balance.expires, 'balance.expires.at', reading);
  return currency === null || amount === null
    ? {}
    : { prepaid: statedValue({ currency, balance: amount, nextExpiresAtMs }) };
}

function spendOf({ spend }: ServiceDefinition, reading: Reading): Pick<ReadFigures['fields'], 'spend' | 'spendLimits'> {
  if (spend === undefined) return {};
  const isMoney = spend.currency !== creditsWord;
  const isNeeded = ![spend.used, spend.left].every(
    (pointer) => pointer === undefined || isLeftOut(spend, valueAtPointer(reading.body, pointer)),
  );
  const currency = isMoney ? currencyOf(spend.currency, 'spend.currency', reading, isNeeded) : null;
  if (isMoney && currency === null) return {};
  const read = (pointer: string | undefined): DecimalString | null => {
    const amount = pointer === undefined ? null : amountOf(valueAtPointer(reading.body, pointer), spend, currency);
    return amount === null || amount.startsWith('-') ? null : amount;
  };
  const [statedUsed, statedLeft] = [read(spend.used), read(spend.left)];
  if (spend.used !== undefined && statedUsed === null)
    reading.report('spend.used', spend.used, isNeeded && statedLeft === null);
  if (spend.left !== undefined && statedLeft === null)
    reading.report('spend.left', spend.left, isNeeded && statedUsed === null);
  if (statedUsed === null && statedLeft === null) return {};
  const raw = typeof spend.limit === 'string' ? valueAtPointer(reading.body, spend.limit) : undefined;
  const isUnlimited = typeof spend.limit === 'string' && spend.noLimit?.some((none) => isSameLimit(none, raw)) === true;
  const limit =
    typeof spend.limit === 'number'
      ? amountOf(spend.limit, { unit: 'whole' }, currency)
      : isUnlimited
        ? null
        : read(spend.limit);
  if (typeof spend.limit === 'string' && limit === null && !isUnlimited)
    reading.report('spend.limit', spend.limit, false);
  const reset = timeOf(spend.resets, 'spend.resets.at', reading);
  const stated: SpendReading = {
    ...(isMoney ? { unit: 'money', currency } : { unit: 'credits', currency: null }),
    used: statedUsed ?? differenceOf(limit, statedLeft, currency),
    limit,
    ...(limit === null && !isUnlimited ? { isCapUnknown: true } : {}),
    remaining: statedLeft ?? differenceOf(limit, statedUsed, currency),
    scope: 'key',
    resetsAtMs: reset,
  };
  return { spend: statedValue(stated), spendLimits: statedValue([stated]) };
}

function sessionsOf({ sessions }: ServiceDefinition, reading: Reading): Pick<ReadFigures['fields'], 'concurrency'> {
  if (sessions === undefined) return {};
  const read = (member: 'at' | 'limit' | 'hardLimit'): number | null => {
    const pointer = sessions[member];
    const value = pointer === undefined ? undefined : valueAtPointer(reading.body, pointer);
    const found = parseCount(value);
    const isNeeded = member === 'at' && !isLeftOut(sessions, value);
    if (pointer !== undefined && found === null) reading.report(`sessions.${member}`, pointer, isNeeded);
    return found;
  };
  const stated: ConcurrencyReading = { current: read('at'), limit: read('limit'), hardCap: read('hardLimit') };
  return stated.current === null ? {} : { concurrency: statedValue(stated) };
}

function currencyOf(stated: string, member: string, reading: Reading, isNeeded: boolean): string | null {
  if (!isPlace(stated)) return stated;
  const currency = parseCurrency(valueAtPointer(reading.body, stated));
  if (currency === null) reading.report(member, stated, isNeeded);
  return currency;
}

/** A time of the answer, epoch ms; null: there is none, or it is written in another form. */
function timeOf(time: TimeDefinition | undefined, member: string, { body, asOfMs, report }: Reading): number | null {
  if (time === undefined) return null;
  const value = valueAtPointer(body, time.at);
  const atMs = instantOf(time.as, value, asOfMs);
  if (atMs === null) report(member, time.at, false);
  return atMs;
}
