import path from 'node:path';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { withAddedParts } from '../../core/snapshot/compat.ts';
import { printable, printableJson } from '../../core/units/text.ts';
import { statusText } from '../../core/views/terminal.ts';
import type { Engine } from '../engine/engine.ts';
import type { Publisher } from '../features/publisher.ts';
import type { CommandTextRequest, MakeCommandText, WantedText } from '../node/api/command-text.ts';
import type { ApiHandlers } from '../node/api/routes.ts';
import { hostTimeZone, terminalLocales } from '../node/host-environment.ts';
import { createTerminalContext } from '../node/locale-context.ts';
import { currentAccountId, nothingShown, statusLineOf, type StatusLineSource } from './status-line.ts';

interface CommandTextOptions {
  readonly version: string;
  readonly platform: NodeJS.Platform;
  /** The time zone variable of this process, as it was at the start. */
  readonly ownTimeZone: string | undefined;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
  readonly settings: () => Settings;
  /** The words of this process, for its time zone of now. */
  readonly locale: () => Pick<LocaleContext, 'timeZone'>;
  readonly engine: Pick<Engine, 'accounts'>;
  readonly publisher: Pick<Publisher, 'current'>;
  readonly observe: ApiHandlers['observe'];
}

/**
 * Makes the function that makes texts for the command line in the running app, because a command takes several times as
 * long to load what its text needs. The texts are the same to the byte as those that a command makes. Where this process
 * cannot be sure of that, the command makes its text itself.
 */
export function createCommandTexts(options: CommandTextOptions): MakeCommandText {
  const { settings, clock, engine, publisher } = options;
  const localeOf = createLocales(options);

  async function statusLine(
    request: CommandTextRequest,
    wanted: Extract<WantedText, { kind: 'status-line' }>,
    locale: LocaleContext,
  ): Promise<string | null> {
    const { environment, homeFolder } = request;
    if (!path.isAbsolute(homeFolder) || !namesOnlyAbsoluteFolders(environment)) return null;
    const { codexFolders, claudeFolders } = settings();
    const surroundings = {
      ...{ environment, homeFolder, platform: options.platform },
      moreFolders: () => ({ codex: codexFolders, claude: claudeFolders }),
    };
    const limits = { rate_limits: wanted.rateLimits };
    const source: StatusLineSource = {
      settings: settings(),
      locale,
      nowMs: clock.nowMs,
      facts: async (accountId) => engine.accounts().find(({ account }) => account.id === accountId)?.facts ?? null,
      known: async (accountId) => publisher.current().accounts.find(({ id }) => id === accountId) ?? nothingShown,
      report: async (accountId, _observation, isNew) => {
        if (isNew) setImmediate(() => reportLimits(accountId, limits));
      },
    };
    const stated = { model: wanted.model, limits, spokeAtMs: Math.min(wanted.spokeAtMs, clock.nowMs()) };
    const accountId = await currentAccountId(surroundings, engine.accounts);
    return `${await statusLineOf(source, stated, accountId)}\n`;
  }

  /** The line does not wait for what follows from its limits. It shows them already. */
  function reportLimits(accountId: string, limits: object): void {
    try {
      options.observe({
        provider: 'claude',
        accountId,
        statusLine: limits,
        headers: {},
        status: null,
        body: undefined,
      });
    } catch (cause) {
      options.log.error('The limits of a status line could not be taken over', cause);
    }
  }

  function status(wanted: Extract<WantedText, { kind: 'status' }>, locale: LocaleContext): string | null {
    const { accounts, ...rest } = publisher.current();
    // Why there is no account says the command, which looks for sign-ins.
    if (accounts.length === 0) return null;
    const snapshot = withAddedParts({ ...rest, accounts });
    if (wanted.form === 'json') return printableJson(JSON.stringify(snapshot, null, 2));
    return printable(statusText(wanted.form, snapshot, settings(), locale, clock.nowMs(), wanted));
  }

  return async (request) => {
    if (request.version !== options.version) return null;
    const locale = localeOf(request.environment);
    if (locale === null) return null;
    try {
      const { wanted } = request;
      return wanted.kind === 'status' ? status(wanted, locale) : await statusLine(request, wanted, locale);
    } catch (cause) {
      options.log.error('A text for the command line could not be made', cause);
      return null;
    }
  };
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Returns a function that makes the words for the variables of a terminal, and keeps those of the last terminal. */
function createLocales({
  settings,
  platform,
  ownTimeZone,
  locale,
}: CommandTextOptions): (variables: Variables) => LocaleContext | null {
  let last: { readonly key: string; readonly settings: Settings; readonly locale: LocaleContext } | null = null;
  return (variables) => {
    const timeZone = variables['TZ'] === ownTimeZone ? locale().timeZone : namedZone(variables['TZ']);
    if (timeZone === null || !namesAllFormats(variables, platform)) return null;
    const key = JSON.stringify([timeZone, Object.entries(variables)]);
    if (last?.key !== key || last.settings !== settings()) {
      const system = terminalLocales(variables, platform);
      last = { key, settings: settings(), locale: createTerminalContext(settings(), system, timeZone) };
    }
    return last.locale;
  };
}

/** Returns the zone that a terminal names; null: it names none, or by a rule that only a new process reads. */
function namedZone(name: string | undefined): string | null {
  if (name === undefined || !/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(name)) return null;
  const { name: known, isKnown } = hostTimeZone(name);
  return isKnown ? known : null;
}

/** On macOS and Windows the runtime of the command names what the terminal does not name, and ours may name another. */
function namesAllFormats(variables: Variables, platform: NodeJS.Platform): boolean {
  if (platform !== 'darwin' && platform !== 'win32') return true;
  const { languages, formats } = terminalLocales(variables, 'linux');
  return languages.length > 0 && Object.values(formats).every((tag) => tag !== null);
}

/** A relative folder is one of the caller's, and this process has another working folder. */
function namesOnlyAbsoluteFolders(variables: Variables): boolean {
  const folders = [variables['CLAUDE_CONFIG_DIR'] ?? '', variables['CLAUDE_SECURESTORAGE_CONFIG_DIR'] ?? ''];
  return folders
    .flatMap((list) => list.split(/[:,]/))
    .map((folder) => folder.trim())
    .every((folder) => folder === '' || path.isAbsolute(folder) || /^~(\/|$)/.test(folder));
}
