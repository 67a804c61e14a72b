import { assertNever } from '../assert-never.ts';
import { totalTokens } from './bucket.ts';
import { blocksOf, isActiveBlock } from './blocks.ts';
import { type LocalCalendar, monthOf, type WeekStart, weekOf } from './calendar.ts';
import type { UsageTool } from './entry.ts';
import { type PricedBucket, sumOf, type UsageSum } from './sum.ts';

/** What a row of a report stands for. */
export const usageGroupings = [
  'day',
  'week',
  'month',
  'session',
  'project',
  'block',
  'model',
  'tool',
  'agent',
  'hour',
] as const;
export type UsageGrouping = (typeof usageGroupings)[number];

/** What a report is about. */
export interface UsageQuery {
  readonly by: UsageGrouping;
  /** The first and the last local day, `YYYY-MM-DD`. Null: from the first or to the last request. */
  readonly since: string | null;
  readonly until: string | null;
  /** Null: all tools. */
  readonly tool: UsageTool | null;
  /** The path of a folder or its last part. Null: all projects. */
  readonly project: string | null;
  /** Null: days, months and blocks from the oldest on; models, projects and tools from the dearest on. */
  readonly order: 'asc' | 'desc' | null;
  /** True: a row for each project within each day, week or month. */
  readonly isByProject: boolean;
  readonly weekStart: WeekStart;
}

/** What the requests of a row have in common. Null: the log does not say, or the row is about something else. */
export interface UsageRowName {
  /** The day, first day of the week, or month. */
  readonly date: string | null;
  readonly sessionId: string | null;
  readonly project: string | null;
  readonly model: string | null;
  readonly tool: UsageTool | null;
  /** True: work that a main conversation handed to an agent. */
  readonly isSideChain: boolean | null;
  /** The hour of the day, 0 to 23. */
  readonly hour: number | null;
  readonly block: { readonly startMs: number; readonly endMs: number; readonly isActive: boolean } | null;
}

export interface UsageRow {
  readonly name: UsageRowName;
  readonly sum: UsageSum;
  /** The models of the row, the dearest first. */
  readonly models: readonly UsageModelPart[];
}

export interface UsageModelPart {
  /** Null: the log names no model. */
  readonly model: string | null;
  readonly sum: UsageSum;
}

export interface UsageReport {
  readonly query: UsageQuery;
  readonly timeZone: string;
  readonly rows: readonly UsageRow[];
  readonly total: UsageSum;
  /** All models of the report, the dearest first. */
  readonly models: readonly UsageModelPart[];
}

const nameless: UsageRowName = {
  date: null,
  sessionId: null,
  project: null,
  model: null,
  tool: null,
  isSideChain: null,
  hour: null,
  block: null,
};

/** Returns what the buckets say about a query. Each bucket of the query is in exactly one row. */
export function usageReport(
  buckets: readonly PricedBucket[],
  query: UsageQuery,
  calendar: LocalCalendar,
  nowMs: number,
): UsageReport {
  const chosen = buckets.filter((each) => isChosen(each, query, calendar));
  const groups = query.by === 'block' ? blockGroups(chosen, nowMs) : groupsOf(chosen, query, calendar);
  const rows = groups.map(({ name, members }) => ({ name, sum: sumOf(members), models: modelParts(members) }));
  return {
    query,
    timeZone: calendar.timeZone,
    rows: inOrder(rows, query),
    total: sumOf(chosen),
    models: modelParts(chosen),
  };
}

/** Returns true if a folder has this path or ends with this name. */
export function isProjectNamed(path: string | null, wanted: string): boolean {
  return path !== null && (path === wanted || projectName(path) === wanted);
}

/** Returns the last part of the path of a folder. */
export function projectName(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
}

function isChosen({ bucket }: PricedBucket, query: UsageQuery, calendar: LocalCalendar): boolean {
  const { since, until, tool, project } = query;
  if (tool !== null && bucket.tool !== tool) return false;
  if (project !== null && !isProjectNamed(bucket.project, project)) return false;
  if (since === null && until === null) return true;
  const day = calendar.dayOf(bucket.startMs);
  return (since === null || day >= since) && (until === null || day <= until);
}

interface Group {
  readonly name: UsageRowName;
  readonly members: readonly PricedBucket[];
}

