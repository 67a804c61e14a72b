import type { SuggestionsView } from '../../core/views/suggestions.ts';

/** What is found on the computer of the examples. */
export const exampleSuggestions: SuggestionsView = {
  items: [
    {
      id: 'opencode:openrouter',
      title: 'OpenRouter key from OpenCode',
      text: 'OpenCode keeps a key for OpenRouter in ~/.local/share/opencode/auth.json. If you add it, Quota Tray tests the key with OpenRouter and stores a copy on this computer.',
    },
    {
      id: 'github-cli:octocat',
      title: 'GitHub Copilot · octocat',
      text: 'The GitHub command line is signed in as octocat (~/.config/gh/hosts.yml). If you add the account, Quota Tray reads its token once, tests it with GitHub and stores a copy on this computer.',
    },
    {
      id: 'codex-folder:0a1b2c3d',
      title: 'Codex · work@mail.test',
      text: 'work@mail.test is signed in to Codex in ~/.codex-work. If you add the account, Quota Tray reads this folder.',
    },
  ],
  notes: ['OpenCode also keeps keys of services that Quota Tray does not read: groq, xai.'],
  dismissedCount: 0,
};
