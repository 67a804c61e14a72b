import { interface as dbus } from '@jellybrick/dbus-next';

/**
 * The base of interfaces that tests put on the bus; members are declared by `configureMembers`.
 * In @jellybrick/dbus-next 0.11.3 each instance gets empty fields of its own that hide what
 * `configureMembers` wrote on the prototype, so the bus would say that no member exists.
 * Deleting them shows the prototype's again; use `dbus.Interface` itself once that is mended.
 */
export class ExportedInterface extends dbus.Interface {
  constructor(name: string) {
    super(name);
    delete this.$properties;
    delete this.$methods;
    delete this.$signals;
  }
}
