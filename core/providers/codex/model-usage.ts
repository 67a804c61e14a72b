import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { UnavailableModel } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asName, asRecord, entriesOf, type ReportUnrecognized } from '../../units/json.ts';
import { parseInstantMs } from '../../units/time.ts';

const key = 'model_usage';
const mostModels = 100;

/**
 * The models that the account cannot use now, as `model_usage` states them. It states availability and no usage. An
 * object states the whole list, so an empty list means that every model is available. An entry that is not understood
 * is left out. Undefined where the body does not mention models, or no entry was understood.
 */
export function parseUnavailableModels(
  value: unknown,
  report: ReportUnrecognized,
): Stated<readonly UnavailableModel[]> | undefined {
  if (value === undefined) return undefined;
  if (value === null) return statedUnknown;
  const record = asRecord(value);
  if (record === null) {
    report(key);
    return undefined;
  }
  const { items, isWhole } = entriesOf(record);
  if (!isWhole) report(key);
  const entries = items.map((item, index) => parseEntry(item.key, item.value, `${key}[${index}]`, report));
  if (entries.length > 0 && entries.every((entry) => entry === 'unrecognized')) return undefined;
  return statedValue(entries.filter((entry) => typeof entry === 'object').slice(0, mostModels));
}

/** A model that is unavailable; `available`: it is not, or the service does not say. */
type Entry = UnavailableModel | 'available' | 'unrecognized';

function parseEntry(statedName: string, value: unknown, path: string, report: ReportUnrecognized): Entry {
  if (value === null) return 'available';
  const entry = asRecord(value);
  const name = asName(statedName);
  const available = entry?.['available'] ?? null;
  const flag = parseFlag(available);
  if (entry === null || name === null || (available !== null && flag === null)) {
    report(entry === null || name === null ? path : `${path}.available`);
    return 'unrecognized';
  }
  if (flag !== false) return 'available';
  const [time, credits] = [entry['available_at'] ?? null, entry['credits_would_enable'] ?? null];
  const availableAtMs = parseInstantMs(time);
  if (time !== null && time !== '' && time !== 0 && availableAtMs === null) report(`${path}.available_at`);
  const creditsWouldEnable = parseFlag(credits);
  if (credits !== null && creditsWouldEnable === null) report(`${path}.credits_would_enable`);
  return { name, availableAtMs, creditsWouldEnable };
}
