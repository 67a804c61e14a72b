import liteLlm from '../../docs/own-services/litellm.json' with { type: 'json' };
import newApi from '../../docs/own-services/new-api.json' with { type: 'json' };
import sub2api from '../../docs/own-services/sub2api.json' with { type: 'json' };

const files: Readonly<Record<string, { readonly name: string }>> = { litellm: liteLlm, 'new-api': newApi, sub2api };

/** The definitions that come with the app, each with the id of its file, its name and its text. */
export const ownServiceExamples: readonly { readonly id: string; readonly name: string; readonly text: string }[] =
  Object.entries(files).map(([id, file]) => ({ id, name: file.name, text: JSON.stringify(file, null, 2) }));
