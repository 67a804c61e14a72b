import { type StatusPageId, statusPages } from '../../../core/incidents/incident.ts';
import { mayCarryToken, parseUrl } from '../credentials/base-url.ts';

const variables = {
  openai: 'QUOTA_TRAY_OPENAI_STATUS_URL',
  anthropic: 'QUOTA_TRAY_ANTHROPIC_STATUS_URL',
} as const satisfies Record<StatusPageId, string>;

/**
 * Returns the address of a service's status page: the variable, else the service's own. Null if the variable names
 * anything but `https:`, or `http:` on a loopback address.
 */
export function statusAddress(
  page: StatusPageId,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const url = parseUrl((environment[variables[page]] || statusPages[page].url).trim());
  return url !== null && mayCarryToken(url) ? url.href : null;
}

/** Reference rates of the European Central Bank, free and without a key. */
const defaultRatesAddress = 'https://api.frankfurter.dev/v1/latest?base=USD';

/**
 * Returns the address of the exchange rates: `QUOTA_TRAY_RATES_URL`, else the default. Null if the variable names
 * anything but `https:`, or `http:` on a loopback address.
 */
export function ratesAddress(environment: Readonly<Record<string, string | undefined>>): URL | null {
  const url = parseUrl((environment['QUOTA_TRAY_RATES_URL'] || defaultRatesAddress).trim());
  return url !== null && mayCarryToken(url) ? url : null;
}

/** Returns the address if the browser may open it: `https:`, a host on the list, no user name, no port. Else null. */
export function allowedExternalAddress(address: string, hosts: readonly string[]): string | null {
  try {
    const url = new URL(address);
    const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
    return isPlain && hosts.includes(url.hostname) ? url.href : null;
  } catch {
    return null;
  }
}
