/**
 * What the terminal knows of its merchant's account: the application, the binding's term and service, what is to be erased.
 *
 * Durable, changed by acts of this folder alone (but for `acceptedOn`, which the test payment writes). Whether the terminal is
 * bound says `durable(t).bound` and nothing here: all zero is a terminal in service, so that one bound by its maker trades at once.
 * Personal data of an application are never kept. What is read may be anything (a forged flash): lengths end at their room.
 */
import { PARAMETERS_MERCHANT_NUMBER, PARAMETERS_TERMINAL_NUMBER } from "../../abi";
import { beginAct } from "../../journal/act";
import { Kind } from "../../journal/records";
import { Zone, zoneOf } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";

export const APPLICATION_BYTES: i32 = 12;
export const REASON_BYTES: i32 = 48;
export const TERMINAL_NUMBER_BYTES: i32 = 8;
export const MERCHANT_NUMBER_BYTES: i32 = 15;
const NUMBERS_BYTES: usize = 24;

/** Dates are YYYYMMDD, 0 for none. */
@unmanaged
export class Binding {
  /** A `Service`: whether a bound terminal may trade. */
  service: i32;
  /** A `RegistrationState`. */
  registration: i32;
  /** When the application is expected to be decided. */
  dueDate: i32;
  /** The binding's term: 0 in `boundUntil` for one without an end. */
  boundOn: i32;
  boundUntil: i32;
  /** The test payment was accepted. */
  acceptedOn: i32;
  /** The platform was last asked for the service state. */
  checkedOn: i32;
  /** 1 while the secure module may hold keys of an acquirer: an unbound terminal has them erased. */
  hasKeys: i32;
  /** 1 after unbinding for another binding, until that has come. */
  isRebinding: i32;
  /** What the platform has said last of the activation code: 1 more than its number, 0 when it has said nothing. */
  triesLeft: i32;
  resendsLeft: i32;
  /** Day of the last question for another code. */
  reserved: i32;
  /** Deposit that the platform has noted, minor units. */
  deposit: u64;

  /** APPLICATION_BYTES of ASCII; zero when there is no application. */
  get application(): usize {
    return changetype<usize>(this) + offsetof<Binding>();
  }
  /** REASON_BYTES of UTF-8 with zeros behind: why the application was rejected. */
  get reasonText(): usize {
    return this.application + APPLICATION_BYTES;
  }
  /** Terminal and merchant number that the application has brought, at their offsets in `Parameters`; zero while there are none. */
  get numbers(): usize {
    return this.reasonText + REASON_BYTES;
  }
}
assert(offsetof<Binding>() + APPLICATION_BYTES + REASON_BYTES + NUMBERS_BYTES <= 256);
assert(PARAMETERS_TERMINAL_NUMBER === 0 && PARAMETERS_MERCHANT_NUMBER === TERMINAL_NUMBER_BYTES);

export function bindingOf(t: Terminal): Binding {
  return zoneOf<Binding>(t, Zone.BINDING);
}

/** The zone in the act that APPEND writes next. */
export function changeBinding(t: Terminal, kind: Kind): Binding {
  return beginAct<Binding>(t, kind, Zone.BINDING);
}
