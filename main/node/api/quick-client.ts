import { connect, type Socket } from 'node:net';
import { type CommandTextRequest, commandTextPath } from './command-text.ts';
import { isSocketOfAnotherUser } from './socket-folder.ts';

const maximumAnswerBytes = 16 * 1024 * 1024;
const headEnd = '\r\n\r\n';

/** A connection to the running app, by which a command gets one text. */
export interface QuickConnection {
  /** Returns the text; null: no app answers in time, or it does not make this text. Call it once. Never rejects. */
  readonly text: (request: CommandTextRequest, timeoutMs: number) => Promise<string | null>;
}

/**
 * Connects to the running app, without Node's HTTP library, which takes as long to load as all the rest. The connection
 * is made while the command still reads its input. Null: the socket is another user's.
 */
export function connectQuickly(socketPath: string): QuickConnection | null {
  if (isSocketOfAnotherUser(socketPath)) return null;
  const socket = connect(socketPath);
  let settle: (text: string | null) => void = () => undefined;
  const giveUp = (): void => {
    socket.destroy();
    settle(null);
  };
  socket.on('error', giveUp).on('close', giveUp);
  return {
    text: (request, timeoutMs) =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve(null);
        const timer = setTimeout(giveUp, timeoutMs);
        settle = (text) => {
          clearTimeout(timer);
          resolve(text);
        };
        // The process ends after the text. Closing the connection first would cost it milliseconds.
        collectText(socket, settle);
        writeRequest(socket, request);
      }),
  };
}

function writeRequest(socket: Socket, request: CommandTextRequest): void {
  const body = JSON.stringify(request);
  const head = [
    `POST ${commandTextPath} HTTP/1.1`,
    ...['Host: localhost', 'Connection: close', 'Content-Type: application/json'],
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].join('\r\n');
  socket.write(`${head}${headEnd}${body}`);
}

/** Gives the text of the answer as soon as it is whole; null: the answer is too large. */
function collectText(socket: Socket, give: (text: string | null) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maximumAnswerBytes) return void socket.destroy();
    const text = textIn(Buffer.concat(chunks));
    if (text !== null) give(text);
  });
}

/** Returns the text of a whole good answer; null: it is another answer, or it broke off. */
export function textIn(answer: Buffer): string | null {
  const end = answer.indexOf(headEnd);
  if (end < 0) return null;
  const [status = '', ...lines] = answer.subarray(0, end).toString('latin1').split('\r\n');
  const header = (name: string): string | null => {
    const line = lines.find((each) => each.toLowerCase().startsWith(`${name}:`));
    return line === undefined ? null : line.slice(name.length + 1).trim();
  };
  const body = answer.subarray(end + headEnd.length);
  const isText = header('content-type') === 'text/plain; charset=utf-8';
  const isWhole = header('content-length') === String(body.length) && header('transfer-encoding') === null;
  return /^HTTP\/1\.1 200( |$)/.test(status) && isText && isWhole ? body.toString('utf8') : null;
}
