import { transferHandlers, type TransferHandler } from 'comlink';
import { SaliencyError, type SaliencyErrorData } from '../../errors.js';

interface Thrown {
  readonly value: unknown;
}

interface WireError {
  readonly saliencyError: SaliencyErrorData;
}

function isWireError(wire: unknown): wire is WireError {
  return typeof wire === 'object' && wire !== null && 'saliencyError' in wire;
}

function cloneable(details: unknown): unknown {
  try {
    return structuredClone(details);
  } catch {
    return String(details);
  }
}

let installed = false;

/**
 * Lets a `SaliencyError` cross the worker's boundary with its code and details, on both sides alike: Comlink's
 * own handler keeps no more than message, name and stack. Anything else thrown crosses as Comlink has it.
 */
export function installErrorHandler(): void {
  if (installed) return;
  installed = true;
  const base = transferHandlers.get('throw') as TransferHandler<Thrown, unknown>;
  transferHandlers.set('throw', {
    canHandle: (value): value is Thrown => base.canHandle(value),
    serialize(thrown: Thrown) {
      if (!(thrown.value instanceof SaliencyError)) return base.serialize(thrown);
      const data = thrown.value.toJSON();
      return [{ saliencyError: { ...data, details: cloneable(data.details) } }, []];
    },
    deserialize(wire: unknown) {
      if (isWireError(wire)) throw SaliencyError.fromJSON(wire.saliencyError);
      return base.deserialize(wire);
    },
  });
}
