import type { MessageKey, Translate } from './translate.ts';

const mostSentences = 1_000;

/**
 * The same words, each sentence made once: the views of many accounts say few different things, and
 * filling in a sentence takes far longer than finding it again. Begins anew when it holds too many.
 */
export function rememberedWords(translate: Translate): Translate {
  let sentences = new Map<string, string>();
  return (key, values) => {
    const name = nameOf(key, values);
    const known = sentences.get(name);
    if (known !== undefined) return known;
    if (sentences.size >= mostSentences) sentences = new Map();
    const sentence = translate(key, values);
    sentences.set(name, sentence);
    return sentence;
  };
}

function nameOf(key: MessageKey, values: Parameters<Translate>[1]): string {
  if (values === undefined) return key;
  let name: string = key;
  for (const field in values) name += `\u0000${field}\u0000${typeof values[field]}\u0000${values[field]}`;
  return name;
}
