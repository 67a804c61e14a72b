import type { Account } from '../providers/account.ts';
import { assertNever } from '../assert-never.ts';
import type { Provider } from '../providers/provider.ts';
import { providers } from '../providers/registry.ts';
import type { Failure } from '../polling/failure.ts';
import { creditsText } from '../text/numbers.ts';
import { dateTimeFormat, numberFormat } from '../i18n/formatters.ts';
import { credentialKey, signInCommandOf } from '../text/account-message.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import { dateMs } from '../units/calendar.ts';
import type { DecimalString } from '../units/decimal.ts';
import { unattributedName } from './series.ts';
import type { UsageMeasure } from './view-model.ts';

const names: ReadonlyMap<string, MessageKey> = new Map<string, MessageKey>([
  [unattributedName, 'daily-usage.name-rest'],
  ['CODEX_CLI', 'daily-usage.name-cli'],
  ['CODEX_DESKTOP_APP', 'daily-usage.name-desktop'],
  ['CODEX_IDE_VSCODE', 'daily-usage.name-vscode'],
  ['CODEX_WORK_DESKTOP', 'daily-usage.name-work-desktop'],
  ['CODEX_SERVICE_EXEC', 'daily-usage.name-exec'],
  ['CODEX_SDK_TS', 'daily-usage.name-sdk'],
  ['CODEX_UNKNOWN_DEFAULT', 'daily-usage.name-unknown'],
  ['cached-input', 'daily-usage.tokens-cached'],
  ['uncached-input', 'daily-usage.tokens-uncached'],
  ['output', 'daily-usage.tokens-output'],
]);

/** The localised name of a client or kind of tokens. An unknown client keeps the name that the service uses. */
export function partName(name: string, { t }: LocaleContext): string {
  const key = names.get(name);
  return key === undefined ? name : t(key);
}

/** A figure without its unit: credits with at most two decimals, turns and tokens as grouped whole numbers. */
export function figureText(amount: DecimalString | null, measure: UsageMeasure, locale: LocaleContext): string {
  if (amount === null || measure === 'credits') return creditsText(amount, locale);
  return numberFormat(locale.formats.numbers, { maximumFractionDigits: 0 }).format(Number(amount));
}

/** The short text of an axis line, such as `1.5K`. */
export function axisText(value: number, { formats }: LocaleContext): string {
  return value < 1000
    ? numberFormat(formats.numbers, { maximumFractionDigits: 3 }).format(value)
    : numberFormat(formats.numbers, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** A date with its weekday, such as `Fri, 18 Sep`. */
export function dayName(date: string, { formats }: LocaleContext): string {
  return dateTimeFormat(formats.times, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    dateMs(date),
  );
}

/** A short date, such as `18 Sep`. */
export function shortDay(date: string, { formats }: LocaleContext): string {
  return dateTimeFormat(formats.times, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(dateMs(date));
}

/** Says why the last request failed and what the user can do. The app does not repeat the request by itself. */
export function problemText(failure: Failure, account: Account, { t }: LocaleContext): string {
  const provider = providers[account.provider];
  const status = 'status' in failure ? failure.status : 0;
  return t(keyOf(failure, provider), { service: provider.displayName, command: signInCommandOf(provider), status });
}

function keyOf(failure: Failure, provider: Provider): MessageKey {
  switch (failure.kind) {
    case 'credential':
      return credentialKey(failure.problem, provider);
    case 'credential-expired':
      return 'failure.sign-in-expired';
    case 'unauthorised':
      return failure.status === 403 ? 'daily-usage.failed-forbidden' : 'failure.sign-in-refused';
    case 'limited':
      return 'daily-usage.failed-limited';
    case 'server':
      return 'daily-usage.failed-server';
    case 'forbidden':
      return failure.by === 'service' ? 'daily-usage.failed-forbidden' : 'daily-usage.failed-network';
    case 'unexpected-status':
      return 'daily-usage.failed-address';
    case 'network':
    case 'timeout':
      return 'daily-usage.failed-network';
    case 'redirect-refused':
      return 'daily-usage.failed-redirect';
    case 'too-large':
    case 'not-json':
    case 'schema':
    case 'no-plan':
    case 'nothing-shown':
    case 'secret-repeated':
    case 'figures':
      return 'daily-usage.failed-form';
    default:
      return assertNever(failure);
  }
}
