/** How a board obeys what the core asks of the secure module about people, bindings and tampering. Published test keys only. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Command, Done, Event, KeyUsage, Purpose, Slot } from "../../../assembly/abi.ts";
import { PasswordAction, PasswordResult } from "../../../assembly/abi_devices.ts";
import { bytesAt, word } from "../../../host/payloads.ts";
import { TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { decipherSecret } from "../../../host/secure/secret_envelope.ts";
import { MAK, PIK, TDK, TMK, download, emptyModule, hex, inject, signedOnModule, upper } from "../secure/support.ts";
import { request, ScriptedBoard, words } from "./support.ts";

const TRANSPORT = hex("4319B391CD70FB01E6D6F2374CBFBA76");
const SECRET = hex("40D638648A29AEB9C1EF08F17097ECA1");

function password(board: ScriptedBoard, action: PasswordAction, user: number, handle = 0, other = 0): [string, number] {
  const { code, payload } = board.answer(Command.PASSWORD, words(action, user, handle, other));
  assert.equal(code, Event.PASSWORD_DONE);
  return [PasswordResult[word(payload, 0)] ?? "?", word(payload, 1)];
}

function set(board: ScriptedBoard, user: number, digits: string): [string, number] {
  board.types(Purpose.NEW_PASSWORD, digits);
  return password(board, PasswordAction.SET, user, 0, board.types(Purpose.NEW_PASSWORD_AGAIN, digits));
}

describe("PASSWORD", () => {
  it("sets what was typed twice, and checks it", () => {
    const board = new ScriptedBoard();
    assert.deepEqual(set(board, 1, "0000"), ["RIGHT", 5]);
    const check = (digits: string): [string, number] =>
      password(board, PasswordAction.CHECK, 1, board.types(Purpose.OPERATOR, digits));
    assert.deepEqual(check("0000"), ["RIGHT", 5]);
    assert.deepEqual(check("1111"), ["WRONG", 4]);
    assert.deepEqual(check("0000"), ["RIGHT", 5]);
  });

  it("locks a user after five wrong ones, until a new one is set", () => {
    const board = new ScriptedBoard();
    set(board, 7, "4711");
    const check = (digits: string): [string, number] =>
      password(board, PasswordAction.CHECK, 7, board.types(Purpose.OPERATOR, digits));
    for (const left of [4, 3, 2, 1]) assert.deepEqual(check("1111"), ["WRONG", left]);
    assert.deepEqual(check("1111"), ["LOCKED", 0]);
    assert.deepEqual(check("4711"), ["LOCKED", 0]);
    set(board, 7, "4712");
    assert.deepEqual(check("4712"), ["RIGHT", 5]);
  });

  it("takes the supervisor's and the manager's as a supervisor's password, of six digits at least", () => {
    const board = new ScriptedBoard();
    for (const user of [0, 99]) {
      assert.deepEqual(set(board, user, "1234"), ["REFUSED", 0]);
      assert.deepEqual(set(board, user, "123456"), ["RIGHT", 5]);
      const typed = (purpose: Purpose): [string, number] =>
        password(board, PasswordAction.CHECK, user, board.types(purpose, "123456"));
      assert.deepEqual(typed(Purpose.SUPERVISOR), ["RIGHT", 5]);
      assert.deepEqual(typed(Purpose.OPERATOR), ["REFUSED", 5]);
    }
  });

  it("changes for one who knows the old one, to another one", () => {
    const board = new ScriptedBoard();
    set(board, 2, "2222");
    const change = (old: string, next: string): [string, number] => {
      const handle = board.types(Purpose.OPERATOR, old);
      board.types(Purpose.NEW_PASSWORD, next);
      return password(board, PasswordAction.CHANGE, 2, handle, board.types(Purpose.NEW_PASSWORD_AGAIN, next));
    };
    assert.deepEqual(change("3333", "4444"), ["WRONG", 4]);
    assert.deepEqual(change("2222", "2222"), ["REFUSED", 5]);
    assert.deepEqual(change("2222", "4444"), ["RIGHT", 5]);
    assert.deepEqual(password(board, PasswordAction.CHECK, 2, board.types(Purpose.OPERATOR, "4444")), ["RIGHT", 5]);
  });

  it("is refused for a handle that is none, and for a user who is gone", () => {
    const board = new ScriptedBoard();
    set(board, 3, "3333");
    assert.deepEqual(password(board, PasswordAction.CHECK, 3, 12), ["REFUSED", 5]);
    assert.deepEqual(password(board, PasswordAction.SET, 3, 0, 12), ["REFUSED", 5]);
    assert.deepEqual(password(board, PasswordAction.REMOVE, 3), ["RIGHT", 0]);
    assert.deepEqual(password(board, PasswordAction.REMOVE, 3), ["REFUSED", 0]);
    assert.deepEqual(password(board, PasswordAction.CHECK, 3, board.types(Purpose.OPERATOR, "3333")), ["LOCKED", 0]);
    assert.deepEqual(password(board, 9 as PasswordAction, 3), ["REFUSED", 0]);
  });

  it("is refused by a module that was tampered with", () => {
    const board = new ScriptedBoard();
    set(board, 3, "3333");
    const handle = board.types(Purpose.OPERATOR, "3333");
    board.secure.tamper();
    assert.deepEqual(password(board, PasswordAction.CHECK, 3, handle), ["REFUSED", 0]);
  });
});

describe("FORWARD_SECRET", () => {
  it("enciphers an activation code for the platform, once", () => {
    const secure = emptyModule({ testKeys: true });
    inject(secure, Slot.SECRET, KeyUsage.SECRET, SECRET);
    const board = new ScriptedBoard(undefined, secure);
    const handle = board.types(Purpose.ACTIVATION_CODE, "271828");
    const forward = (): Uint8Array =>
      board.answer(Command.FORWARD_SECRET, words(Slot.SECRET, handle, Purpose.ACTIVATION_CODE, 821)).payload;
    const answer = forward();
    assert.equal(word(answer, 0), Done.DONE);
    assert.equal(Buffer.from(decipherSecret(TDES, SECRET, bytesAt(answer, 8), 821)).toString(), "271828");
    assert.equal(word(forward(), 0), Done.REFUSED);
  });
});

describe("the keys of a binding", () => {
  it("come as a master key under the transport key", () => {
    const secure = emptyModule({ testKeys: true });
    inject(secure, Slot.TRANSPORT, KeyUsage.TRANSPORT, TRANSPORT);
    const board = new ScriptedBoard(undefined, secure);
    const wrapped = Buffer.concat([TDES.encrypt(TRANSPORT, TMK), TDES.encrypt(TMK, new Uint8Array(8))]);
    const { code, payload } = board.answer(Command.LOAD_KEYS, request(new Uint8Array(wrapped), Slot.TRANSPORT, 0));
    assert.deepEqual([code, word(payload, 0)], [Event.KEY_LOADED, Done.DONE]);
    const keys = board.answer(Command.LOAD_KEYS, request(download([PIK, MAK, TDK]), Slot.TMK, 0));
    assert.equal(word(keys.payload, 0), Done.DONE, "and opens the working keys");
  });

  it("are erased together, and the device's own stay", () => {
    const secure = signedOnModule({ testKeys: true });
    inject(secure, Slot.TRANSPORT, KeyUsage.TRANSPORT, TRANSPORT);
    inject(secure, Slot.SECRET, KeyUsage.SECRET, SECRET);
    const board = new ScriptedBoard(undefined, secure);
    for (let time = 0; time < 2; time++) {
      const { code, payload } = board.answer(Command.ERASE_KEYS);
      assert.deepEqual([code, word(payload, 0), word(payload, 1)], [Event.KEY_LOADED, Done.DONE, secure.generation]);
      const left = [1, 2, 3, 4, 5, 6].filter((slot) => secure.keys.infoOf(slot) !== undefined);
      assert.deepEqual(left, [Slot.TRANSPORT, Slot.SECRET]);
    }
    secure.tamper();
    assert.equal(word(board.answer(Command.ERASE_KEYS).payload, 0), Done.REFUSED);
  });
});

describe("a tamper event", () => {
  it("is told to the core, after the end of what was being typed", () => {
    const board = new ScriptedBoard();
    board.runtime.tamper();
    assert.deepEqual(
      board.heard.splice(0).map(({ code, ticket }) => [code, ticket.number]),
      [[Event.TAMPERED, 0]],
    );
    const typing = new ScriptedBoard();
    typing.asks(Command.ENTER_SECRET, words(Purpose.OPERATOR, 4, 12, 10_000, 60_000, 0, 0, 0));
    typing.runtime.tamper();
    assert.deepEqual(
      typing.heard.map(({ code }) => code),
      [Event.SECRET_DONE, Event.TAMPERED],
    );
    assert.equal(upper(typing.heard[0]!.payload), "0400000000000000");
  });
});
