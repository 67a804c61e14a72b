import * as v from 'valibot';

import { boundedList, boundedRecord, boundedText } from '../../units/bounds.ts';
import { isRecord } from '../../units/json.ts';
import { jsonPointer } from '../../units/json-pointer.ts';
import { cleanText } from '../../units/text.ts';

/**
 * What is wrong with a member of a definition. Each has its own sentence. `wrong-type`, `missing`, `unknown-member` and
 * `not-listed` come from the form of the schema, the others are the messages of its checks.
 */
export const definitionChecks = [
  'name',
  'tile',
  'origin',
  'path',
  'header-name',
  'header-value',
  'header-secret',
  'header-own',
  'looks-like-key',
  'minutes',
  'pointer',
  'length',
  'window-name',
  'currency',
  'credits-minor',
  'parts',
  'limit',
  'spend-empty',
  'figures-none',
  'too-many',
] as const;

/** One of `definitionChecks`. */
export type DefinitionCheck = (typeof definitionChecks)[number];

/** Makes sure that the message of a check is one that has a sentence. */
function check<Code extends DefinitionCheck>(code: Code): Code {
  return code;
}

/** The place of the key in a header. The app fills in the key when it sends the request, and nowhere else. */
export const secretSlot = '{secret}';
/** The place of the id that the user enters beside the key. */
export const idSlot = '{id}';

/** Headers that belong to the connection or to the app itself. A cookie of a browser is no key. */
const ownHeaders =
  /^(?:accept.*|connection|content-.*|cookie2?|date|expect|forwarded|from|host|keep-alive|origin|proxy-.*|referer|sec-.*|te|trailer|transfer-encoding|upgrade|user-agent|via|x-forwarded-.*)$/i;
/** A text with letters and digits of this length in one piece is a key more likely than a name. */
const likeKey = /(?=[A-Za-z_-]{0,200}\d)(?=[\d_-]{0,200}[A-Za-z])[A-Za-z0-9_-]{20,}/;
const routeText = /^\/(?!\/)[\x21\x24-\x5b\x5d-\x7e]{0,500}$/;
const headerText = /^[\x20-\x7e]{1,200}$/;

const shownName = v.pipe(
  boundedText(200, check('name')),
  v.transform(cleanText),
  v.minLength(1, check('name')),
  v.maxLength(60, check('name')),
);
const pointer = v.pipe(boundedText(300), v.regex(jsonPointer, check('pointer')), v.minLength(1, check('pointer')));
const listPointer = v.pipe(boundedText(300), v.regex(jsonPointer, check('pointer')));

const origin = v.pipe(
  boundedText(300),
  v.regex(
    /^(?:https:\/\/[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?$/,
    check('origin'),
  ),
);

const path = v.pipe(
  boundedText(600),
  v.regex(routeText, check('path')),
  v.check((text) => !/[{}]/.test(text.replaceAll(idSlot, '')), check('path')),
  v.check((text) => !/(?:^|\/)\.{1,2}(?:[/?]|$)/.test(text), check('path')),
  v.check((text) => !likeKey.test(text.split('?')[1] ?? ''), check('looks-like-key')),
);

const header = v.pipe(
  boundedText(400),
  v.regex(headerText, check('header-value')),
  v.check((text) => !/[{}]/.test(text.replaceAll(secretSlot, '').replaceAll(idSlot, '')), check('header-value')),
  v.check((text) => !likeKey.test(text), check('looks-like-key')),
);

const headerName = v.pipe(
  boundedText(100),
  v.regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/, check('header-name')),
  v.check((name) => !ownHeaders.test(name), check('header-own')),
);

/** Exactly one header has the key, so that the user sees at once where it goes. */
const headers = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(isRecord),
  v.check((given) => Object.keys(given).length <= 10, check('too-many')),
  boundedRecord(headerName, header, 10),
  v.check(
    (given) => Object.values(given).filter((text) => text.includes(secretSlot)).length === 1,
    check('header-secret'),
  ),
);

/** How a time is written. `seconds-left`: seconds from the time of the answer. */
export const timeForms = ['iso', 'epoch-seconds', 'epoch-milliseconds', 'seconds-left'] as const;
const time = v.strictObject({ at: pointer, as: v.picklist(timeForms) });

const plainValue = v.union([boundedText(200), v.number(), v.boolean(), v.null()]);
/** Picks the first entry of a list where a member has this value. Other pointers then begin in this entry. */
const pick = v.strictObject({ list: listPointer, where: pointer, is: plainValue });

/** A limit is a place in the answer, or a number where the service does not state its limit. */
const limit = v.union([pointer, v.pipe(v.number(), v.finite(), v.gtValue(0, check('limit')))], check('limit'));
/** The values of a limit with which the service says that there is none. */
const noLimit = boundedList(v.nullable(v.number()), 5);

/** How a window states its use, as one value. */
export const shareFigures = ['percent-used', 'percent-left', 'fraction-used', 'fraction-left'] as const;
/** How a window states its use, as a value and a limit. */
export const limitFigures = ['used-of-limit', 'left-of-limit'] as const;

/** The answer may leave this figure out. Left out: an answer without it is not understood. */
const optional = v.exactOptional(v.literal(true));

