import { parseDate } from '../units/calendar.ts';
import { isTimeZone, type WeekStart } from './calendar.ts';
import { usageTools } from './entry.ts';
import { usageGroupings, type UsageQuery } from './report.ts';

/** A query as a person or a program writes it, all of it text. A missing part is undefined or null. */
export interface UsageParameters {
  readonly by?: string | null | undefined;
  /** `YYYYMMDD` or `YYYY-MM-DD`. */
  readonly since?: string | null | undefined;
  readonly until?: string | null | undefined;
  /** The name of a time zone, such as `Europe/Berlin`. */
  readonly timezone?: string | null | undefined;
  readonly tool?: string | null | undefined;
  readonly project?: string | null | undefined;
  readonly order?: string | null | undefined;
  /** `true`: the rows are split by project. */
  readonly instances?: string | null | undefined;
  /** The day with which a week begins, such as `monday`. */
  readonly weekStart?: string | null | undefined;
}

export type UsageQueryReading =
  | { readonly kind: 'query'; readonly query: UsageQuery; readonly timeZone: string }
  /** `field`: the first part that is not understood. */
  | { readonly kind: 'bad'; readonly field: keyof UsageParameters };

/** The days of the week as `weekStart` names them, from 0. */
export const weekDays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const longestProject = 4096;

/** Returns the query that some parameters describe. `localTimeZone` counts where they name none. */
export function parseUsageQuery(parameters: UsageParameters, localTimeZone: string): UsageQueryReading {
  const { by = null, timezone = null, tool = null, project = null, order = null, weekStart = null } = parameters;
  const { instances = null } = parameters;
  const [since, until] = [dayOf(parameters.since), dayOf(parameters.until)];
  const grouping = by === null ? 'day' : usageGroupings.find((each) => each === by);
  const ofTool = tool === null ? null : usageTools.find((each) => each === tool);
  const firstDay = weekStart === null ? 1 : weekDays.findIndex((each) => each === weekStart);
  const bad = (field: keyof UsageParameters): UsageQueryReading => ({ kind: 'bad', field });
  if (grouping === undefined) return bad('by');
  if (since === undefined) return bad('since');
  if (until === undefined || (since !== null && until !== null && until < since)) return bad('until');
  if (timezone !== null && !isTimeZone(timezone)) return bad('timezone');
  if (ofTool === undefined) return bad('tool');
  if (project !== null && (project === '' || project.length > longestProject)) return bad('project');
  if (order !== null && order !== 'asc' && order !== 'desc') return bad('order');
  if (instances !== null && instances !== 'true' && instances !== 'false') return bad('instances');
  if (firstDay < 0) return bad('weekStart');
  const query: UsageQuery = {
    ...{ by: grouping, since, until, tool: ofTool, project, order },
    isByProject: instances === 'true',
    weekStart: firstDay as WeekStart,
  };
  return { kind: 'query', query, timeZone: timezone ?? localTimeZone };
}

/** Undefined: the text is no day. */
function dayOf(text: string | null | undefined): string | null | undefined {
  if (text === null || text === undefined) return null;
  const day = text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  return parseDate(day) === day ? day : undefined;
}

/** Returns a text of the query for the path of a request, such as `?by=day&since=2026-11-01`. */
export function queryText(parameters: UsageParameters): string {
  const stated = Object.entries(parameters).filter((each): each is [string, string] => typeof each[1] === 'string');
  const parts = stated.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
