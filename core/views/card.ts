import type { LocaleContext } from '../i18n/translate.ts';
import { findProvider } from '../providers/registry.ts';
import type { Settings } from '../settings/settings.ts';
import { bindsAccount, leftPercent } from '../snapshot/account-use.ts';
import { windowLevel } from '../snapshot/level.ts';
import { bindingLimit, standingOf } from '../snapshot/order.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { joinSentences, joinWithDot, labelled } from '../text/layout.ts';
import { percentText } from '../text/numbers.ts';
import { clockTime, countdown } from '../text/times.ts';
import { isolated } from '../units/text.ts';
import { blockSentence } from './account.ts';
import { detailRows } from './detail-rows.ts';
import { heroMeter, leftAtReset, meterView } from './meter.ts';
import type { CardView } from './panel-model.ts';

/** Returns what a card shows of an account beside its row. A hero card has the limit that binds first, the others follow. */
export function cardView(
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  form: 'hero' | 'cards',
  isNextUp: boolean,
): CardView {
  const isHero = form === 'hero';
  const shown = account.windows.filter((window) => bindsAccount(window) || !isQuiet(window));
  const quiet = account.windows.filter((window) => !shown.includes(window));
  const binding = bindingLimit(account)?.window ?? null;
  const first = isHero ? (shown.find((window) => window === binding) ?? shown[0]) : undefined;
  const others = shown.filter((window) => window !== first);
  const messages = [blockSentence(account), account.message].filter((text) => text !== null);
  return {
    plan: account.plan === null ? null : (findProvider(account.provider)?.planName(account.plan) ?? account.plan),
    tag: tagOf(account, isNextUp && !isHero, locale),
    meters: [
      ...(first === undefined ? [] : [heroMeter(first, account, settings, locale, nowMs)]),
      ...others.map((window) => meterView(window, account, settings, locale, nowMs)),
    ],
    quietText: quietText(account, quiet, settings, locale, nowMs),
    message: messages.length === 0 ? null : joinSentences(messages, locale),
    outlook: isHero ? outlookText(others.at(-1), locale, nowMs) : null,
    nextReading: isHero ? nextReadingText(account, locale, nowMs) : null,
  };
}

/** Returns true for the limit of a model that needs no look: there is room, and its pace lasts. */
function isQuiet(window: WindowSnapshot): boolean {
  return windowLevel(window) === 'fine' && window.state !== 'blocked';
}

function tagOf(account: AccountSnapshot, isNextUp: boolean, { t }: LocaleContext): CardView['tag'] {
  switch (standingOf(account)) {
    case 'needs-you':
      return { kind: 'critical', text: t('tag.needs-you') };
    case 'resting':
      return { kind: 'quiet', text: t('tag.resting') };
    case 'low': {
      const kind = bindingLimit(account)?.level === 'critical' ? 'critical' : 'low';
      return { kind, text: t('tag.low') };
    }
    case 'ready':
      return isNextUp ? { kind: 'next-up', text: t('tag.next-up') } : null;
    case 'unknown':
      return null;
  }
}

/** Returns what is fine, in one line: `Sonnet 79% · €41.20 prepaid`. */
function quietText(
  account: AccountSnapshot,
  windows: readonly WindowSnapshot[],
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  const models = windows.map((window) => {
    const left = leftPercent(window);
    const percent = percentText(left === null ? null : settings.meterShows === 'left' ? left : 100 - left, locale);
    return locale.t('card.model', { name: isolated(window.name ?? window.label), percent });
  });
  const facts = detailRows(account, settings, locale, nowMs).map(({ id, name, text }) =>
    id === 'credits'
      ? text
      : id === 'prepaid'
        ? locale.t('card.prepaid', { amount: text })
        : labelled(name, text, locale),
  );
  const text = joinWithDot([...models, ...facts]);
  return text === '' ? null : text;
}

/** Returns what will be left of the last limit of a hero card, under which it stands; null: unknown, or it will not last. */
function outlookText(window: WindowSnapshot | undefined, locale: LocaleContext, nowMs: number): string | null {
  const left = window === undefined ? null : leftAtReset(window);
  if (window?.resetsAt == null || left === null) return null;
  const time = clockTime(Date.parse(window.resetsAt), nowMs, locale);
  return locale.t('card.outlook', { percent: percentText(Math.round(left), locale), time });
}

function nextReadingText({ nextRefreshAt }: AccountSnapshot, locale: LocaleContext, nowMs: number): string | null {
  if (nextRefreshAt === null || Date.parse(nextRefreshAt) - nowMs < 60_000) return null;
  return locale.t('card.next-reading', { time: countdown(Date.parse(nextRefreshAt), nowMs, locale) });
}
