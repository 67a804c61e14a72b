import { type RefObject, useLayoutEffect, useRef } from 'react';

interface QuestionFocus {
  /** The button that asks the question. */
  readonly opener: RefObject<HTMLButtonElement | null>;
  /** The answer that changes nothing. */
  readonly cancel: RefObject<HTMLButtonElement | null>;
}

/**
 * Moves the focus to the harmless answer when a question appears in place of its button, and back to the button when it
 * is answered. The focus moves together with the question, so that Escape never reaches the window in between.
 */
export function useQuestionFocus(isAsking: boolean): QuestionFocus {
  const opener = useRef<HTMLButtonElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useLayoutEffect(() => {
    if (isAsking) cancel.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  return { opener, cancel };
}
