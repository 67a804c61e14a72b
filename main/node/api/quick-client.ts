import net from 'node:net';
import { type CommandTextRequest, commandTextPath } from './command-text.ts';
import { isSocketOfAnotherUser } from './socket-folder.ts';

const maximumAnswerBytes = 16 * 1024 * 1024;
const headEnd = '\r\n\r\n';

/**
 * Asks the running app for a text of the command line, without Node's HTTP library, which takes as long to load as all
 * the rest. Null: no app answers, or it does not make this text. The command then makes the text itself. Never rejects.
 */
export function textOfApp(socketPath: string, request: CommandTextRequest, timeoutMs: number): Promise<string | null> {
  if (isSocketOfAnotherUser(socketPath)) return Promise.resolve(null);
  const body = Buffer.from(JSON.stringify(request));
  const head = [
    `POST ${commandTextPath} HTTP/1.1`,
    ...['Host: localhost', 'Connection: close', 'Content-Type: application/json', `Content-Length: ${body.length}`],
  ].join('\r\n');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const socket = net.connect(socketPath);
    const giveUp = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(null);
    };
    const timer = setTimeout(giveUp, timeoutMs);
    socket.on('error', giveUp);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      const text = size > maximumAnswerBytes ? null : textIn(Buffer.concat(chunks));
      if (size > maximumAnswerBytes) giveUp();
      if (text === null) return;
      clearTimeout(timer);
      // The process ends now. Closing the connection first would cost it milliseconds.
      resolve(text);
    });
    socket.on('close', giveUp);
    socket.write(`${head}${headEnd}`);
    socket.write(body);
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
