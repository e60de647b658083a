/** CONFIRM: a screen that a person confirms or leaves. Returns ENTERED or CANCELLED, as when nobody is there. Input: `tell`. */
import { Event } from "../../abi";
import { Screen } from "../../abi_shown";
import { NO_ROW, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { watchOf } from "../care/region";
import { showReason } from "../screens";

export enum Confirming {
  SHOWING,
}

export function confirming(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Confirming.SHOWING: switch (event) {
      case Event.ENTER: showQuestion(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.ENTERED;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

/** Says what CONFIRM shows: to be called before it runs. @param reason a `Reason`, NONE for a question without one */
export function tell(t: Terminal, screen: Screen, reason: i32): void {
  const watch = watchOf(t);
  watch.question = screen;
  watch.reason = reason;
}

function showQuestion(t: Terminal): void {
  showReason(t, watchOf(t).question, watchOf(t).reason);
}
