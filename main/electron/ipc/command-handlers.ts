import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import * as v from 'valibot';
import {
  commandNames,
  doesWindowGet,
  mayWindowSend,
  type CommandName,
  type EventName,
} from '../../../core/ipc/channels.ts';
import {
  commandInputs,
  type CommandAnswer,
  type CommandInput,
  type CommandOutputs,
  type EventPayloads,
} from '../../../core/ipc/contract.ts';
import type { Log } from '../../../core/ports.ts';
import { isTrustedSender, type WindowRegistry } from './senders.ts';

/** The page that sent a command, by its id. */
export interface CommandSender {
  readonly webContentsId: number;
}

/** One handler per command. The compiler reports a missing one. */
export type CommandHandlers = {
  readonly [K in CommandName]: (
    input: CommandInput<K>,
    sender: CommandSender,
  ) => CommandOutputs[K] | Promise<CommandOutputs[K]>;
};

export interface Ipc {
  /** Sends an event to the windows that it is for. */
  readonly send: <K extends EventName>(event: K, payload: EventPayloads[K]) => void;
}

/**
 * Connects the IPC contract to its handlers. It checks the sender of each call, then the input. An error of a handler
 * becomes a value, so the page always gets an answer.
 */
export function registerIpc(parts: {
  readonly handlers: CommandHandlers;
  readonly windows: WindowRegistry;
  readonly log: Pick<Log, 'warn' | 'error'>;
}): Ipc {
  const answer = async <K extends CommandName>(
    name: K,
    event: IpcMainInvokeEvent,
    input: unknown,
  ): Promise<CommandAnswer<CommandOutputs[K]>> => {
    const kind = parts.windows.kindOf(event.sender.id);
    if (kind === null || !isTrustedSender(event, (id) => parts.windows.kindOf(id) !== null)) {
      parts.log.warn(`${name} was refused: it came from a foreign page`);
      return { ok: false, error: { code: 'E_SENDER' } };
    }
    if (!mayWindowSend(kind, name)) {
      parts.log.warn(`${name} was refused: the ${kind} window may not use it`);
      return { ok: false, error: { code: 'E_SENDER' } };
    }
    const parsed = v.safeParse(commandInputs[name], input);
    if (!parsed.success) return { ok: false, error: { code: 'E_INPUT' } };
    try {
      const value = await parts.handlers[name](parsed.output, { webContentsId: event.sender.id });
      return { ok: true, value };
    } catch (cause) {
      parts.log.error(`${name} failed`, cause);
      return { ok: false, error: { code: 'E_FAULT' } };
    }
  };

  for (const name of commandNames) {
    ipcMain.handle(name, (event, input: unknown) => answer(name, event, input));
  }

  return Object.freeze({
    send: <K extends EventName>(event: K, payload: EventPayloads[K]) => {
      for (const window of parts.windows.all()) {
        if (window.isDestroyed()) continue;
        const kind = parts.windows.kindOf(window.webContents.id);
        if (kind === null || !doesWindowGet(kind, event)) continue;
        if (!window.webContents.isCrashed()) window.webContents.send(event, payload);
      }
    },
  });
}
