const pages: ReadonlyMap<string, string> = new Map([['claude', 'https://claude.ai/settings/usage']]);

/** Where the user claims a grant, in the browser; null: this service has no such page. */
export function offerPage(provider: string): string | null {
  return pages.get(provider) ?? null;
}

/** The host names of these pages, for the list of what may be opened outside. */
export const offerPageHosts: readonly string[] = ['claude.ai'];
