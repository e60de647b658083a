/** SEAL: the request is packed and carries its MAC; nothing has left yet. Returns SEALED or NOT_SEALED. */
import { Command, Done, Event } from "../abi";
import { copyBytes } from "../base/bytes";
import { noteKeyGeneration } from "../journal/region";
import { askWith, payload, putBytes, Bytes } from "../machine/io";
import { may2, may3, NO_ROW, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { exchangeOf } from "./region";
import { carriesMac, macLength, macSlot, macStart, MAC_BYTES, packRequest } from "./requests";

export enum Seal {
  PACKING,
  AUTHENTICATING,
}

export function seal(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Seal.PACKING: switch (event) {
      case Event.ENTER: return may3(pack(t), Seal.AUTHENTICATING, Event.SEALED, Event.NOT_SEALED);
    } break;
    case Seal.AUTHENTICATING: switch (event) {
      case Event.ENTER: askMac(t); return wait(3_000);
      case Event.MAC_DONE: return may2(keepMac(t), Event.SEALED, Event.NOT_SEALED);
      case Event.TIME: return Event.NOT_SEALED;
    } break;
  }
  return NO_ROW;
}

/** Payload of MAC. */
@unmanaged
export class MacInput {
  slot: u32;
  reserved: u32;
  get data(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<MacInput>());
  }
}

/** Payload of MAC_DONE and PIN_DONE: eight bytes behind a status and the generation of the module's key store. */
@unmanaged
export class Block {
  status: u32;
  generation: u32;
  get bytes(): usize {
    return changetype<usize>(this) + offsetof<Block>();
  }
}

function pack(t: Terminal): i32 {
  if (!packRequest(t)) return Event.NOT_SEALED;
  const x = exchangeOf(t);
  x.sends = 0;
  return carriesMac(t) ? Seal.AUTHENTICATING : Event.SEALED;
}

function askMac(t: Terminal): void {
  const x = exchangeOf(t);
  const command = askWith<MacInput>(t, Command.MAC, <i32>offsetof<Bytes>() + macLength(x));
  command.slot = macSlot(t);
  putBytes(command.data, macStart(x), macLength(x));
}

function keepMac(t: Terminal): i32 {
  const block = payload<Block>();
  noteKeyGeneration(t, block.generation);
  if (block.status !== Done.DONE) return Event.NOT_SEALED;
  const x = exchangeOf(t);
  copyBytes(x.sent + x.requestLength - MAC_BYTES, block.bytes, MAC_BYTES);
  return Event.SEALED;
}
