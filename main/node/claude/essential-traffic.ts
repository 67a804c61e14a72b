const off: ReadonlySet<string> = new Set(['', '0', 'false']);

/**
 * Whether the user told Claude Code itself, by `CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC`, that only
 * essential traffic is wanted (S0-2). It then holds for the Claude accounts here too.
 */
export function wantsEssentialTrafficOnly(environment: Readonly<Record<string, string | undefined>>): boolean {
  const value = environment['CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC'] ?? '';
  return !off.has(value.trim().toLowerCase());
}
