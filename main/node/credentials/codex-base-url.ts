import { parse as parseToml } from 'smol-toml';
import type { CredentialProblem } from '../../../core/polling/failure.ts';
import { parseUrl, readBaseUrl } from './base-url.ts';
import type { FileReading } from './credential-file.ts';

export const codexBaseUrlVariable = 'QUOTA_TRAY_CODEX_BASE_URL';
export const codexBaseUrlSetting = 'chatgpt_base_url';
/** Where the vendor's own program asks. */
export const defaultBaseUrl = 'https://chatgpt.com/backend-api';
const vendorOrigins: readonly string[] = ['https://chatgpt.com', 'https://chat.openai.com'];

/** Where Codex is asked, and what is to be said about its settings file. */
export interface CodexBaseUrl {
  /** Null: set, but to something that a token must not be sent to; `setting` names the culprit. */
  readonly baseUrl: string | null;
  readonly setting: 'variable' | 'config-file' | 'default';
  /** Why the settings file could not be used, though it is there. */
  readonly configProblem: CredentialProblem | null;
}

/** The variable, else the CLI's own setting, else the vendor. A file that cannot be read does not stop it. */
export function judgeCodexBaseUrl(variable: string | undefined, configFile: FileReading): CodexBaseUrl {
  const config = readConfig(configFile);
  if (variable !== undefined && variable.trim() !== '') {
    return { baseUrl: normalised(variable), setting: 'variable', configProblem: config.problem };
  }
  if (config.value === undefined) {
    return { baseUrl: defaultBaseUrl, setting: 'default', configProblem: config.problem };
  }
  const baseUrl = typeof config.value === 'string' ? normalised(config.value) : null;
  return { baseUrl, setting: 'config-file', configProblem: config.problem };
}

function readConfig(file: FileReading): { readonly value: unknown; readonly problem: CredentialProblem | null } {
  if (file.kind !== 'text') {
    return { value: undefined, problem: file.kind === 'problem' ? file.problem : null };
  }
  try {
    return { value: parseToml(file.text.replace(/^\uFEFF/, ''))[codexBaseUrlSetting], problem: null };
  } catch {
    return { value: undefined, problem: 'malformed' };
  }
}

/** As the CLI does it: the vendor's own hosts are always asked below `/backend-api`. */
function normalised(text: string): string | null {
  const baseUrl = readBaseUrl(text);
  const origin = baseUrl === null ? null : (parseUrl(baseUrl)?.origin ?? null);
  if (baseUrl === null || origin === null || !vendorOrigins.includes(origin)) {
    return baseUrl;
  }
  return baseUrl.includes('/backend-api') ? baseUrl : `${baseUrl}/backend-api`;
}
