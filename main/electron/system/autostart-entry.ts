/** The desktop entry that starts `command` (program, then its arguments) at sign-in. */
export function autostartEntry(name: string, command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    `Exec=${command.map(quotedArgument).join(' ')}`,
    'Icon=quota-tray',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/**
 * One argument as the Desktop Entry Specification wants it: a percent sign doubled; inside quotes
 * the characters that a shell would act on escaped; then every backslash once more, as a value
 * of the file.
 */
function quotedArgument(argument: string): string {
  const withoutFieldCodes = argument.replaceAll('%', '%%');
  if (/^[\w./@:+=,%-]+$/.test(withoutFieldCodes)) return withoutFieldCodes;
  const quoted = `"${withoutFieldCodes.replace(/(["`$\\])/g, '\\$1')}"`;
  return quoted.replaceAll('\\', '\\\\');
}
