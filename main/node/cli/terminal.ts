import type { TerminalStyle } from '../../../core/text/table.ts';
import type { Environment } from '../host-environment.ts';

const usualColumns = 80;

/** What the standard output of this process can show. */
export function terminalStyle(
  output: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout,
  environment: Environment = process.env,
): TerminalStyle {
  const isTerminal = output.isTTY === true;
  const columns = isTerminal ? output.columns || usualColumns : null;
  return { columns, hasColour: showsColour(isTerminal, environment) };
}

/** Follows https://force-color.org and https://no-color.org, in this order. */
function showsColour(isTerminal: boolean, environment: Environment): boolean {
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  return isTerminal && environment['TERM'] !== 'dumb';
}
