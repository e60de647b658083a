/** What is asked of the secure module about passwords: it takes the keypad, and judges; here are only users and handles. */
import { Command, Purpose, Secret } from "../../abi";
import { PasswordAction } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { ask, payload, Status } from "../../machine/io";
import { Terminal } from "../../machine/terminal";
import { watchOf } from "../care/region";
import { SecretInput } from "../pin";
import { show } from "../screens";
import { roleOfNumber } from "./zone";
import { Role } from "../../abi_devices";

/** A password has 4 to 12 digits, at least 6 of whoever may do more than sell. */
const DIGITS_MIN: i32 = 4;
const DIGITS_MIN_SUPERVISOR: i32 = 6;
const DIGITS_MAX: i32 = 12;
const CODE_MIN: i32 = 6;
const CODE_MAX: i32 = 32;
const KEY_TIMEOUT_MS: i32 = 30_000;
const TOTAL_TIMEOUT_MS: i32 = 120_000;

@unmanaged
class PasswordOrder {
  action: u32;
  user: u32;
  handle: u32;
  other: u32;
}

/** The module takes the keypad, for what the purpose says, of the user in `watchOf(t).user`. */
export function askSecretOf(t: Terminal, screen: Screen, purpose: Purpose): void {
  show(t, screen);
  const isCode = purpose === Purpose.ACTIVATION_CODE;
  const least = roleOfNumber(watchOf(t).user) === Role.CASHIER ? DIGITS_MIN : DIGITS_MIN_SUPERVISOR;
  const input = ask<SecretInput>(t, Command.ENTER_SECRET);
  input.purpose = purpose;
  input.digitsMin = isCode ? CODE_MIN : least;
  input.digitsMax = isCode ? CODE_MAX : DIGITS_MAX;
  input.keyTimeout_ms = KEY_TIMEOUT_MS;
  input.totalTimeout_ms = TOTAL_TIMEOUT_MS;
}

/** The password that the user has. */
export function askPassword(t: Terminal, screen: Screen): void {
  const isCashier = roleOfNumber(watchOf(t).user) === Role.CASHIER;
  askSecretOf(t, screen, isCashier ? Purpose.OPERATOR : Purpose.SUPERVISOR);
}

/** @returns the handle of what was typed; 0 when nothing was */
export function typedHandle(): u32 {
  const secret = payload<Status>();
  return secret.status === Secret.ENTERED ? secret.value : 0;
}

export function orderPassword(t: Terminal, action: PasswordAction): void {
  const watch = watchOf(t);
  const order = ask<PasswordOrder>(t, Command.PASSWORD);
  order.action = action;
  order.user = watch.user;
  order.handle = watch.handle;
  order.other = watch.other;
}
