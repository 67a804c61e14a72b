const uuidLike = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const jobText = /^[\p{L}\p{N}\p{P}\p{S} ]{1,200}$/u;

/**
 * An install or reservation id in its one spelling, small letters; null for whatever does not have
 * the form of a UUID, such as names that every object has (S3-14).
 */
export function readUuidLike(text: string): string | null {
  const id = text.toLowerCase();
  return uuidLike.test(id) ? id : null;
}

/** True for a job id of 1 to 200 visible characters. */
export function isJobId(text: string): boolean {
  return jobText.test(text);
}
