import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

import { isRecord } from '../../../core/units/json.ts';
import { busDriver, busVariant, type SessionBus } from '../desktop/session-bus.ts';

/* The calls of the Secret Service that the vault needs, one function each. They reject when the bus rejects. */
const service = 'org.freedesktop.secrets';
const rootPath = '/org/freedesktop/secrets';
const noObject = '/';

export type Attributes = Readonly<Record<string, string>>;

/** Returns true when the Secret Service is running. */
export async function isRunning(bus: SessionBus): Promise<boolean> {
  const [owned] = await bus.call({ ...busDriver, member: 'NameHasOwner', signature: 's', body: [service] });
  return owned === true;
}

/** Returns true when the bus can start the Secret Service. */
export async function isStartable(bus: SessionBus): Promise<boolean> {
  const [names] = await bus.call({ ...busDriver, member: 'ListActivatableNames' });
  return Array.isArray(names) && names.includes(service);
}

/** Returns the path of the collection for new items; null when there is none yet. */
export async function defaultCollection(bus: SessionBus): Promise<string | null> {
  const [path] = await ask(bus, rootPath, 'Service', 'ReadAlias', 's', ['default']);
  return typeof path === 'string' && path !== noObject ? path : null;
}

/** Returns true when the collection is locked or does not say. */
export async function isLocked(bus: SessionBus, collection: string): Promise<boolean> {
  const [answer] = await bus.call({
    destination: service,
    path: collection,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: ['org.freedesktop.Secret.Collection', 'Locked'],
  });
  return (answer as { readonly value?: unknown } | undefined)?.value !== false;
}

/**
 * Opens a session that encrypts secrets on the bus, so that no program that listens to the bus can read them.
 * Falls back to a plain session only when the service says that it does not support encryption. Rejects on any
 * other answer.
 */
export async function openSession(bus: SessionBus): Promise<SecretSession> {
  const agreement = beginAgreement();
  const input = await busVariant('ay', agreement.publicNumber);
  try {
    const [output, session] = await ask(bus, rootPath, 'Service', 'OpenSession', 'sv', [encryptedTransport, input]);
    const number = (output as { readonly value?: unknown } | undefined)?.value;
    if (!Buffer.isBuffer(number)) throw new TypeError('The answer holds no number.');
    return { path: pathOf(session), key: agreement.keyWith(number) };
  } catch (error) {
    if (!isNotSupported(error)) throw error;
    return openPlainSession(bus);
  }
}

async function openPlainSession(bus: SessionBus): Promise<SecretSession> {
  const input = await busVariant('s', '');
  const [, session] = await ask(bus, rootPath, 'Service', 'OpenSession', 'sv', ['plain', input]);
  return { path: pathOf(session), key: null };
}

function isNotSupported(error: unknown): boolean {
  return (error as { readonly type?: unknown } | null)?.type === 'org.freedesktop.DBus.Error.NotSupported';
}

/** Returns the paths of the items with these attributes. */
export async function searchItems(
  bus: SessionBus,
  attributes: Attributes,
): Promise<{ readonly unlocked: readonly string[]; readonly locked: readonly string[] }> {
  const [unlocked, locked] = await ask(bus, rootPath, 'Service', 'SearchItems', 'a{ss}', [attributes]);
  return { unlocked: pathsOf(unlocked), locked: pathsOf(locked) };
}

