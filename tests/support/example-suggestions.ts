import type { SuggestionsView } from '../../core/views/suggestions.ts';

/** What is found on the computer of the examples. */
export const exampleSuggestions: SuggestionsView = {
  items: [
    {
      id: 'opencode:openrouter',
      title: 'OpenRouter · OpenCode: openrouter',
      text: 'OpenCode keeps a key for OpenRouter in ~/.local/share/opencode/auth.json. Adding tests the key with OpenRouter and stores a copy on this computer.',
    },
    {
      id: 'github-cli:octocat',
      title: 'GitHub Copilot · GitHub CLI: octocat',
      text: 'The GitHub command line is signed in as octocat (~/.config/gh/hosts.yml). Adding gets its token, tests the token with GitHub and stores a copy on this computer.',
    },
    {
      id: 'codex-folder:0a1b2c3d',
      title: 'Codex · work@mail.test',
      text: 'work@mail.test is signed in to Codex in ~/.codex-work. Adding lets Quota Tray read this folder.',
    },
  ],
  notes: ['OpenCode also keeps keys of services that Quota Tray does not read: groq, xai.'],
  dismissedCount: 0,
};
