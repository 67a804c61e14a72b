import { readUuidLike } from './identifiers.ts';
import { type Decision, noChanges } from './install-state.ts';
import type { Reservation } from './install.ts';
import type { InvalidRequest, ReleaseAnswer, ReleaseRequest } from './store.ts';

/** The request with its ids in their one spelling, or what is wrong with it (S3-14). */
export function readReleaseRequest(
  request: ReleaseRequest,
): (ReleaseRequest & { readonly kind?: never }) | InvalidRequest {
  const reservationId = readUuidLike(request.reservationId);
  if (reservationId === null) return { kind: 'invalid', what: 'reservation-id' };
  if (request.installId === null) return { reservationId, installId: null };
  const installId = readUuidLike(request.installId);
  return installId === null ? { kind: 'invalid', what: 'install-id' } : { reservationId, installId };
}

/** Gives the credit of a reservation back; one that was charged stays charged (S3-16). */
export function decideRelease(reservation: Reservation): Decision<ReleaseAnswer> {
  switch (reservation.state) {
    case 'committed':
      return { answer: { kind: 'was-committed' }, changes: noChanges };
    case 'released':
      return { answer: { kind: 'released' }, changes: noChanges };
    case 'open':
      return {
        answer: { kind: 'released' },
        changes: { ...noChanges, reservation: { ...reservation, state: 'released' } },
      };
  }
}
