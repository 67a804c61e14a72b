import type { Plugin } from 'vite';

/** Modules of axios that the app never uses, and what stands in their place. All requests go through the `http` adapter. */
const unused: Readonly<Record<string, string>> = {
  'adapters/fetch.js': 'export const getFetch = () => null;',
  'adapters/xhr.js': 'export default null;',
  'platform/node/classes/FormData.js': 'export default undefined;',
};

/** Reading this global makes Node load a second HTTP client and compile its WebAssembly: 5 MB for a class that is not used. */
const formDataGlobal = "typeof G.FormData !== 'undefined' ? G.FormData : undefined";

/**
 * Leaves out what axios would load beside its `http` adapter: the `fetch` client, forms and the table of all MIME types.
 * The build fails if a new version of axios looks different, so that nothing comes back unnoticed.
 */
export const leanAxios: Plugin = {
  name: 'lean-axios',
  enforce: 'pre',
  transform(code, id) {
    const file = /\/node_modules\/axios\/lib\/(.+)$/.exec(id.replaceAll('\\', '/'))?.[1];
    if (file === undefined) return null;
    if (file in unused) return { code: unused[file] ?? '', map: null };
    if (file !== 'utils.js') return null;
    const parts = code.split(formDataGlobal);
    if (parts.length !== 2) throw new Error('axios reads the global FormData in another way than before');
    return { code: parts.join('undefined'), map: null };
  },
};
