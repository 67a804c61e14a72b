import { slot } from '../../main/commands/slot.ts';
import { slotLimit } from '../../main/commands/slot-limit.ts';
import { parseCommand } from '../../main/node/cli/arguments.ts';

/** A process of its own: `quota-tray slot …` against the socket named first; the account `work` is known here. */
const [socketPath = '', ...words] = process.argv.slice(2);
const place = { socketPath, knownAccounts: async () => [{ accountId: 'codex:work', label: 'work' }] };
const command = parseCommand(['slot', ...words]);
if (command.kind === 'slot') process.exitCode = await slot(place, command);
else if (command.kind === 'slot-limit') process.exitCode = await slotLimit(place, command);
else throw new Error(`Not a slot command: ${JSON.stringify(command)}`);
