import { asRecord, parseJson } from '../../../core/units/json.ts';
import { parseNumber } from '../../../core/units/number.ts';
import { displayPath } from '../credentials/folders.ts';
import { databaseText } from '../kept-sign-ins/database-text.ts';
import { readForeignDatabase } from '../kept-sign-ins/foreign-database.ts';
import { configPath } from '../kept-sign-ins/places.ts';
import { figureProblem, type FiguresReading, mostFigureBytes, type ReadFigures } from './figures.ts';

const key = 'windsurf.settings.cachedPlanInfo';
const statement = `SELECT length(CAST(value AS BLOB)) AS bytes,
  CASE WHEN length(CAST(value AS BLOB)) <= ${mostFigureBytes} THEN value END AS value FROM ItemTable WHERE key = ?`;

/**
 * Reads what the Windsurf editor keeps of its plan in the database of its settings. The editor writes other settings into
 * the same file, so the figures may be older than the file says, and never newer.
 */
export const readWindsurfFigures: ReadFigures = async (surroundings) => {
  const path = configPath(surroundings, 'Windsurf', 'User', 'globalStorage', 'state.vscdb');
  const place = displayPath(surroundings, path);
  const read = await readForeignDatabase(path, surroundings.platform, (query) => query(statement, key)[0], {
    isSecret: false,
  });
  if (read.kind === 'missing') return figureProblem(place, 'absent');
  if (read.kind === 'problem') return figureProblem(place, read.problem === 'malformed' ? 'torn' : 'unreadable');
  return { place, reading: readingOf(read.value, read.writtenMs) };
};

function readingOf(row: Readonly<Record<string, unknown>> | undefined, writtenMs: number): FiguresReading {
  const bytes = parseNumber(row?.['bytes']);
  if (row === undefined || bytes === null || bytes === 0) return { kind: 'problem', problem: 'absent' };
  if (bytes > mostFigureBytes) return { kind: 'problem', problem: 'too-large' };
  const body = asRecord(parseJson(databaseText(row['value'], mostFigureBytes) ?? ''));
  if (body === null) return { kind: 'problem', problem: 'torn' };
  return { kind: 'figures', body, writtenMs: Math.round(writtenMs) };
}
