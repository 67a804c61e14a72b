/** One word of the interface that stands for something else, with the word to use instead. */
interface RefusedWord {
  readonly pattern: RegExp;
  readonly instead: string;
}

/**
 * Words that no English sentence of the interface contains. One thing has one name: a limit, a notification, and an
 * account that is ready, running low or used up.
 */
export const refusedInEnglish: readonly RefusedWord[] = [
  { pattern: /\bwindows?\b/i, instead: 'limit' },
  { pattern: /\bnotices?\b/i, instead: 'notification' },
  { pattern: /\bexhaust/i, instead: 'used up' },
  { pattern: /\boverage\b/i, instead: 'extra usage' },
  { pattern: /\b(un)?cap(ped)?\b/i, instead: 'limit' },
  { pattern: /\d active\b|\}\} active\b/i, instead: 'ready' },
  { pattern: /\bas of\b/i, instead: 'old, or read' },
  { pattern: /\banew\b/i, instead: 'again' },
  { pattern: /\btold\b/i, instead: 'notify' },
  { pattern: /\b(tells?|knows?) (of|about)\b/i, instead: 'notify about' },
  { pattern: /\b(asks?|asked|asking)\b(?! you\b(?! to wait))/i, instead: 'read, contact, or limit requests' },
  { pattern: /\bbears?\b/i, instead: 'allows' },
  { pattern: /\bfaults?\b/i, instead: 'problem or error' },
  { pattern: /\bno more\b/i, instead: 'no longer' },
  { pattern: /\bclears by itself\b/i, instead: 'comes back on its own' },
  { pattern: /\bon offer\b/i, instead: 'available' },
  { pattern: /\b\d+ h\b|\}\} h\b(?! \{\{)/, instead: 'hours' },
  { pattern: /\d ?d\b(?! \{\{)|\}\} d\b/, instead: 'days' },
  { pattern: /\bWeekly\b(?! (limit|spend))/, instead: 'Week' },
  { pattern: /\b(that which|those who)\b/i, instead: 'the noun' },
];

/** The English sentences in which a refused word is right, by their key. */
export const allowedInEnglish: ReadonlyMap<string, string> = new Map([
  ['blocked.workspace-credits', 'a person asks another person'],
  ['grant.ask-admin', 'a person asks another person'],
  ['cli.serve', 'a window on the screen'],
  ['ui.set.icon-tone.text', 'the name of a system'],
  ['ui.set.content-protection.text-unavailable', 'the name of a system'],
]);

/** Words that no Chinese sentence of the interface contains: 你, 账号, 额度, 重置 and 通知 are its words. */
export const refusedInChinese: readonly RefusedWord[] = [
  { pattern: /您/, instead: '你' },
  { pattern: /帐|账户/, instead: '账号' },
  { pattern: /限额|配额|窗口/, instead: '额度' },
  { pattern: /重设|复位|刷回/, instead: '重置' },
  { pattern: /提醒|警报|告警/, instead: '通知' },
  { pattern: /已存的重置|存储的重置/, instead: '备用重置' },
  { pattern: /。 /, instead: '。 without a blank' },
];

/** Returns each sentence that contains a refused word, as `key: text (instead: word)`. */
export function refusedSentences(
  catalogue: Readonly<Record<string, string>>,
  refused: readonly RefusedWord[],
  allowed: ReadonlyMap<string, string> = new Map(),
): readonly string[] {
  return Object.entries(catalogue)
    .filter(([key]) => !allowed.has(key))
    .flatMap(([key, text]) =>
      refused
        .filter(({ pattern }) => pattern.test(spokenPart(text)))
        .map(({ instead }) => `${key}: ${text} (instead: ${instead})`),
    );
}

/** The words of a sentence: without its commands and without the names of its values. */
function spokenPart(text: string): string {
  return text.replaceAll(/`[^`]*`/g, '``').replaceAll(/\{\{\w+\}\}/g, '{{}}');
}
