/**
 * How a transcript tells what passes between the core and the devices that a payment does not need: one line for a question and
 * its answer. A text is shown unless it is an account or an identity number; of a password and a key nothing is.
 */
import { Command, Done, Event, Purpose, Slot } from "../../assembly/abi.ts";
import {
  Download,
  LineFault,
  MediumAction,
  NetworkAction,
  NetworkKind,
  Paper,
  Part,
  PARTS,
  PasswordAction,
  PasswordResult,
  SlotAction,
  StageAction,
  StageResult,
  TextKind,
  TextResult,
} from "../../assembly/abi_devices.ts";
import type { CoreCommand } from "../../host/core.ts";
import { bytesAt, long, serverOf, word } from "../../host/payloads.ts";

const TEXT_AT = 16;
const MASKED: readonly TextKind[] = [TextKind.ACCOUNT, TextKind.IDENTITY];

/** Who answers a command of these devices; undefined for those of others. */
export function deviceOf(code: Command): string | undefined {
  return DEVICES[code];
}

const DEVICES: Partial<Record<Command, string>> = {
  [Command.READINESS]: "sensors",
  [Command.NETWORK]: "network",
  [Command.ENTER_TEXT]: "text",
  [Command.PASSWORD]: "secure",
  [Command.FORWARD_SECRET]: "secure",
  [Command.ERASE_KEYS]: "secure",
  [Command.STAGE]: "stage",
  [Command.SLOT]: "slots",
  [Command.MEDIUM]: "medium",
  [Command.RESTART]: "board",
  [Command.SET_CLOCK]: "board",
};

/** What a command asks. */
export function describeDeed({ code, payload }: CoreCommand): string {
  const [first, second, third] = [0, 1, 2].map((index) => (payload.length >= 4 * index + 4 ? word(payload, index) : 0));
  switch (code) {
    case Command.NETWORK:
      return `${NetworkAction[first!] ?? "?"} ${Buffer.from(bytesAt(payload, 8)).toString()}`.trimEnd();
    case Command.ENTER_TEXT: {
      const standing = textOf(first!, bytesAt(payload, TEXT_AT));
      const behind = standing === '""' ? "" : ` after ${standing}`;
      return `asks for ${TextKind[first!] ?? "?"}, ${second} to ${third} bytes${behind}`;
    }
    case Command.PASSWORD:
      return `PASSWORD ${PasswordAction[first!] ?? "?"} of user ${second}`;
    case Command.FORWARD_SECRET:
      return `FORWARD_SECRET ${Purpose[third!] ?? "?"} with ${Slot[first!] ?? "?"}`;
    case Command.STAGE: {
      const index = [StageAction.PUT, StageAction.COMMIT].includes(first!) ? ` ${third}` : "";
      return `${StageAction[first!] ?? "?"} ${Download[second!] ?? "?"}${index}`;
    }
    case Command.SLOT:
      return `${SlotAction[first!] ?? "?"}${second === 0 ? "" : ` ${second}`}`;
    case Command.MEDIUM:
      return `${MediumAction[first!] ?? "?"}${second === 0 ? "" : ` ${second}`}`;
    case Command.SET_CLOCK:
      return `sets its clock to ${new Date(long(payload, 0)).toISOString().slice(0, 19)}`;
    case Command.RESTART:
      return "starts anew";
    default:
      return Command[code];
  }
}

/** What came back; undefined for an event that is none of these. */
export function describeResult(command: CoreCommand, code: Event, payload: Uint8Array): string | undefined {
  const [first, second] = [word(payload, 0), payload.length >= 8 ? word(payload, 1) : 0];
  switch (code) {
    case Event.READINESS_DONE:
      return describeReadiness(payload);
    case Event.NETWORK_DONE:
      return `${LineFault[first] ?? "?"}${second === 0 ? "" : `, code ${second}`}${describeNetworks(bytesAt(payload, 8))}`;
    case Event.TEXT_DONE: {
      const text =
        (first as TextResult) === TextResult.ENTERED ? ` ${textOf(word(command.payload, 0), bytesAt(payload, 8))}` : "";
      return `${TextResult[first] ?? "?"}${text}`;
    }
    case Event.PASSWORD_DONE:
      return `${PasswordResult[first] ?? "?"}, ${second} tries left`;
    case Event.STAGE_DONE:
      return `${StageResult[first] ?? "?"}, ${second} staged`;
    case Event.MEDIUM_DONE:
      return `${Done[first] ?? "?"}, ${second}`;
    case Event.SLOT_DONE:
      return Done[first];
    default:
      return undefined;
  }
}

/** `opens`, and what, where it is not the board's own server. */
export function describeOpening(payload: Uint8Array): string {
  const server = serverOf(payload);
  return server === undefined
    ? "opens"
    : `opens${server.tls === true ? " TLS" : ""} to ${server.host}, port ${server.port}`;
}

export function describeLoss(payload: Uint8Array): string {
  const fault: LineFault = payload.length >= 4 ? word(payload, 0) : LineFault.NONE;
  return fault === LineFault.NONE || fault === LineFault.CLOSED ? "is down" : `is down: ${LineFault[fault] ?? "?"}`;
}

function textOf(kind: TextKind, bytes: Uint8Array): string {
  if (bytes.length === 0) return '""';
  return MASKED.includes(kind) ? `[${bytes.length} bytes]` : JSON.stringify(Buffer.from(bytes).toString());
}

function describeReadiness(payload: Uint8Array): string {
  const [battery, mains, paper, network, carrier, signal, clock, failed] = Array.from({ length: 8 }, (_, index) =>
    word(payload, index),
  );
  const parts = Array.from({ length: PARTS }, (_, part) => part).filter((part) => ((failed! >>> part) & 1) === 1);
  return [
    `battery ${battery} %${mains === 1 ? ", on the mains" : ""}`,
    `paper ${Paper[paper!] ?? "?"}`,
    `network ${NetworkKind[network!] ?? "?"}${carrier === 1 ? "" : " without a carrier"}${signal === 0 ? "" : `, signal ${signal} %`}`,
    clock === 1 ? "clock set" : "clock not set",
    ...(parts.length === 0 ? [] : [`failed: ${parts.map((part) => Part[part]).join(", ")}`]),
  ].join(" · ");
}

function describeNetworks(bytes: Uint8Array): string {
  const names: string[] = [];
  for (let at = 0; at + 3 <= bytes.length; at += 3 + bytes[at + 2]!)
    names.push(Buffer.from(bytes.subarray(at + 3, at + 3 + bytes[at + 2]!)).toString());
  return names.length === 0 ? "" : `: ${names.join(", ")}`;
}
