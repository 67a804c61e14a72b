import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A session of the Secret Service: its path, and the key by which secrets travel; null: they travel as they are. */
export interface SecretSession {
  readonly path: string;
  readonly key: Buffer | null;
}

/** The name by which the Secret Service knows this way of agreeing on a key. */
export const encryptedTransport = 'dh-ietf1024-sha256-aes128-cbc-pkcs7';

/** The Second Oakley Group of RFC 2409, as the Secret Service API wants it. */
const prime = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF',
);
const generator = 2n;
const numberBytes = 128;
const keyBytes = 16;

/** Our half of an agreement on a key. */
export interface KeyAgreement {
  readonly publicNumber: Buffer;
  /** The AES key that both sides get. Throws where the other side's number cannot be one. */
  readonly keyWith: (otherNumber: Buffer) => Buffer;
}

/**
 * Begins a Diffie-Hellman agreement with a random secret of its own. Electron's crypto library does not know
 * this group by its name, and given as a prime its check holds the thread for a fifth of a second.
 */
export function beginAgreement(): KeyAgreement {
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

/** A secret as it travels: the parameters and the bytes of the D-Bus structure. */
export function sealed(secret: string, key: Buffer): { readonly parameters: Buffer; readonly bytes: Buffer } {
  const parameters = randomBytes(keyBytes);
  const cipher = createCipheriv('aes-128-cbc', key, parameters);
  return { parameters, bytes: Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]) };
}

/** The secret that travelled so. Throws where it was not sealed with this key. */
export function unsealed(parameters: Buffer, bytes: Buffer, key: Buffer): string {
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

/** Padded to the length of the prime, as both sides must. */
function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(2 * numberBytes, '0'), 'hex');
}
