/** A board with a scripted core: it gives one command after its start, and everything that it then hears is kept. */
import { Command, Purpose } from "../../../assembly/abi.ts";
import type { Event } from "../../../assembly/abi.ts";
import type { CoreCommand, CoreEvent, Ticket } from "../../../host/core.ts";
import { bytesPayload, word, words } from "../../../host/payloads.ts";
import type { LineEvents, Peripherals, Server } from "../../../host/ports.ts";
import { Runtime } from "../../../host/runtime.ts";
import type { Devices } from "../../../host/runtime.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { boundModule } from "../secure/support.ts";
import { scriptedCore } from "./scripted_core.ts";

export class ScriptedBoard {
  /** Without BOOT. */
  readonly heard: CoreEvent[] = [];
  readonly opened: Array<{ events: LineEvents; server: Server | undefined }> = [];
  readonly runtime: Runtime;
  readonly secure: SecureModule;
  boot: CoreEvent | undefined;
  now_ms = 1;
  private commands: CoreCommand[] = [];
  private ring: (() => void) | undefined;
  private number = 0;

  constructor(peripherals?: Peripherals, secure = boundModule({ testKeys: true })) {
    this.secure = secure;
    const core = scriptedCore((event) => {
      if (this.boot === undefined) this.boot = event;
      else this.heard.push(event);
      return this.commands.splice(0);
    });
    const devices = {
      card: { onRemoved: undefined },
      screen: { show: () => {}, showEntry: () => {} },
      flash: { bytes: 4096, sectorBytes: 2048, unitBytes: 8 },
      line: { open: (events: LineEvents, server?: Server) => void this.opened.push({ events, server }) },
      clock: {
        monotonic_ms: () => this.now_ms,
        wall_ms: () => 0,
        wakeAt: (_: number | undefined, ring: () => void) => void (this.ring = ring),
      },
      secure,
      ...(peripherals === undefined ? {} : { peripherals }),
    };
    this.runtime = new Runtime(() => core, devices as unknown as Devices, 7);
    this.runtime.start();
  }

  /** The core gives this command at a key. @returns its ticket */
  asks(code: Command, payload?: Uint8Array): Ticket {
    return this.saysAt(() => this.runtime.key("enter"), code, payload);
  }

  /** The core gives this command at an event, which is not kept. @returns its ticket */
  saysAt(event: () => void, code: Command, payload: Uint8Array = new Uint8Array(0)): Ticket {
    const ticket = { epoch: 7, number: ++this.number };
    const before = this.heard.length;
    this.commands = [{ code, ticket, payload }];
    event();
    this.heard.splice(before, 1);
    return ticket;
  }

  /** Somebody types digits and confirms. @returns the handle */
  types(purpose: Purpose, digits: string): number {
    this.asks(Command.ENTER_SECRET, words(purpose, leastOf(purpose), digits.length, 10_000, 60_000, 0, 0, 0));
    for (const digit of digits) this.runtime.key({ digit: Number(digit) });
    this.runtime.key("enter");
    return word(this.heard.pop()!.payload, 1);
  }

  /** The one answer to a command that is answered at once. */
  answer(code: Command, payload?: Uint8Array): { code: Event; payload: Uint8Array } {
    const ticket = this.asks(code, payload);
    const [event, ...others] = this.heard.splice(0);
    if (event === undefined || others.length > 0) throw new Error("one answer was expected");
    if (event.ticket.number !== ticket.number) throw new Error("the answer has another ticket");
    return event;
  }

  /** Time goes on. */
  waits(duration_ms: number): void {
    this.now_ms += duration_ms;
    this.ring?.();
  }
}

/** What the module's rules ask for at least. */
function leastOf(purpose: Purpose): number {
  if (purpose === Purpose.WIFI_KEY) return 8;
  return [Purpose.SUPERVISOR, Purpose.ACTIVATION_CODE].includes(purpose) ? 6 : 4;
}

/** Words, then a text as bytes. */
export function request(text: string | Uint8Array, ...head: number[]): Uint8Array {
  return bytesPayload(typeof text === "string" ? new TextEncoder().encode(text) : text, ...head);
}

export { words };
