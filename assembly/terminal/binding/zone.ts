/**
 * What the terminal knows of its merchant's account: the application, the binding's term and service, what is to be erased.
 *
 * Durable, changed by acts of this folder alone (but for `acceptedOn`, which the test payment writes). Whether the terminal is
 * bound says `durable(t).bound` and nothing here: all zero is a terminal in service, so that one bound by its maker trades at once.
 * Personal data of an application are never kept. What is read may be anything (a forged flash): lengths end at their room.
 */
import { PARAMETERS_MERCHANT_NUMBER, PARAMETERS_TERMINAL_NUMBER } from "../../abi";
import { Service } from "../../abi_platform";
import { civilDate, dateInDays } from "../../base/time";
import { beginAct } from "../../journal/act";
import { Kind } from "../../journal/records";
import { Zone, zoneOf } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";

export const APPLICATION_BYTES: i32 = 12;
export const REASON_BYTES: i32 = 48;
/** Terminal number and merchant number, one behind the other. */
export const NUMBERS_BYTES: i32 = 23;
/** A binding that ends within so many days is to be renewed. */
const RENEWAL_DAYS: u32 = 30;

/** Dates are YYYYMMDD, 0 for none. */
@unmanaged
export class Binding {
  /** A `Service`: whether a bound terminal may trade; `serviceOf` also looks at the term. */
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
  /** The platform has last said what the service state is. */
  checkedOn: i32;
  /** 1 while the secure module may hold keys of an acquirer: an unbound terminal has them erased. */
  hasKeys: i32;
  /** 1 after an unbinding for another binding, until that has come. */
  isRebinding: i32;
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
  /** NUMBERS_BYTES that the application has brought, as in `Parameters`; zero while there are none. */
  get numbers(): usize {
    return this.reasonText + REASON_BYTES;
  }
}
assert(offsetof<Binding>() + APPLICATION_BYTES + REASON_BYTES + NUMBERS_BYTES <= 256);
assert(PARAMETERS_TERMINAL_NUMBER === 0 && PARAMETERS_MERCHANT_NUMBER === 8);

export function bindingOf(t: Terminal): Binding {
  return zoneOf<Binding>(t, Zone.BINDING);
}

/** The zone in the act that APPEND writes next. */
export function changeBinding(t: Terminal, kind: Kind): Binding {
  return beginAct<Binding>(t, kind, Zone.BINDING);
}

/** Whether a bound terminal may trade today: a term that is over ends it, whatever the platform has said last. */
export function serviceOf(t: Terminal): Service {
  const binding = bindingOf(t);
  const isOver = binding.boundUntil !== 0 && <i32>civilDate(t.wall_ms) > binding.boundUntil;
  return isOver && binding.service === Service.ACTIVE ? Service.EXPIRED : binding.service;
}

/** @returns whether the binding ends within RENEWAL_DAYS, or has ended */
export function isTermEnding(t: Terminal): bool {
  const until = bindingOf(t).boundUntil;
  return until !== 0 && <i32>dateInDays(t.wall_ms, RENEWAL_DAYS) >= until;
}
