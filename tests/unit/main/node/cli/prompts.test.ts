import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type LanguageTag, languageTags } from '../../../../../core/i18n/languages.ts';
import { askSecret, confirmOnTerminal, isYes, readSecretFrom } from '../../../../../main/node/cli/prompts.ts';
import { localeIn } from '../../../../support/locale.ts';

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

/** What a reader of each language types for yes, and what means no there. */
const answers: Readonly<Record<LanguageTag, { readonly yes: readonly string[]; readonly no: readonly string[] }>> = {
  en: { yes: ['y', 'Y', 'yes', ' Yes '], no: ['n', 'no', 'j', 'o', 's', 'ye', 'yess'] },
  'zh-Hans': { yes: ['是', '是的', 'ｙ', 'Ｙ'], no: ['否', '不是', '不', 'n'] },
  de: { yes: ['j', 'J', 'ja', 'JA'], no: ['n', 'nein', 'o', 's', 'jein'] },
  fr: { yes: ['o', 'O', 'oui', 'Oui'], no: ['n', 'non', 'j', 'ou'] },
  es: { yes: ['s', 'S', 'sí', 'SÍ', 'si', 'si\u0301'], no: ['n', 'no', 'j', 'sin'] },
  ja: { yes: ['はい', 'ｙｅｓ'], no: ['いいえ', 'いや', 'n'] },
  'pt-BR': { yes: ['s', 'S', 'sim', 'Sim'], no: ['n', 'não', 'j', 'si'] },
  ar: { yes: ['نعم', 'ن'], no: ['لا', 'ل', 'n'] },
};

describe('a question with yes or no', () => {
  it.each(languageTags)('takes the letter and the word of %s, and nothing else for a yes', (language) => {
    const { t } = localeIn(language, language);
    const { yes, no } = answers[language];
    expect(yes.filter((answer) => !isYes(answer, t))).toEqual([]);
    expect(no.filter((answer) => isYes(answer, t))).toEqual([]);
  });

  it.each(languageTags)('takes y and yes in %s, and takes silence for a no', (language) => {
    const { t } = localeIn(language, language);
    expect(['y', 'Y', 'yes', 'YES'].filter((answer) => !isYes(answer, t))).toEqual([]);
    expect(['', ' ', 'y yes', 'n', '1', 'true'].filter((answer) => isYes(answer, t))).toEqual([]);
  });

  it.each([
    ['en', 'Make this change? [y/N] ', 'y\n', true],
    ['de', 'Make this change? [j/N] ', 'ja\n', true],
    ['fr', 'Make this change? [o/N] ', 'j\n', false],
    ['es', 'Make this change? [s/N] ', '\n', false],
    ['pt-BR', 'Make this change? [s/N] ', null, false],
  ] as const)('shows the letters of %s', async (language, question, typed, expected) => {
    const input = new PassThrough();
    const output = new PassThrough();
    const answer = confirmOnTerminal('Make this change?', localeIn(language, language).t, input, output);
    if (typed === null) input.end();
    else input.write(typed);
    expect(await answer).toBe(expected);
    expect(String(output.read())).toBe(question);
  });
});
