const passedOn: ReadonlySet<string> = new Set([
  ...['HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'TEMP', 'TMP'],
  ...['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'],
  'DBUS_SESSION_BUS_ADDRESS',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
  ...['SYSTEMROOT', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA'],
]);

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the Codex tool needs to run as the user runs it: the ways to the system, the network and its own
 * folder. Nothing of the app is in it, and no key: it shall speak for the sign-in in that folder alone.
 */
export function toolEnvironment(
  environment: Environment,
  codexHome: string,
  folders: readonly string[],
  platform: NodeJS.Platform,
): Record<string, string> {
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value !== '' && passedOn.has(name.toUpperCase()) ? [[name, value] as const] : [],
  );
  const separator = platform === 'win32' ? ';' : ':';
  return { ...Object.fromEntries(kept), PATH: folders.join(separator), CODEX_HOME: codexHome };
}

/** A variable by its name; on Windows in any case. */
export function variableOf(environment: Environment, name: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') return environment[name];
  return Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1];
}
