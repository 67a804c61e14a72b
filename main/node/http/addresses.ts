import { type StatusPageId, statusPages } from '../../../core/incidents/incident.ts';
import { mayCarryToken, parseUrl } from '../credentials/base-url.ts';

const variables = {
  openai: 'QUOTA_TRAY_OPENAI_STATUS_URL',
  anthropic: 'QUOTA_TRAY_ANTHROPIC_STATUS_URL',
} as const satisfies Record<StatusPageId, string>;

/**
 * Where a service's status page is asked: the variable, else the service's own address. Null where the
 * variable names anything but `https:`, or `http:` on a loopback address.
 */
export function statusAddress(
  page: StatusPageId,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const url = parseUrl((environment[variables[page]] || statusPages[page].url).trim());
  return url !== null && mayCarryToken(url) ? url.href : null;
}
