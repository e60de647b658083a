/**
 * What the core asks of the devices that a payment does not need: sensors, text entry, network, downloads, firmware, backups,
 * clock. Carried there and back; a device that is absent answers that it is refused, or what is true of a board without it.
 *
 * Holds always: one answer for each command that has a ticket, none for one that was cancelled.
 */
import { Command, Done, Event, RECORD_BYTES_MAX } from "../../assembly/abi.ts";
import {
  LineFault,
  MediumAction,
  NetworkAction,
  NetworkKind,
  Paper,
  Part,
  StageAction,
  StageResult,
  TEXT_BYTES_MAX,
  TextResult,
} from "../../assembly/abi_devices.ts";
import type { Download } from "../../assembly/abi_devices.ts";
import type { CoreCommand, Ticket } from "../core.ts";
import { bytesAt, bytesPayload, long, networksBytes, readBytes, readinessPayload, word, words } from "../payloads.ts";
import type { MediumPort, NetworkPort, Peripherals, Readiness, StagePort } from "../ports.ts";
import type { SecureModule } from "../secure/module.ts";
import type { Post } from "./post.ts";

const NOTHING = new Uint8Array(0);
const STAGE_BYTES_AT = 16;
const MEDIUM_BYTES_AT = 16;
const TEXT_AT = 16;
const NAME_AT = 8;

/** Of a board on the mains and on a cable, where nothing says otherwise. */
const ALL_WELL: Readiness = {
  batteryPercent: 100,
  onMains: true,
  paper: Paper.IN,
  network: NetworkKind.WIRED,
  hasCarrier: true,
  signalPercent: 0,
  clockSet: true,
  failed: [],
};

export class PeripheralCommands {
  private ticket: Ticket | undefined;
  private readonly peripherals: Peripherals;
  private readonly secure: SecureModule;
  private readonly post: Post;

  constructor(peripherals: Peripherals, secure: SecureModule, post: Post) {
    this.peripherals = peripherals;
    this.secure = secure;
    this.post = post;
  }

  /** The text entry has the keypad. */
  get isTyping(): boolean {
    return this.ticket !== undefined;
  }

  /** The answer to this ticket is no longer wanted. */
  cancel(ticket: number): void {
    if (this.ticket?.number === ticket) this.reset();
  }

  /** The core is lost: nothing that it asked for is answered. */
  reset(): void {
    if (this.ticket === undefined) return;
    this.ticket = undefined;
    this.peripherals.text?.cancel();
  }

  /** @returns whether it was for one of these devices */
  obey(command: CoreCommand): boolean {
    const { peripherals, post } = this;
    const { code, ticket } = command;
    switch (code) {
      case Command.READINESS:
        this.read(ticket);
        return true;
      case Command.ENTER_TEXT:
        this.enterText(command.payload, ticket);
        return true;
      case Command.NETWORK:
        this.network(command.payload, ticket);
        return true;
      case Command.STAGE:
        post(Event.STAGE_DONE, stageAnswer(peripherals.stage, command.payload), ticket);
        return true;
      case Command.SLOT: {
        const { payload } = command;
        const status = peripherals.slots?.act(word(payload, 0), word(payload, 1)) ?? Done.REFUSED;
        post(Event.SLOT_DONE, words(status), ticket);
        return true;
      }
      case Command.MEDIUM:
        post(Event.MEDIUM_DONE, mediumAnswer(peripherals.medium, command.payload), ticket);
        return true;
      case Command.RESTART:
        peripherals.restart?.();
        return true;
      case Command.SET_CLOCK:
        peripherals.setClock?.(long(command.payload, 0));
        return true;
      default:
        return false;
    }
  }

  /** A secure module that does not work is a part that fails its test, whatever the sensors know of it. */
  private read(ticket: Ticket): void {
    const answer = (readiness: Readiness): void => {
      const isWhole = this.secure.condition === "open";
      const seen = isWhole ? readiness : { ...readiness, failed: [...readiness.failed, Part.SECURE_MODULE] };
      this.post(Event.READINESS_DONE, readinessPayload(seen), ticket);
    };
    const { sensors } = this.peripherals;
    if (sensors === undefined) answer(ALL_WELL);
    else sensors.read(answer);
  }

