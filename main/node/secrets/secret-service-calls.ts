import { busDriver, busVariant, type SessionBus } from '../desktop/session-bus.ts';
import { beginAgreement, encryptedTransport, sealed, type SecretSession, unsealed } from './secret-session.ts';

/** The calls of the Secret Service that the vault needs, one function each. They reject where the bus does. */
const service = 'org.freedesktop.secrets';
const rootPath = '/org/freedesktop/secrets';
const noObject = '/';

export type Attributes = Readonly<Record<string, string>>;

export async function isRunning(bus: SessionBus): Promise<boolean> {
  const [owned] = await bus.call({ ...busDriver, member: 'NameHasOwner', signature: 's', body: [service] });
  return owned === true;
}

export async function isStartable(bus: SessionBus): Promise<boolean> {
  const [names] = await bus.call({ ...busDriver, member: 'ListActivatableNames' });
  return Array.isArray(names) && names.includes(service);
}

/** The path of the collection that new items go to; null: there is none yet. */
export async function defaultCollection(bus: SessionBus): Promise<string | null> {
  const [path] = await ask(bus, rootPath, 'Service', 'ReadAlias', 's', ['default']);
  return typeof path === 'string' && path !== noObject ? path : null;
}

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
 * A session in which secrets travel encrypted, so that no program that listens to the bus reads them. Only
 * where the service says that it does not support that do they travel as they are. Rejects where it
 * answers something else.
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

export async function searchItems(
  bus: SessionBus,
  attributes: Attributes,
): Promise<{ readonly unlocked: readonly string[]; readonly locked: readonly string[] }> {
  const [unlocked, locked] = await ask(bus, rootPath, 'Service', 'SearchItems', 'a{ss}', [attributes]);
  return { unlocked: pathsOf(unlocked), locked: pathsOf(locked) };
}

/** Opens what opens without asking anybody; the prompt that the rest needs, else null. */
export async function unlock(bus: SessionBus, objects: readonly string[]): Promise<string | null> {
  const [, prompt] = await ask(bus, rootPath, 'Service', 'Unlock', 'ao', [objects]);
  return promptOf(prompt);
}

/** Makes the collection that is missing; the prompt that this needs, else null. */
export async function createCollection(bus: SessionBus, label: string): Promise<string | null> {
  const properties = { 'org.freedesktop.Secret.Collection.Label': await busVariant('s', label) };
  const [, prompt] = await ask(bus, rootPath, 'Service', 'CreateCollection', 'a{sv}s', [properties, 'default']);
  return promptOf(prompt);
}

export async function readSecret(bus: SessionBus, item: string, session: SecretSession): Promise<string> {
  const [secret] = await ask(bus, item, 'Item', 'GetSecret', 'o', [session.path]);
  const [, parameters, bytes]: readonly unknown[] = Array.isArray(secret) ? secret : [];
  if (!Buffer.isBuffer(parameters) || !Buffer.isBuffer(bytes)) throw new TypeError('The answer holds no secret.');
  return session.key === null ? bytes.toString('utf8') : unsealed(parameters, bytes, session.key);
}

/** Keeps a secret in place of one with the same attributes; the prompt that this needs, else null. */
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
      : sealed(item.secret, session.key);
  const secret = [session.path, parameters, bytes, 'text/plain'];
  const body = [properties, secret, true];
  const [, prompt] = await ask(bus, collection, 'Collection', 'CreateItem', 'a{sv}(oayays)b', body);
  return promptOf(prompt);
}

/** The prompt that the deletion needs, else null. */
export async function deleteItem(bus: SessionBus, item: string): Promise<string | null> {
  const [prompt] = await ask(bus, item, 'Item', 'Delete');
  return promptOf(prompt);
}

/** Shows a prompt of the desktop. False: the user put it away. */
export async function showPrompt(bus: SessionBus, prompt: string): Promise<boolean> {
  let done: (isDismissed: unknown) => void = () => undefined;
  const answer = new Promise<unknown>((resolve) => (done = resolve));
  const signal = { interface: 'org.freedesktop.Secret.Prompt', member: 'Completed', path: prompt };
  await bus.onSignal(signal, ([isDismissed]) => done(isDismissed));
  await ask(bus, prompt, 'Prompt', 'Prompt', 's', ['']);
  return (await answer) === false;
}

/** Takes back a prompt that will not be shown. */
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
