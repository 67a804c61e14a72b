import * as v from 'valibot';

import type { AccountSnapshot } from '../snapshot/schema.ts';
import { boundedList, boundedText, longestText } from '../units/bounds.ts';
import { cleanText } from '../units/text.ts';

/** A fault that a service reports on its status page. */
export interface Incident {
  /** The text of the service; null: it gives none. */
  readonly title: string | null;
}

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

/**
 * Returns whether an incident may have caused the state of an account. A wait that the service asked for never counts.
 */
export function mayBeCausedByIncident({ state }: Pick<AccountSnapshot, 'state'>): boolean {
  return state === 'error' || state === 'signed-out' || state === 'offline';
}
