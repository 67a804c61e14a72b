import * as v from 'valibot';

import { boundedList, boundedText, longestText } from '../units/bounds.ts';
import { cleanText } from '../units/text.ts';

/** A fault that a service reports on its status page. */
export interface Incident {
  /** The text of the service; null: it gives none. */
  readonly title: string | null;
}

/** An incident that is known now, and since when. */
export interface KnownIncident extends Incident {
  /** The service, as its status page names it. */
  readonly service: string;
  /** When the status page was read, epoch ms. */
  readonly asOfMs: number;
}

/**
 * Returns the incident that is known of a provider now; null: none is known. It returns the same object until the
 * status page is read again.
 */
export type KnownIncidents = (provider: string) => KnownIncident | null;

/** Nothing is known of incidents. */
export const noKnownIncidents: KnownIncidents = () => null;

const text = boundedText(longestText);
const named = v.looseObject({ name: text, status: v.optional(text) });

const summary = v.looseObject({
  status: v.looseObject({ indicator: text, description: v.optional(text) }),
  incidents: v.optional(boundedList(v.unknown(), 10_000), []),
});

const noFault: ReadonlySet<string> = new Set(['none', 'maintenance']);
const over: ReadonlySet<string> = new Set(['resolved', 'postmortem', 'completed']);
const longestTitle = 200;
const mostStated = 2000;
const mostIncidents = 100;

/**
 * Returns the incident on a status page in the Statuspage format (`status.indicator`, `incidents[].name`). Null: there
 * is no incident. Undefined: the body has another format.
 */
export function parseIncident(body: unknown): Incident | null | undefined {
  const read = v.safeParse(summary, body);
  if (!read.success) return undefined;
  const { status, incidents } = read.output;
  if (noFault.has(status.indicator)) return null;
  const open = incidents.slice(0, mostIncidents).flatMap((each) => {
    const incident = v.safeParse(named, each);
    return incident.success && !over.has(incident.output.status ?? '') ? [incident.output.name] : [];
  });
  const stated = (open[0] ?? status.description ?? '').slice(0, mostStated);
  const title = cleanText(stated).slice(0, longestTitle).trim();
  return { title: title === '' ? null : title };
}

/** The public status pages of services. */
export const statusPages = {
  openai: { name: 'OpenAI', provider: 'codex', url: 'https://status.openai.com/api/v2/summary.json' },
  anthropic: { name: 'Anthropic', provider: 'claude', url: 'https://status.anthropic.com/api/v2/summary.json' },
} as const;

/** The id of a status page. */
export type StatusPageId = keyof typeof statusPages;

/** The ids of all status pages. */
export const statusPageIds = Object.keys(statusPages) as readonly StatusPageId[];