function groupsOf(buckets: readonly PricedBucket[], query: UsageQuery, calendar: LocalCalendar): readonly Group[] {
  const groups = new Map<string, { readonly name: UsageRowName; readonly members: PricedBucket[] }>();
  for (const priced of buckets) {
    const name = nameOf(priced, query, calendar);
    // A session may change its folder, and stays one session.
    const key = JSON.stringify(query.by === 'session' ? [name.tool, name.sessionId] : Object.values(name));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { name, members: [priced] });
    else group.members.push(priced);
  }
  return query.by === 'session' ? [...groups.values()].map(withNewestProject) : [...groups.values()];
}

function nameOf({ bucket }: PricedBucket, query: UsageQuery, calendar: LocalCalendar): UsageRowName {
  const { by, isByProject, weekStart } = query;
  const project = isByProject ? bucket.project : null;
  switch (by) {
    case 'day':
      return { ...nameless, project, date: calendar.dayOf(bucket.startMs) };
    case 'week':
      return { ...nameless, project, date: weekOf(calendar.dayOf(bucket.startMs), weekStart) };
    case 'month':
      return { ...nameless, project, date: monthOf(calendar.dayOf(bucket.startMs)) };
    case 'session':
      return { ...nameless, tool: bucket.tool, sessionId: bucket.sessionId, project: bucket.project };
    case 'project':
      return { ...nameless, project: bucket.project };
    case 'model':
      return { ...nameless, model: bucket.model };
    case 'tool':
      return { ...nameless, tool: bucket.tool };
    case 'agent':
      return { ...nameless, isSideChain: bucket.isSideChain };
    case 'hour':
      return { ...nameless, hour: calendar.hourOf(bucket.startMs) };
    case 'block':
      return nameless;
    default:
      return assertNever(by);
  }
}

function withNewestProject({ name, members }: Group): Group {
  const newest = members.reduce((a, b) => (b.bucket.lastMs > a.bucket.lastMs ? b : a));
  return { name: { ...name, project: newest.bucket.project }, members };
}

function blockGroups(buckets: readonly PricedBucket[], nowMs: number): readonly Group[] {
  return blocksOf(buckets).map((block) => ({
    name: {
      ...nameless,
      tool: block.tool,
      block: { startMs: block.startMs, endMs: block.endMs, isActive: isActiveBlock(block, nowMs) },
    },
    members: block.buckets,
  }));
}

function modelParts(buckets: readonly PricedBucket[]): readonly UsageModelPart[] {
  const byModel = new Map<string | null, PricedBucket[]>();
  for (const priced of buckets) {
    const { model } = priced.bucket;
    const members = byModel.get(model);
    if (members === undefined) byModel.set(model, [priced]);
    else members.push(priced);
  }
  return [...byModel].map(([model, members]) => ({ model, sum: sumOf(members) })).sort(byWeight);
}

/** The dearest first. What has no price follows, by its tokens. */
function byWeight(a: { readonly sum: UsageSum }, b: { readonly sum: UsageSum }): number {
  const [costA, costB] = [a.sum.cost ?? -1n, b.sum.cost ?? -1n];
  if (costA !== costB) return costA > costB ? -1 : 1;
  return totalTokens(b.sum.tokens) - totalTokens(a.sum.tokens);
}

/** True: the rows of this report have a place in time. */
function isInTime(by: UsageGrouping): boolean {
  return ['day', 'week', 'month', 'session', 'block', 'hour'].includes(by);
}

function inOrder(rows: readonly UsageRow[], { by, order }: UsageQuery): readonly UsageRow[] {
  const sorted = [...rows].sort(isInTime(by) ? (a, b) => byTime(a, b) || byWeight(a, b) : byWeight);
  const usual = isInTime(by) ? 'asc' : 'desc';
  return order === null || order === usual ? sorted : sorted.toReversed();
}

function byTime({ name: a, sum: sumA }: UsageRow, { name: b, sum: sumB }: UsageRow): number {
  if (a.date !== null && b.date !== null) return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
  if (a.hour !== null && b.hour !== null) return a.hour - b.hour;
  if (a.block !== null && b.block !== null) return a.block.startMs - b.block.startMs;
  return sumA.lastMs - sumB.lastMs;
}
