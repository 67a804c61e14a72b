/** The providers that the app knows, by the names of the public snapshot. */
export type ProviderId = 'codex' | 'claude';
