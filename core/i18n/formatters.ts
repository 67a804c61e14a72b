/**
 * Returns the `Intl` formatter of numbers, made once per locale and options. Making a formatter costs a hundred times
 * as much as using it. Each one also holds memory outside the heap, which is freed late.
 */
export const numberFormat = cachedFormatter<Intl.NumberFormatOptions, Intl.NumberFormat>(
  (locale, options) => new Intl.NumberFormat(locale, options),
);

/** Returns the `Intl` formatter of dates and times, made once per locale and options. */
export const dateTimeFormat = cachedFormatter<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(
  (locale, options) => new Intl.DateTimeFormat(locale, options),
);

/** Returns the `Intl` names of languages, regions and currencies, made once per locale and options. */
export const displayNames = cachedFormatter<Intl.DisplayNamesOptions, Intl.DisplayNames>(
  (locale, options) => new Intl.DisplayNames(locale, options),
);

/** Returns the `Intl` formatter of lists, made once per locale and options. */
export const listFormat = cachedFormatter<Intl.ListFormatOptions, Intl.ListFormat>(
  (locale, options) => new Intl.ListFormat(locale, options),
);

function cachedFormatter<Options, Format>(
  make: (locale: string, options: Options) => Format,
): (locale: string, options: Options) => Format {
  const made = new Map<string, Format>();
  return (locale, options) => {
    const key = `${locale} ${JSON.stringify(options)}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const format = make(locale, options);
    made.set(key, format);
    return format;
  };
}
