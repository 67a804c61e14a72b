import type { LocaleContext } from '../i18n/translate.ts';
import { needsId } from '../providers/own/definition.ts';
import { parseDefinition } from '../providers/own/text.ts';
import { type PreviewLine, previewLines, problemSentences, problemTexts } from './own-service.ts';

/** One problem of a definition, at its place in the text. */
export interface OwnServiceProblem {
  /** The first line is 1. */
  readonly line: number;
  readonly column: number;
  /** The member, such as `windows[0].figure`; empty: the text as a whole. */
  readonly member: string;
  /** What is wrong, without the place. */
  readonly sentence: string;
  /** The same with line, column and member. */
  readonly text: string;
}

/** What is known about the text of a definition, before anything is sent. */
export type OwnServiceCheck =
  | { readonly kind: 'bad'; readonly problems: readonly OwnServiceProblem[] }
  | {
      readonly kind: 'good';
      readonly name: string;
      /** True: the text names no address, so the user enters one. */
      readonly needsAddress: boolean;
      /** True: the request names an id beside the key. */
      readonly needsId: boolean;
      /** What the app would ask, of whom, with which key, how often, and what it would show. */
      readonly preview: readonly PreviewLine[];
    };

/** A definition that comes with the app, to begin with. */
export interface OwnServiceExample {
  readonly name: string;
  readonly text: string;
}

/** What came of one request with a definition. */
export interface ServiceTestAnswer {
  /** True: the answer has figures at the places of the definition. */
  readonly ok: boolean;
  readonly message: string;
  readonly figures: readonly PreviewLine[];
  /** A sentence for each place without a usable value. */
  readonly empty: readonly string[];
}

/**
 * Returns the problems of a definition in the user's language, or a preview of its request.
 *
 * @param baseUrl The address that the user entered; null: none, or none that can get a key.
 */
export function checkOfDefinition(text: string, baseUrl: string | null, locale: LocaleContext): OwnServiceCheck {
  const reading = parseDefinition(text);
  if (reading.kind === 'bad') {
    const { problems } = reading;
    const sentences = problemSentences(problems, locale);
    const texts = problemTexts(problems, locale);
    return {
      kind: 'bad',
      problems: problems.map(({ line, column, member }, place) => ({
        ...{ line, column, member },
        ...{ sentence: sentences[place] ?? '', text: texts[place] ?? '' },
      })),
    };
  }
  const { definition } = reading;
  return {
    kind: 'good',
    name: definition.name,
    needsAddress: definition.origin === undefined,
    needsId: needsId(definition),
    preview: previewLines(definition, baseUrl, locale),
  };
}