/** Returns the label and the attributes of an item that another program made. */
export async function itemLabels(
  bus: SessionBus,
  item: string,
): Promise<{ readonly label: string | null; readonly attributes: Attributes }> {
  const get = async (name: string): Promise<unknown> => {
    const [answer] = await bus.call({
      ...{ destination: service, path: item, interface: 'org.freedesktop.DBus.Properties', member: 'Get' },
      ...{ signature: 'ss', body: ['org.freedesktop.Secret.Item', name] },
    });
    return (answer as { readonly value?: unknown } | undefined)?.value;
  };
  const [label, attributes] = [await get('Label'), await get('Attributes')];
  const texts = Object.entries(isRecord(attributes) ? attributes : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { label: typeof label === 'string' ? label : null, attributes: Object.fromEntries(texts) };
}

/** Unlocks what needs no question to the user. Returns the prompt that the rest needs, or null. */
export async function unlock(bus: SessionBus, objects: readonly string[]): Promise<string | null> {
  const [, prompt] = await ask(bus, rootPath, 'Service', 'Unlock', 'ao', [objects]);
  return promptOf(prompt);
}

/** Creates the default collection. Returns the prompt that this needs, or null. */
export async function createCollection(bus: SessionBus, label: string): Promise<string | null> {
  const properties = { 'org.freedesktop.Secret.Collection.Label': await busVariant('s', label) };
  const [, prompt] = await ask(bus, rootPath, 'Service', 'CreateCollection', 'a{sv}s', [properties, 'default']);
  return promptOf(prompt);
}

/** Returns the secret of an item. Rejects when it cannot be decrypted. */
export async function readSecret(bus: SessionBus, item: string, session: SecretSession): Promise<string> {
  const [secret] = await ask(bus, item, 'Item', 'GetSecret', 'o', [session.path]);
  const [, parameters, bytes]: readonly unknown[] = Array.isArray(secret) ? secret : [];
  if (!Buffer.isBuffer(parameters) || !Buffer.isBuffer(bytes)) throw new TypeError('The answer holds no secret.');
  return session.key === null ? bytes.toString('utf8') : decryptSecret(parameters, bytes, session.key);
}

/** Stores a secret and replaces one with the same attributes. Returns the prompt that this needs, or null. */
export async function createItem(
  bus: SessionBus,
  collection: string,
  session: SecretSession,
  item: { readonly label: string; readonly attributes: Attributes; readonly secret: string },
): Promise<string | null> {
  const properties = {
    'org.freedesktop.Secret.Item.Label': await busVariant('s', item.label),
    'org.freedesktop.Secret.Item.Attributes': await busVariant('a{ss}', item.attributes),
  };
  const { parameters, bytes } =
    session.key === null
      ? { parameters: Buffer.alloc(0), bytes: Buffer.from(item.secret, 'utf8') }
      : encryptSecret(item.secret, session.key);
  const secret = [session.path, parameters, bytes, 'text/plain'];
  const body = [properties, secret, true];
  const [, prompt] = await ask(bus, collection, 'Collection', 'CreateItem', 'a{sv}(oayays)b', body);
  return promptOf(prompt);
}

/** Deletes an item. Returns the prompt that this needs, or null. */
export async function deleteItem(bus: SessionBus, item: string): Promise<string | null> {
  const [prompt] = await ask(bus, item, 'Item', 'Delete');
  return promptOf(prompt);
}

/** Shows a prompt of the desktop. Resolves to false when the user dismisses it. */
export async function showPrompt(bus: SessionBus, prompt: string): Promise<boolean> {
  let done: (isDismissed: unknown) => void = () => undefined;
  const answer = new Promise<unknown>((resolve) => (done = resolve));
  const signal = { interface: 'org.freedesktop.Secret.Prompt', member: 'Completed', path: prompt };
  await bus.onSignal(signal, ([isDismissed]) => done(isDismissed));
  await ask(bus, prompt, 'Prompt', 'Prompt', 's', ['']);
  return (await answer) === false;
}

/** Cancels a prompt that was not shown. */
export async function dropPrompt(bus: SessionBus, prompt: string): Promise<void> {
  await ask(bus, prompt, 'Prompt', 'Dismiss').catch(() => undefined);
}

function ask(
  bus: SessionBus,
  path: string,
  kind: 'Service' | 'Collection' | 'Item' | 'Prompt',
  member: string,
  signature?: string,
  body: readonly unknown[] = [],
): Promise<readonly unknown[]> {
  const call = { destination: service, path, interface: `org.freedesktop.Secret.${kind}`, member };
  return bus.call(signature === undefined ? call : { ...call, signature, body });
}

function pathOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('The answer names no object.');
  return value;
}

function pathsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((path): path is string => typeof path === 'string') : [];
}

function promptOf(value: unknown): string | null {
  return typeof value === 'string' && value !== noObject ? value : null;
}

/** A session of the Secret Service: its path, and the key that encrypts secrets; null: the session is plain. */
interface SecretSession {
  readonly path: string;
  readonly key: Buffer | null;
}

/** The Secret Service's name of this key agreement. */
export const encryptedTransport = 'dh-ietf1024-sha256-aes128-cbc-pkcs7';

/** The Second Oakley Group of RFC 2409, which the Secret Service API requires. */
const prime = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF',
);
const generator = 2n;
const numberBytes = 128;
const keyBytes = 16;

/** The app's half of a key agreement. */
interface KeyAgreement {
  readonly publicNumber: Buffer;
  /** Returns the AES key that both sides share. Throws when the other side's number is invalid. */
  readonly keyWith: (otherNumber: Buffer) => Buffer;
}

/**
 * Begins a Diffie-Hellman key agreement with a new random secret. It computes with `BigInt`, because Electron's
 * crypto library does not know this group by name, and its check of the prime blocks the thread for 0.2 s.
 */
function beginAgreement(): KeyAgreement {
  const secret = numberOf(randomBytes(numberBytes));
  return {
    publicNumber: bytesOf(power(generator, secret)),
    keyWith: (otherNumber) => {
      const other = numberOf(otherNumber);
      if (other <= 1n || other >= prime - 1n) throw new TypeError('The answer is no number of the group.');
      const shared = bytesOf(power(other, secret));
      return Buffer.from(hkdfSync('sha256', shared, Buffer.alloc(0), Buffer.alloc(0), keyBytes));
    },
  };
}

/** Encrypts a secret. Returns the parameters and the bytes of the D-Bus structure. */
function encryptSecret(secret: string, key: Buffer): { readonly parameters: Buffer; readonly bytes: Buffer } {
  const parameters = randomBytes(keyBytes);
  const cipher = createCipheriv('aes-128-cbc', key, parameters);
  return { parameters, bytes: Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]) };
}

/** Decrypts a secret. Throws when it was not encrypted with this key. */
function decryptSecret(parameters: Buffer, bytes: Buffer, key: Buffer): string {
  const decipher = createDecipheriv('aes-128-cbc', key, parameters);
  return Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8');
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

function numberOf(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
}

/** Returns the number padded to the length of the prime, as the API requires. */
function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(2 * numberBytes, '0'), 'hex');
}
