import type { LocaleContext } from '../i18n/translate.ts';
import type { KnownIncident } from '../incidents/incident.ts';
import { ago } from './times.ts';

/** Returns an incident as a sentence with the name of the service and the age of the report. */
export function incidentText({ service, title, asOfMs }: KnownIncident, locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  return t('incident.text', { service, title: title ?? t('incident.without-title'), age: ago(asOfMs, nowMs, locale) });
}
