import * as v from 'valibot';
import { providerIds } from '../providers/provider-id.ts';
import { boundedText, longestId } from '../units/bounds.ts';
import type { AccountAnswer } from '../views/answers.ts';
import type { OwnServiceCheck, OwnServiceExample, ServiceTestAnswer } from '../views/own-service-check.ts';
import type { ActionAnswer } from './answers.ts';

const id = boundedText(longestId);
const key = boundedText(8000);
const baseUrl = v.nullable(boundedText(4000));
const organizationId = v.nullable(boundedText(400));
/** Longer than a definition may be, so that a text that is too long gets a sentence. */
const definition = boundedText(131_072);
/** True: the user wants the key in a file that only they can read. Left out: in the key store of the system. */
const inFile = v.optional(v.boolean());

/**
 * The inputs of the commands that add accounts. Only these receive a key, and `network.save-sign-in` a password. No
 * command returns one.
 */
export const additionInputs = {
  'accounts.add': v.strictObject({
    provider: v.picklist(providerIds),
    label: boundedText(200),
    ...{ baseUrl, organizationId, key, inFile },
  }),
  'accounts.give-key': v.strictObject({ accountId: id, key }),
  'accounts.remove': v.strictObject({ accountId: id }),
  'own-services.examples': v.undefined(),
  /** Asks for a file in a dialog of the system, and returns its text. */
  'own-services.open': v.undefined(),
  /** Checks the text of a definition. Sends nothing. The address is the one that the user entered. */
  'own-services.check': v.strictObject({ definition, baseUrl }),
  /** Asks the service once, after the user agrees to the address in a system dialog. Saves nothing. */
  'own-services.test': v.strictObject({ definition, baseUrl, organizationId, key }),
  'own-services.add': v.strictObject({
    definition,
    label: boundedText(200),
    ...{ baseUrl, organizationId, key, inFile },
  }),
  /** Copies the definition of an account, or saves it to a file that the user chooses. It has no key. */
  'own-services.export': v.strictObject({ accountId: id, to: v.picklist(['clipboard', 'file']) }),
} as const;

/** The outputs of these commands. */
export interface AdditionOutputs {
  'accounts.add': AccountAnswer;
  'accounts.give-key': AccountAnswer;
  'accounts.remove': AccountAnswer;
  'own-services.examples': readonly OwnServiceExample[];
  /** A null text means that there is none: the message says why; a null message that the user closed the dialog. */
  'own-services.open': { readonly text: string | null; readonly message: string | null };
  'own-services.check': OwnServiceCheck;
  'own-services.test': ServiceTestAnswer;
  'own-services.add': AccountAnswer;
  'own-services.export': ActionAnswer;
}
