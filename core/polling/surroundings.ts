/** What around the app decides how often to ask. */
export interface Surroundings {
  readonly onBattery: boolean;
  /** The screen is locked: nobody looks. */
  readonly locked: boolean;
}

export const ordinarySurroundings: Surroundings = { onBattery: false, locked: false };
