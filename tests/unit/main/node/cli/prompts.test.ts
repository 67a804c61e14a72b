import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askSecret, readSecretFrom } from '../../../../../main/node/cli/prompts.ts';

class Terminal extends EventEmitter {
  readonly modes: boolean[] = [];
  isPaused = false;
  setRawMode(isRaw: boolean): this {
    this.modes.push(isRaw);
    return this;
  }
  setEncoding(): this {
    return this;
  }
  resume(): this {
    return this;
  }
  pause(): this {
    this.isPaused = true;
    return this;
  }
}

async function type(...texts: readonly string[]) {
  const terminal = new Terminal();
  let shown = '';
  const answer = askSecret('Key:', terminal as never, {
    write: (text: string | Uint8Array) => Boolean((shown += String(text))),
  });
  for (const text of texts) terminal.emit('data', text);
  return { answer: await answer, shown, terminal };
}

describe('a key that the user types', () => {
  it.each([
    [['sk-1\r'], 'sk-1'],
    [['s', 'k', '-', 'x', '\u007f', '1', '\n'], 'sk-1'],
    [['\b\bsk-1\u0004'], 'sk-1'],
    [['\r'], ''],
    [['sk-1', '\u0003'], null],
  ])('typed as %j becomes %j', async (texts, expected) => {
    const { answer, shown, terminal } = await type(...texts);
    expect(answer).toBe(expected);
    expect(shown).toBe('Key:\n');
    expect(terminal.modes).toEqual([true, false]);
    expect(terminal.isPaused).toBe(true);
    expect(terminal.listenerCount('data') + terminal.listenerCount('end')).toBe(0);
  });
});

describe('a key on standard input', () => {
  it.each([
    [['sk-1\n'], 'sk-1'],
    [['sk', '-1\r\n'], 'sk-1'],
    [[], ''],
    [['x'.repeat(70_000)], null],
  ])('written as parts is read whole, without its line break', async (parts, expected) => {
    expect(await readSecretFrom(Readable.from(parts.map((part) => Buffer.from(part))))).toBe(expected);
  });
});
