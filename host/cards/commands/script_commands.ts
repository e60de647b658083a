/**
 * Commands of issuer scripts (EMV Book 3, 6.5.1, 6.5.2, 6.5.3 and 6.5.10; PUT DATA as VIS has it): each under a MAC of the
 * issuer, which is checked before anything else of it.
 *
 * A command is taken only in a transaction whose first cryptogram was an ARQC, because the MAC is bound to that, and not
 * after an answer of the issuer that was forged. Commands of one script are not chained: each has the MAC of its own.
 */
import { equalInConstantTime } from "../../secure/bytes.ts";
import { scriptMac, scriptMacInput, scriptSessionKey } from "../../secure/issuer/script.ts";
import * as apdu from "../apdu.ts";
import type { CommandApdu, ResponseApdu } from "../apdu.ts";
import type { Session } from "../session.ts";
import { changePin } from "./pin_change.ts";

const MAC_BYTES = 8;
const SCRIPT_COMMANDS_MAX = 15;

/** @param data without the MAC */
type ScriptCommand = (session: Session, command: CommandApdu, data: Uint8Array) => number;

const COMMANDS: ReadonlyMap<number, ScriptCommand> = new Map([
  [0x16, cardBlock],
  [0x18, applicationBlock(false)],
  [0x1e, applicationBlock(true)],
  [0x24, changePin],
  [0xda, putData],
]);

export function scriptCommand(session: Session, command: CommandApdu): ResponseApdu {
  const { state } = session;
  const run = COMMANDS.get(command.ins);
  if (run === undefined) return apdu.status(apdu.SW_NO_INSTRUCTION);
  if (!session.wentOnline || session.issuer === "forged") return apdu.status(apdu.SW_CONDITIONS);
  if (!session.hadScript) [state.scriptCommands, state.scriptFailed] = [0, false];
  session.hadScript = true;
  const sw = runUnderMac(session, command, run);
  if (sw === apdu.SW_OK) state.scriptCommands = Math.min(SCRIPT_COMMANDS_MAX, state.scriptCommands + 1);
  else state.scriptFailed = true;
  return apdu.status(sw);
}

function runUnderMac(session: Session, command: CommandApdu, run: ScriptCommand): number {
  const { policy, masterKeys } = session.files;
  if (command.data.length < MAC_BYTES) return apdu.SW_NO_SECURE_MESSAGING;
  const data = command.data.subarray(0, -MAC_BYTES);
  const transaction = { atc: session.atc, cryptogram: session.arqc };
  const header = Uint8Array.of(command.cla, command.ins, command.p1, command.p2, command.data.length);
  const key = scriptSessionKey(policy.script, masterKeys.integrity, transaction);
  const mac = scriptMac(key, scriptMacInput(header, transaction, data));
  if (!equalInConstantTime(mac, command.data.subarray(-MAC_BYTES))) return apdu.SW_WRONG_SECURE_MESSAGING;
  return run(session, command, data);
}

/** For ever: nothing takes it back (EMV Book 3, 6.5.3). */
function cardBlock({ state }: Session, { p1, p2 }: CommandApdu, data: Uint8Array): number {
  const fault = faultOfPlain(p1, p2, data);
  if (fault !== undefined) return fault;
  state.cardBlocked = true;
  return apdu.SW_OK;
}

function applicationBlock(isBlocked: boolean): ScriptCommand {
  return ({ files, state }, { p1, p2 }, data) => {
    const fault = faultOfPlain(p1, p2, data);
    if (fault !== undefined) return fault;
    state.applicationBlocks[files.data.aid] = isBlocked;
    return apdu.SW_OK;
  };
}

/** The value of one primitive object, as long as the one that is there. */
function putData({ files, state }: Session, { p1, p2 }: CommandApdu, data: Uint8Array): number {
  const tag = (p1 << 8) | p2;
  const before = files.writable.has(tag) ? files.objects.get(tag) : undefined;
  if (before === undefined) return apdu.SW_NO_DATA_OBJECT;
  if (data.length !== before.length) return apdu.SW_WRONG_LENGTH;
  state.objects[tag.toString(16).toUpperCase()] = Buffer.from(data).toString("hex").toUpperCase();
  return apdu.SW_OK;
}

function faultOfPlain(p1: number, p2: number, data: Uint8Array): number | undefined {
  if (p1 !== 0 || p2 !== 0) return apdu.SW_WRONG_P1P2;
  return data.length > 0 ? apdu.SW_WRONG_LENGTH : undefined;
}
