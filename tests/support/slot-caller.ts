import { parseArguments } from '../../main/commands/program.ts';
import { declareSlot, slot, slotLimit } from '../../main/commands/slot.ts';
import { englishReader } from '../bench/english-reader.ts';

/** A process of its own: `quota-tray slot …` against the socket named first; the account `work` is known here. */
const [socketPath = '', ...words] = process.argv.slice(2);
const { t } = englishReader();
const place = { socketPath, knownAccounts: async () => [{ accountId: 'codex:work', label: 'work' }], t };
const parsed = parseArguments(['slot', ...words], [declareSlot], t);
if (parsed.kind !== 'chosen') throw new Error(`Not a slot command: ${JSON.stringify(parsed)}`);
const { command } = parsed;
if (command.kind === 'slot') process.exitCode = await slot(place, command);
else if (command.kind === 'slot-limit') process.exitCode = await slotLimit(place, command);
