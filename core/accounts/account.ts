import type { ProviderId } from '../providers/provider-id.ts';

/** Who an account is. Stable over restarts and token rotation. Holds no secret. */
export interface Account {
  /** `<provider>:<hash of the vendor's own account id>`. */
  readonly id: string;
  readonly provider: ProviderId;
  readonly label: string;
  readonly email: string | null;
  /** As the sign-in file says it; an answer of the service goes before it. */
  readonly plan: string | null;
  /** The vendor's account id that a request names in a header, when there is one. */
  readonly vendorAccountId: string | null;
  /** The vendor's id of the organisation the sign-in belongs to; left out or null: not known (S0-1). */
  readonly organizationId?: string | null;
  /** The name of the workspace or organisation that the sign-in belongs to; left out or null: not known. */
  readonly workspace?: string | null;
  /** The tool's folder with the sign-in, as a person writes it; left out or null: there is none. */
  readonly folder?: string | null;
  /** Origin and base path that this account is asked at, without a trailing slash. */
  readonly baseUrl: string;
}
