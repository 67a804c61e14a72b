import { useEffect, useState } from 'react';
import type { OwnServiceCheck } from '../../../core/views/own-service-check.ts';
import { useBridge } from '../../hooks/window-context.ts';

/** Long enough to type the next letter, short enough to see the answer at once. */
const waitMs = 250;

/** What the app says about a definition. */
export interface DefinitionCheck {
  /** The newest answer; null: there is none. It may be about an earlier text. */
  readonly check: OwnServiceCheck | null;
  /** True: the app did not answer. */
  readonly isFailed: boolean;
}

interface Answered {
  readonly definition: string;
  readonly baseUrl: string | null;
  readonly check: OwnServiceCheck | null;
}

/** Lets the app check a definition shortly after the user stops typing. Nothing is sent to any service. */
export function useDefinitionCheck(definition: string, baseUrl: string | null): DefinitionCheck {
  const bridge = useBridge();
  const [answered, setAnswered] = useState<Answered | null>(null);
  const isEmpty = definition.trim() === '';
  useEffect(() => {
    if (isEmpty) return;
    let isOld = false;
    const timer = setTimeout(() => {
      void bridge
        .checkOwnService({ definition, baseUrl })
        .catch(() => null)
        .then((answer) => {
          if (!isOld) setAnswered({ definition, baseUrl, check: answer?.ok === true ? answer.value : null });
        });
    }, waitMs);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [bridge, definition, baseUrl, isEmpty]);
  if (isEmpty || answered === null) return { check: null, isFailed: false };
  const { check } = answered;
  const isCurrent = answered.definition === definition && answered.baseUrl === baseUrl;
  return { check, isFailed: check === null && isCurrent };
}
