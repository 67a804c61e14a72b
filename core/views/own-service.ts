import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import { creditsWord, secretSlot, type ServiceDefinition } from '../providers/own/definition.ts';
import type { EmptyPlace } from '../providers/own/figures.ts';
import type { DefinitionProblem } from '../providers/own/text.ts';
import { addressOf } from '../providers/request.ts';
import type { Settings } from '../settings/settings.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { joinWithDot, listText } from '../text/layout.ts';
import { limitTitle } from '../text/limit.ts';
import { isolated } from '../units/text.ts';
import { detailRows } from './detail-rows.ts';
import { windowDetail, windowFigure } from './windows.ts';

/** One line of what a service file asks for and shows. */
export interface PreviewLine {
  readonly name: string;
  readonly text: string;
}

const typeKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['string', 'own.type.string'],
  ['number', 'own.type.number'],
  ['boolean', 'own.type.boolean'],
  ['object', 'own.type.object'],
  ['array', 'own.type.array'],
  ['null', 'own.type.null'],
]);

/** Returns a sentence for each problem of a service file, without its place. */
export function problemSentences(problems: readonly DefinitionProblem[], locale: LocaleContext): readonly string[] {
  const { t } = locale;
  return problems.map(({ code, allowed }) => {
    const values = allowed.map((value) => {
      const key = code === 'wrong-type' ? typeKeys.get(value) : undefined;
      return key === undefined ? value : t(key);
    });
    return t(`own.problem.${code}`, { values: listText(values, locale) });
  });
}

/** Returns a sentence for each problem of a service file, with its line and member. */
export function problemTexts(problems: readonly DefinitionProblem[], locale: LocaleContext): readonly string[] {
  const { t } = locale;
  const sentences = problemSentences(problems, locale);
  return problems.map(({ line, column, member }, place) => {
    const problem = sentences[place] ?? '';
    return member === ''
      ? t('own.at', { line, column, problem })
      : t('own.at-member', { line, column, member, problem });
  });
}

/**
 * Returns in plain words what the app would ask with a service file, of whom, with which key, and what it would show.
 *
 * @param baseUrl The address that the user entered; null: the one of the file.
 */
export function previewLines(
  definition: ServiceDefinition,
  baseUrl: string | null,
  locale: LocaleContext,
): readonly PreviewLine[] {
  const { t } = locale;
  const { name, origin, path, headers, everyMinutes, plan, blocked } = definition;
  const address = baseUrl ?? origin ?? null;
  const entries = Object.entries(headers);
  const keyHeader = entries.find(([, text]) => text.includes(secretSlot))?.[0] ?? '';
  const others = entries.filter(([header]) => header !== keyHeader).map(([header, text]) => `${header}: ${text}`);
  const place = (text: string): string => t('own.preview.place', { place: text });
  return [
    { name: t('own.preview.service'), text: isolated(name) },
    {
      name: t('own.preview.request'),
      text:
        address === null
          ? t('own.preview.address-open', { path })
          : t('own.preview.request-text', { address: addressOf(address, path) }),
    },
    { name: t('own.preview.key'), text: t('own.preview.key-text', { header: keyHeader }) },
    ...(others.length === 0 ? [] : [{ name: t('own.preview.headers'), text: listText(others, locale) }]),
    {
      name: t('own.preview.interval'),
      text: everyMinutes === undefined ? t('own.preview.usual') : t('time.minutes', { minutes: everyMinutes }),
    },
    ...figureLines(definition, locale),
    ...(plan === undefined ? [] : [{ name: t('own.preview.plan'), text: place(plan) }]),
    ...(blocked === undefined ? [] : [{ name: t('own.preview.blocked'), text: place(blocked.at) }]),
  ];
}

function figureLines(
  { windows = [], balance, spend, sessions }: ServiceDefinition,
  locale: LocaleContext,
): readonly PreviewLine[] {
  const { t } = locale;
  const places = (...texts: readonly (string | number | undefined)[]): string =>
    t('own.preview.place', { place: listText(texts.filter((text) => text !== undefined).map(String), locale) });
  return [
    ...windows.map((window) => {
      const limit = 'limit' in window ? window.limit : undefined;
      const list = window.in?.list;
      const label = window.length === '7d' ? 'weekly' : window.length === 'month' ? 'monthly' : (window.length ?? '');
      const text = t('text.pair', {
        first: t(`own.figure.${window.figure}`),
        second: places(list, window.at, limit, window.resets?.at),
      });
      return { name: limitTitle({ label, name: window.name ?? null }, locale), text };
    }),
    ...(balance === undefined
      ? []
      : [
          {
            name: t('own.preview.balance'),
            text: inCurrency(places(balance.at, balance.expires?.at), balance.currency, locale),
          },
        ]),
    ...(spend === undefined
      ? []
      : [
          {
            name: t('own.preview.spend'),
            text: inCurrency(places(spend.used, spend.left, spend.limit, spend.resets?.at), spend.currency, locale),
          },
        ]),
    ...(sessions === undefined
      ? []
      : [{ name: t('own.preview.sessions'), text: places(sessions.at, sessions.limit, sessions.hardLimit) }]),
  ];
}

function inCurrency(text: string, currency: string, { t }: LocaleContext): string {
  return currency === creditsWord ? text : t('text.noted', { text, note: currency });
}

/** Returns a sentence for each place of a service file at which the answer has no usable value. */
export function emptyPlaceTexts(places: readonly EmptyPlace[], { t }: LocaleContext): readonly string[] {
  return places.map(({ member, pointer }) => t('own.test.empty', { member, place: pointer === '' ? '/' : pointer }));
}

/** Returns the figures of an account, one line each, with the words of the terminal and the panel. */
export function foundLines(
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): readonly PreviewLine[] {
  return [
    ...account.windows.map((window) => ({
      name: limitTitle(window, locale),
      text:
        joinWithDot(
          [windowFigure(window, settings, locale), windowDetail(window, account, settings, locale, nowMs)],
          locale,
        ) ?? '',
    })),
    ...detailRows(account, settings, locale, nowMs).map(({ name, text }) => ({ name, text })),
    ...(account.plan === null ? [] : [{ name: locale.t('own.preview.plan'), text: isolated(account.plan) }]),
    ...(account.blockedReason === null
      ? []
      : [{ name: locale.t('own.preview.blocked'), text: account.blockedReason.text }]),
  ];
}
