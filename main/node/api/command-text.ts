/** The path of the request for a text of the command line. It exists on the socket only, and each version has its own form. */
export const commandTextPath = '/v1/command-line/text';

/** Variables by which a terminal says how texts look, and by which Claude Code says where its sign-in is. */
export const sentVariables = [
  ...(['LANG', 'LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LC_MONETARY', 'LC_NUMERIC', 'LC_TIME', 'TZ'] as const),
  ...(['CLAUDE_CONFIG_DIR', 'CLAUDE_SECURESTORAGE_CONFIG_DIR', 'QUOTA_TRAY_CLAUDE_BASE_URL'] as const),
] as const;

/** The text that a command wants, with everything about its terminal that the text depends on. */
export interface CommandTextRequest {
  /** The version of the command line. An app of another version has other words. */
  readonly version: string;
  /** The variables of `sentVariables` that are set. */
  readonly environment: Readonly<Record<string, string>>;
  /** The user's home folder, absolute. */
  readonly homeFolder: string;
  readonly wanted: WantedText;
}

export type WantedText =
  | {
      readonly kind: 'status';
      readonly form: 'text' | 'compact' | 'json';
      /** The width of the terminal; null: a pipe or a file. */
      readonly columns: number | null;
      readonly hasColour: boolean;
    }
  | {
      readonly kind: 'status-line';
      /** The model in use, cleaned; null: not known. */
      readonly model: string | null;
      /** What Claude Code says of its limits, unchecked. Nothing else of its input is sent. */
      readonly rateLimits?: unknown;
      /** When the session said so, epoch ms. */
      readonly spokeAtMs: number;
    };

/** Makes a text of the command line; null: the command has to make it itself. */
export type MakeCommandText = (request: CommandTextRequest) => Promise<string | null>;
