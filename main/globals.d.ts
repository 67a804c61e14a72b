/** The version of package.json, put in at build time. */
declare const __APP_VERSION__: string;
/** The commit of the build and its day, put in at build time; null: the build knew none. */
declare const __APP_BUILD__: string | null;
