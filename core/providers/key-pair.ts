/** An access key with its secret, as the user entered them. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secret: string;
}

/** Returns the two parts of `<access key id>:<secret>`; null: the text has another form. */
export function parseKeyPair(text: string): KeyPair | null {
  const [, accessKeyId, secret] = /^([^:\s]+):(\S+)$/.exec(text.trim()) ?? [];
  return accessKeyId === undefined || secret === undefined ? null : { accessKeyId, secret };
}
