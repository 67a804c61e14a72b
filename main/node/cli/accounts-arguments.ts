import { parseArgs } from 'node:util';
import { cleanText } from '../../../core/units/text.ts';

/** The commands that change the list of accounts. A key is never an argument: other users can read those. */
export type AccountsCommand =
  | {
      readonly kind: 'accounts-add';
      readonly provider: string;
      readonly label: string;
      readonly baseUrl: string | null;
      readonly organizationId: string | null;
      /** The key comes on standard input; else a person is asked for it. */
      readonly secretStdin: boolean;
      readonly unprotected: boolean;
      readonly json: boolean;
    }
  | { readonly kind: 'accounts-remove'; readonly accountId: string; readonly json: boolean }
  | {
      readonly kind: 'accounts-rename';
      readonly accountId: string;
      readonly label: string;
      readonly json: boolean;
    };

type Parsed = AccountsCommand | { readonly kind: 'bad'; readonly message: string } | { readonly kind: 'help' };

export const accountsUsage = `  accounts add --provider P --label L [--base-url U] [--org ID] [--secret-stdin] [--unprotected] [--json]
                                  adds an account with a key, which is asked for, or read from
                                  standard input; the system keeps it, or a file with --unprotected
  accounts remove ID [--json]     takes an account out, with its key and its figures
  accounts rename ID LABEL [--json]
                                  gives an account a name of your own
`;

const flags = {
  provider: { type: 'string' },
  label: { type: 'string' },
  'base-url': { type: 'string' },
  org: { type: 'string' },
  'secret-stdin': { type: 'boolean' },
  unprotected: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type FlagName = keyof typeof flags;

const allowedFlags: Readonly<Record<string, readonly FlagName[]>> = {
  add: ['provider', 'label', 'base-url', 'org', 'secret-stdin', 'unprotected'],
  remove: [],
  rename: [],
};

/** True for the arguments that `parseAccountsCommand` reads. */
export function isAccountsCommand([first, second]: readonly string[]): boolean {
  return first === 'accounts' && second !== undefined && Object.hasOwn(allowedFlags, second);
}

/** Reads the arguments after `accounts`. What is refused is told without what was written: it may be a key. */
export function parseAccountsCommand(argv: readonly string[]): Parsed {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    return bad(
      error instanceof Error ? (/^[^.]*'--?[\w-]+[^.]*/.exec(error.message)?.[0] ?? unknownOption) : unknownOption,
    );
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  const [action = '', ...rest] = positionals;
  const wrong = (Object.keys(values) as FlagName[]).find(
    (name) => name !== 'json' && !allowedFlags[action]?.includes(name),
  );
  if (wrong !== undefined) return bad(`--${wrong} does not go with accounts ${action}.`);
  const json = values.json === true;
  if (action === 'remove') {
    const [accountId, ...more] = rest;
    return accountId === undefined || accountId === '' || more.length > 0
      ? bad('accounts remove needs one id, as `accounts list` names it.')
      : { kind: 'accounts-remove', accountId, json };
  }
  if (action === 'rename') {
    const [accountId = '', ...words] = rest;
    const label = cleanText(words.join(' '));
    return accountId === '' || label === '' || label.length > 100
      ? bad('accounts rename needs an id, as `accounts list` names it, and a name of at most 100 characters.')
      : { kind: 'accounts-rename', accountId, label, json };
  }
  const { provider = '', label = '' } = values;
  if (rest.length > 0)
    return bad(
      'accounts add takes nothing but options. A key is never one: it is asked for, or read with --secret-stdin.',
    );
  if (provider === '') return bad('accounts add needs --provider.');
  if (cleanText(label) === '') return bad('accounts add needs --label.');
  return {
    kind: 'accounts-add',
    provider,
    label,
    baseUrl: values['base-url'] ?? null,
    organizationId: values.org ?? null,
    secretStdin: values['secret-stdin'] === true,
    unprotected: values.unprotected === true,
    json,
  };
}

const unknownOption = 'One of the options is not known';

function bad(message: string): Parsed {
  return { kind: 'bad', message: message.replace(/\.?$/, '.') };
}
