import type { WindowReading } from '../../quota/observation.ts';
import { windowIdentity } from '../windows.ts';
import { accountShape, slugOf, windowKinds, weeklyPart } from './windows.ts';

type Window = Pick<WindowReading, 'id' | 'shape'>;

const windowLabel = /^(\d{1,3})([hd])(?:-(.+))?$/;

/**
 * The week that is included with paid extra usage, which Claude Code itself calls by the model that it is
 * for: the same limit as the model's own in the usage answer. Headers call it `7d_oi`.
 */
const included: Window = weekly('fable', 'Fable');
const includedLabel = 'oi';
const includedClaim = 'seven_day_overage_included';

/**
 * Which window a header's label names: `5h`, `7d`, another `<n>h` or `<n>d`, or one of these with a
 * model behind it (`7d-opus`). Null for what is no window.
 */
export function windowOfLabel(stated: string): Window | null {
  const [, count, unit, part] = windowLabel.exec(stated) ?? [];
  if (count === undefined || Number(count) === 0) return null;
  const durationSeconds = Number(count) * (unit === 'd' ? 86_400 : 3_600);
  const { id } = windowIdentity(durationSeconds, 'primary');
  if (part === undefined) return { id, shape: accountShape(durationSeconds) };
  const slug = slugOf(part);
  if (slug === '') return null;
  if (id === 'weekly') return slug === includedLabel ? included : weekly(slug, part);
  return { id: `${id}:${slug}`, shape: { ...accountShape(durationSeconds), name: part, scope: 'part' } };
}

/** Which window a claim names, such as `five_hour` or `seven_day_opus`; null for others, overage among them. */
export function windowOfClaim(claim: string): Window | null {
  const key = claim.trim().toLowerCase();
  const kind = windowKinds.find(({ keys }) => keys.includes(key));
  if (kind !== undefined) return { id: kind.id, shape: kind.shape };
  if (key === includedClaim) return included;
  const part = /^seven_day_(.+)$/.exec(key)?.[1] ?? '';
  return slugOf(part) === '' || part.startsWith('overage') ? null : weekly(slugOf(part), part);
}

function weekly(slug: string, name: string): Window {
  const { id, shape } = windowKinds.find((kind) => kind.id === `weekly:${slug}`) ?? weeklyPart(slug, name, []);
  return { id, shape };
}
