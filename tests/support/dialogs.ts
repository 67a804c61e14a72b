import type { ElectronApplication } from '@playwright/test';

/** A question that the main process asked in a dialog of the system. */
export interface AskedQuestion {
  readonly message: string;
  readonly detail: string;
}

/** Answers every dialog from now on as a person would, because a test cannot press its buttons. */
export function answerDialogs(application: ElectronApplication, answer: 'agree' | 'cancel'): Promise<void> {
  return application.evaluate(
    ({ dialog }, response) => {
      const asked: AskedQuestion[] = [];
      const showMessageBox = async (_window: unknown, options: AskedQuestion) => {
        asked.push({ message: options.message, detail: options.detail });
        return { response, checkboxChecked: false };
      };
      Object.assign(globalThis, { questionsAsked: asked });
      Object.assign(dialog, { showMessageBox });
    },
    answer === 'agree' ? 1 : 0,
  );
}

/** What was asked since the last `answerDialogs`. */
export function questionsAsked(application: ElectronApplication): Promise<readonly AskedQuestion[]> {
  return application.evaluate(
    () => (globalThis as unknown as { readonly questionsAsked: readonly AskedQuestion[] }).questionsAsked,
  );
}
