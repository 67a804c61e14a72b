import { parseArgs } from 'node:util';

/** Commands for servers, scripts and agents. */
export type ServeCommand =
  | { readonly kind: 'serve' }
  | { readonly kind: 'api-token'; readonly renew: boolean }
  | {
      readonly kind: 'guard';
      /** An id or a label; null: all accounts. */
      readonly account: string | null;
      readonly minLeftPercent: number | null;
      readonly any: boolean;
      readonly failOpen: boolean;
      readonly json: boolean;
    };

type Parsed = ServeCommand | { readonly kind: 'bad'; readonly message: string } | { readonly kind: 'help' };

export const serveUsage = `  guard [--account ID] [--min-left PERCENT] [--any] [--fail-open] [--json]
                                  for scripts and agents: 0 enough is left, 1 not, 69 unknown
  serve                           the app without a window, until SIGTERM
  api-token [--renew]             what programs show that ask on a port
`;

const flags = {
  account: { type: 'string' },
  'min-left': { type: 'string' },
  any: { type: 'boolean' },
  'fail-open': { type: 'boolean' },
  json: { type: 'boolean' },
  renew: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type FlagName = keyof typeof flags;

const allowedFlags: Readonly<Record<ServeCommand['kind'], readonly FlagName[]>> = {
  guard: ['account', 'min-left', 'any', 'fail-open', 'json'],
  serve: [],
  'api-token': ['renew'],
};

export function isServeCommand(name: string | undefined): name is ServeCommand['kind'] {
  return name !== undefined && Object.hasOwn(allowedFlags, name);
}

/** Reads the arguments after one of these commands. Unknown words and options are refused by name. */
export function parseServeCommand(name: ServeCommand['kind'], argv: readonly string[]): Parsed {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    return bad(error instanceof Error ? (error.message.split(/\.\s/)[0] ?? error.message) : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  if (positionals.length > 0) return bad(`${name} takes no "${positionals[0]}".`);
  const wrong = (Object.keys(values) as FlagName[]).find((flag) => !allowedFlags[name].includes(flag));
  if (wrong !== undefined) return bad(`--${wrong} does not go with ${name}.`);
  if (name === 'serve') return { kind: 'serve' };
  if (name === 'api-token') return { kind: 'api-token', renew: values.renew === true };
  const minLeft = values['min-left'];
  if (minLeft !== undefined && !isPercent(minLeft)) return bad('--min-left is a number from 0 to 100.');
  if (values.account === '') return bad('--account needs an account, as `accounts list` names it.');
  return {
    kind: 'guard',
    account: values.account ?? null,
    minLeftPercent: minLeft === undefined ? null : Number(minLeft),
    any: values.any === true,
    failOpen: values['fail-open'] === true,
    json: values.json === true,
  };
}

function isPercent(text: string): boolean {
  return /^\d{1,3}(\.\d{1,6})?$/.test(text) && Number(text) <= 100;
}

function bad(message: string): Parsed {
  return { kind: 'bad', message };
}