const windowParts = {
  name: v.exactOptional(shownName),
  length: v.exactOptional(v.pipe(boundedText(20), v.regex(/^(?:[1-9]\d{0,3}[mhd]|month)$/, check('length')))),
  in: v.exactOptional(pick),
  at: pointer,
  resets: v.exactOptional(time),
  optional,
};

const windowEntry = v.pipe(
  v.variant('figure', [
    v.strictObject({ ...windowParts, figure: v.picklist(shareFigures) }),
    v.strictObject({ ...windowParts, figure: v.picklist(limitFigures), limit, noLimit: v.exactOptional(noLimit) }),
  ]),
  v.check(({ name, length }) => name !== undefined || length !== undefined, check('window-name')),
);

/** The unit of an amount. `parts`: so many parts make one unit of the currency, as `partsPerUnit` says. */
export const amountUnits = ['whole', 'minor', 'micro', 'parts'] as const;
const unitParts = {
  unit: v.picklist(amountUnits),
  partsPerUnit: v.exactOptional(v.pipe(v.number(), v.integer(check('parts')), v.minValue(2, check('parts')))),
};
/** A code of ISO 4217, or the place where the answer has one. */
const currency = v.pipe(
  boundedText(300),
  v.check((text) => /^[A-Z]{3}$/.test(text) || isPlace(text), check('currency')),
);
/** The word for an amount that is no money. */
export const creditsWord = 'credits';
const currencyOrCredits = v.pipe(
  boundedText(300),
  v.check((text) => text === creditsWord || /^[A-Z]{3}$/.test(text) || isPlace(text), check('currency')),
);

const balance = v.pipe(
  v.strictObject({ at: pointer, ...unitParts, currency, expires: v.exactOptional(time), optional }),
  v.check((given) => hasParts(given), check('parts')),
);

const spend = v.pipe(
  v.strictObject({
    used: v.exactOptional(pointer),
    left: v.exactOptional(pointer),
    limit: v.exactOptional(limit),
    noLimit: v.exactOptional(noLimit),
    ...unitParts,
    currency: currencyOrCredits,
    resets: v.exactOptional(time),
    optional,
  }),
  v.check((given) => hasParts(given), check('parts')),
  v.check(({ used, left }) => used !== undefined || left !== undefined, check('spend-empty')),
  v.check(({ unit, currency: of }) => unit !== 'minor' || of !== creditsWord, check('credits-minor')),
);

const sessions = v.strictObject({
  at: pointer,
  limit: v.exactOptional(pointer),
  hardLimit: v.exactOptional(pointer),
  optional,
});

/** The shortest and the longest time between two requests. */
const leastMinutes = 1;
const mostMinutes = 1440;

/** The schema of a service that the user describes. It holds no key. */
export const definitionSchema = v.pipe(
  v.strictObject({
    quotaTrayService: v.literal(1),
    name: shownName,
    tile: v.exactOptional(v.pipe(boundedText(20), v.regex(/^[\p{L}\p{N}]{1,2}$/u, check('tile')))),
    origin: v.exactOptional(origin),
    path,
    headers,
    everyMinutes: v.exactOptional(
      v.pipe(
        v.number(),
        v.integer(check('minutes')),
        v.minValue(leastMinutes, check('minutes')),
        v.maxValue(mostMinutes, check('minutes')),
      ),
    ),
    windows: v.exactOptional(boundedList(windowEntry, 20)),
    balance: v.exactOptional(balance),
    spend: v.exactOptional(spend),
    sessions: v.exactOptional(sessions),
    plan: v.exactOptional(pointer),
    blocked: v.exactOptional(v.strictObject({ at: pointer, is: v.pipe(boundedList(plainValue, 20), v.minLength(1)) })),
  }),
  v.check(
    ({ windows = [], balance: money, spend: cost, sessions: running }) =>
      windows.length > 0 || money !== undefined || cost !== undefined || running !== undefined,
    check('figures-none'),
  ),
);

/** A service that the user describes: whom to ask, with which header, and where the answer has its figures. */
export type ServiceDefinition = Readonly<v.InferOutput<typeof definitionSchema>>;
/** One limit of a definition. */
export type WindowDefinition = v.InferOutput<typeof windowEntry>;
/** A balance of a definition. */
export type BalanceDefinition = v.InferOutput<typeof balance>;
/** A spending of a definition. */
export type SpendDefinition = v.InferOutput<typeof spend>;
/** Where a time stands, and how it is written. */
export type TimeDefinition = v.InferOutput<typeof time>;

/** Returns true if a request of this service names an id beside the key. */
export function needsId({ path: route, headers: sent }: ServiceDefinition): boolean {
  return [route, ...Object.values(sent)].some((text) => text.includes(idSlot));
}

/** Returns the two letters of the tile. */
export function definitionTile({ name, tile }: Pick<ServiceDefinition, 'name' | 'tile'>): string {
  return tile ?? [...name].slice(0, 2).join('');
}

/** Returns true for a text that is a place in the answer. */
export function isPlace(text: string): boolean {
  return text.startsWith('/') && jsonPointer.test(text);
}

function hasParts({ unit, partsPerUnit }: { readonly unit: string; readonly partsPerUnit?: number }): boolean {
  return (unit === 'parts') === (partsPerUnit !== undefined);
}
