/** A store of the operating system that holds another program's sign-in. Read-only. */
export interface Keychain {
  /** How a person would name the store, in the places that discovery lists. */
  readonly name: string;
  /** Never throws and always ends. */
  readonly read: (service: string) => Promise<KeychainReading>;
}

export type KeychainReading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' };