  private enterText(payload: Uint8Array, ticket: Ticket): void {
    this.reset();
    const { text: entry } = this.peripherals;
    if (entry === undefined) return this.post(Event.TEXT_DONE, bytesPayload(NOTHING, TextResult.REFUSED, 0), ticket);
    this.ticket = ticket;
    const max = Math.min(word(payload, 2), TEXT_BYTES_MAX);
    const text = new TextDecoder().decode(bytesAt(payload, TEXT_AT));
    const request = { kind: word(payload, 0), min: word(payload, 1), max, timeout_ms: word(payload, 3), text };
    entry.enter(request, (result, typed) => {
      if (this.ticket !== ticket) return;
      this.ticket = undefined;
      const bytes = result === TextResult.ENTERED ? new TextEncoder().encode(typed) : NOTHING;
      // More than was asked for is no text.
      const isFit = bytes.length <= max;
      const answer = isFit ? bytesPayload(bytes, result, 0) : bytesPayload(NOTHING, TextResult.REFUSED, 0);
      this.post(Event.TEXT_DONE, answer, ticket);
    });
  }

  private network(payload: Uint8Array, ticket: Ticket): void {
    const { network } = this.peripherals;
    const done = (fault: LineFault, code = 0, bytes: Uint8Array = NOTHING): void =>
      this.post(Event.NETWORK_DONE, bytesPayload(bytes, fault, code), ticket);
    const action: NetworkAction = word(payload, 0);
    // The cable needs nobody's help.
    if (network === undefined) return done(action === NetworkAction.WIRE ? LineFault.NONE : LineFault.NO_CARRIER);
    switch (action) {
      case NetworkAction.SCAN:
        return network.scan((fault, networks) => done(fault, 0, networksBytes(networks)));
      case NetworkAction.JOIN:
        return this.join(network, payload, done);
      case NetworkAction.WIRE:
        return network.wire(done);
      case NetworkAction.PAIR:
        return network.pair(done);
      case NetworkAction.CONFIRM_PAIRING:
        return network.confirmPairing(done);
      default:
        return done(LineFault.CLOSED);
    }
  }

  /** The key goes from the secure module to the radio. */
  private join(network: NetworkPort, payload: Uint8Array, done: (fault: LineFault) => void): void {
    const handle = word(payload, 1);
    const key = handle === 0 ? new Uint8Array(0) : this.secure.takeWifiKey(handle);
    if (key === undefined) return done(LineFault.KEY);
    network.join(new TextDecoder().decode(bytesAt(payload, NAME_AT)), key, (fault) => done(fault));
  }
}

/** What became of it, and what is staged of this download from here on. */
function stageAnswer(stage: StagePort | undefined, payload: Uint8Array): Uint8Array {
  const download: Download = word(payload, 1);
  if (stage === undefined) return words(StageResult.REFUSED, 0, 0, 0);
  const status = staged(stage, download, payload);
  const { count, mark } = stage.state(download);
  return words(status, count, mark, 0);
}

function staged(stage: StagePort, download: Download, payload: Uint8Array): StageResult {
  const index = word(payload, 2);
  switch (word(payload, 0) as StageAction) {
    case StageAction.STATE:
      return StageResult.DONE;
    case StageAction.OPEN:
      return stage.open(download, word(payload, 3), readBytes(payload, STAGE_BYTES_AT));
    case StageAction.PUT:
      return stage.put(download, index, readBytes(payload, STAGE_BYTES_AT));
    case StageAction.COMMIT:
      return stage.commit(download, index);
    case StageAction.DROP:
      stage.drop(download);
      return StageResult.DONE;
    default:
      return StageResult.REFUSED;
  }
}

function mediumAnswer(medium: MediumPort | undefined, payload: Uint8Array): Uint8Array {
  const refused = bytesPayload(NOTHING, Done.REFUSED, 0);
  if (medium === undefined) return refused;
  const [generation, index] = [word(payload, 1), word(payload, 2)];
  switch (word(payload, 0) as MediumAction) {
    case MediumAction.STATE: {
      const { count, newest } = medium.state();
      return bytesPayload(words(newest), Done.DONE, count);
    }
    case MediumAction.BEGIN:
      return bytesPayload(NOTHING, medium.begin(generation), 0);
    case MediumAction.WRITE:
      return bytesPayload(NOTHING, medium.write(readBytes(payload, MEDIUM_BYTES_AT)), 0);
    case MediumAction.END:
      return bytesPayload(NOTHING, medium.end(), 0);
    case MediumAction.READ: {
      const block = medium.read(generation, index);
      return block === undefined || block.length > RECORD_BYTES_MAX ? refused : bytesPayload(block, Done.DONE, 0);
    }
    default:
      return refused;
  }
}
