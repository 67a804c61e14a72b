import { mayCarryToken, parseUrl } from '../credentials/base-url.ts';

/** Reference rates of the European Central Bank, free and without a key. */
const usualAddress = 'https://api.frankfurter.dev/v1/latest?base=USD';

/**
 * Where exchange rates are asked: `QUOTA_TRAY_RATES_URL`, else the usual source. Null where the
 * variable names anything but `https:`, or `http:` on a loopback address.
 */
export function ratesAddress(environment: Readonly<Record<string, string | undefined>>): URL | null {
  const url = parseUrl((environment['QUOTA_TRAY_RATES_URL'] || usualAddress).trim());
  return url !== null && mayCarryToken(url) ? url : null;
}
