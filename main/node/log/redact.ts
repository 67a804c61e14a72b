const removed = '[removed]';

/**
 * Names of fields, parameters and headers with a secret value, in upper or lower case, with `-` or `_`. The words before
 * them are limited, because a pattern without a limit takes far more than linear time for a text like `a-a-a-a`.
 */
const secretNames =
  '(?:[a-z0-9]{1,40}[_-]){0,6}(?:access|refresh|id|auth|session|bearer|api)[_-]?(?:token|key)|(?:x[_-])?api[_-]?key|' +
  'client[_-]?secret|secret|password|passwd|token|(?:proxy[_-])?authorization|(?:set[_-])?cookie|session[_-]?key';

/*
 * No rule may begin in the middle of a run that an earlier try has read already. Otherwise a long text of a service would
 * stop the app for seconds.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  // "accessToken": "…" up to the closing quote, also with the escaped quotes of JSON inside JSON. The pattern begins
  // only before a row of backslashes, and not at each of them.
  [
    new RegExp(
      `((?<!\\\\)\\\\*["'](?:${secretNames})\\\\*["']\\s*:\\s*)(\\\\*)(["'])(?:(?!(?<!\\\\)\\2\\3)[^])*`,
      'gi',
    ),
    `$1$2$3${removed}`,
  ],
  // Authorization: …, Cookie: …, to the end of the line
  [/\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(\s*[:=]\s*)[^\r\n"'{}[\]]+/gi, `$1$2${removed}`],
  // access_token=… in a URL or a form
  [new RegExp(`(?<![a-z0-9_-])(${secretNames})=[^\\s&"'<>]+`, 'gi'), `$1=${removed}`],
  // https://name:password@host
  [/(\w:\/\/)[^\s/@"']+@/g, `$1${removed}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${removed}`],
  [/\beyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g, removed],
  [/\b(?:sk|rt|sess)[-_][\w.-]{8,}/g, removed],
  [/\b(?:gh[opusr]_|github_pat_|gsk_)[\w-]{8,}/g, removed],
];

/**
 * Returns the text without anything that looks like a secret: bearer tokens, `sk-` keys, tokens of GitHub,
 * JWTs, and the values of fields and headers with the name of a secret. Keeps e-mail addresses.
 */
export function redact(text: string): string {
  return rules.reduce((current, [form, replacement]) => current.replace(form, replacement), text);
}

const longest = 4000;

/**
 * Returns an error in a few lines: code, stack and cause. Each further line is indented and no line has a control
 * character, because a message may repeat a text from outside, which could forge a line of the log. Leaves other
 * members out, because an HTTP library keeps the whole request in them, with its secrets.
 */
export function describeCause(cause: unknown, depth = 0): string {
  if (!(cause instanceof Error)) {
    return typeof cause === 'string' ? indented(cause.slice(0, longest)) : `(${typeof cause})`;
  }
  const code = (cause as { readonly code?: unknown }).code;
  const head = typeof code === 'string' ? `[${code}] ` : '';
  const text = indented(`${head}${cause.stack ?? `${cause.name}: ${cause.message}`}`.slice(0, longest));
  return cause.cause === undefined || depth === 3
    ? text
    : `${text}\n  because ${describeCause(cause.cause, depth + 1)}`;
}

function indented(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]+|[\u2028\u2029]/gu, ' ').replaceAll(/\n(?! )/g, '\n  ');
}
