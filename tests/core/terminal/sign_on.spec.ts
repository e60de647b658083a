import { Command, Done, Event, KEY_DOWNLOAD_BYTES_MAX, Slot } from "../../../assembly/abi";
import { Reason } from "../../../assembly/abi_reasons";
import { DIALECT } from "../../../assembly/acquirer/profile";
import { Exchange, exchangeOf, Request } from "../../../assembly/acquirer/region";
import { Block, Seal, seal } from "../../../assembly/acquirer/seal";
import { beginMessage, endMessage, packBytes, packDigits, Packer } from "../../../assembly/codec/iso8583/pack";
import { unpack } from "../../../assembly/codec/iso8583/unpack";
import { durable } from "../../../assembly/journal/durable";
import { SignedOn } from "../../../assembly/journal/records";
import { journal } from "../../../assembly/journal/region";
import { PAYLOAD } from "../../../assembly/machine/io";
import { WAIT } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { Life, lifecycle } from "../../../assembly/terminal/lifecycle";
import { Pin, pin } from "../../../assembly/terminal/pin";
import { SignOn, signOn } from "../../../assembly/terminal/sign_on";
import { textAt } from "../base/support";
import { beginStep, freshTerminal, lastCommand, lastPayload } from "../machine/support";

const PACKER: Packer = changetype<Packer>(memory.data(64, 8));
const TEXT: usize = memory.data(32, 8);
const KEYS: usize = memory.data(512, 8);

let t: Terminal = freshTerminal();
let x: Exchange = exchangeOf(t);

/** The acquirer's reply is here: `bytes` of F62, none when negative. */
function replied(bytes: i32, code: string = "00"): i32 {
  t = freshTerminal();
  x = exchangeOf(t);
  x.request = Request.SIGN_ON;
  x.stopped = Reason.BAD_REPLY;
  beginMessage(PACKER, DIALECT, x.reply, x.reply + 900, 0x0810);
  packBytes(PACKER, 39, TEXT, textAt(TEXT, code));
  packDigits(PACKER, 60, TEXT, textAt(TEXT, "00000042003"));
  if (bytes >= 0) packBytes(PACKER, 62, KEYS, bytes);
  x.replyLength = endMessage(PACKER);
  unpack(DIALECT, x.reply, x.replyLength, x.index);
  x.responseCode = load<u16>(x.at(39));
  return signOn(t, SignOn.ASKING, Event.REPLIED);
}

/** The secure module has made the proof, or has not. */
function proved(status: Done): i32 {
  const made = changetype<Block>(PAYLOAD);
  made.status = status;
  store<u64>(made.bytes, 0x1122334455667788);
  return signOn(t, SignOn.PROVING, Event.MAC_DONE);
}

/** The secure module has answered LOAD_KEYS. */
function loaded(status: Done, generation: u32): i32 {
  store<u32>(PAYLOAD, status);
  store<u32>(PAYLOAD, generation, 4);
  return signOn(t, SignOn.LOADING_KEYS, Event.KEY_LOADED);
}

describe("SIGN_ON", () => {
  beforeEach(() => {
    for (let i = 0; i < 512; i++) store<u8>(KEYS + i, <u8>(i * 7 + 1));
  });

  it("hands F62 of any layout to the secure module as it came", () => {
    for (let bytes = 1; bytes <= KEY_DOWNLOAD_BYTES_MAX; bytes++) {
      expect(replied(bytes)).toBe(SignOn.LOADING_KEYS);
      expect(signOn(t, SignOn.LOADING_KEYS, Event.ENTER) & WAIT).not.toBe(0);
      expect(lastCommand()).toBe(Command.LOAD_KEYS);
      const command = lastPayload();
      expect(load<u32>(command)).toBe(Slot.TMK);
      expect(load<u32>(command, 8)).toBe(bytes);
      expect(memory.compare(command + 16, KEYS, bytes)).toBe(0);
    }
  });

  it("takes no reply without keys, nor one with more of them than there can be", () => {
    expect(replied(-1)).toBe(SignOn.FAILED);
    expect(replied(0)).toBe(SignOn.FAILED);
    expect(replied(KEY_DOWNLOAD_BYTES_MAX + 1)).toBe(SignOn.FAILED);
    expect(replied(512)).toBe(SignOn.FAILED);
    expect(x.stopped).toBe(Reason.BAD_REPLY);
    expect(replied(40, "58")).toBe(SignOn.FAILED);
    expect(x.stopped).toBe(Reason.HOST_DECLINED);
  });

  it("goes on only when all keys were right, and says why when not", () => {
    replied(40);
    expect(loaded(Done.DONE, 3)).toBe(SignOn.PROVING);
    replied(40);
    expect(loaded(Done.KCV_DIFFERS, 3)).toBe(SignOn.FAILED);
    expect(x.stopped).toBe(Reason.KCV_DIFFERS);
    replied(40);
    expect(loaded(Done.REFUSED, 3)).toBe(SignOn.FAILED);
    expect(x.stopped).toBe(Reason.SECURE_MODULE);
    replied(40);
    expect(signOn(t, SignOn.LOADING_KEYS, Event.TIME)).toBe(SignOn.FAILED);
    expect(x.stopped).toBe(Reason.SECURE_MODULE);
  });

  it("writes down the generation of the key store that it was told", () => {
    replied(40);
    loaded(Done.DONE, 0x90000001);
    beginStep();
    signOn(t, SignOn.PROVING, Event.ENTER);
    expect(proved(Done.DONE)).toBe(SignOn.RECORDING);
    const signedOn = changetype<SignedOn>(journal(t).record.payload);
    expect(signedOn.batch).toBe(42);
    expect(signedOn.keyGeneration).toBe(0x90000001);
  });
});

describe("what a tamper event is reported with", () => {
  it("is made under the device's own key, over a nonce that is never said again", () => {
    replied(40);
    loaded(Done.DONE, 1);
    beginStep();
    expect(signOn(t, SignOn.PROVING, Event.ENTER) & WAIT).not.toBe(0);
    expect(lastCommand()).toBe(Command.MAC);
    const input = lastPayload();
    expect(load<u32>(input)).toBe(Slot.SECRET);
    expect(load<u32>(input, 8)).toBe(16);
    expect(String.UTF8.decodeUnsafe(input + 16, 8)).toBe("TAMPERED");
    const nonce = load<u64>(input, 24);
    expect(proved(Done.DONE)).toBe(SignOn.RECORDING);
    const signedOn = changetype<SignedOn>(journal(t).record.payload);
    expect(signedOn.nonce).toBe(nonce);
    expect(signedOn.mac).toBe(0x1122334455667788);
  });

  it("is nothing where the module has no such key: the terminal signs on all the same", () => {
    replied(40);
    loaded(Done.DONE, 1);
    beginStep();
    signOn(t, SignOn.PROVING, Event.ENTER);
    expect(proved(Done.REFUSED)).toBe(SignOn.RECORDING);
    expect(changetype<SignedOn>(journal(t).record.payload).mac).toBe(0);
    expect(signOn(t, SignOn.PROVING, Event.TIME)).toBe(SignOn.FAILED);
  });
});

describe("the generation of the key store", () => {
  it("comes with every MAC and every PIN block, and the greatest is kept", () => {
    t = freshTerminal();
    x = exchangeOf(t);
    x.requestLength = 64;
    memory.fill(PAYLOAD, 0, 16);
    store<u32>(PAYLOAD, 7, 4);
    expect(seal(t, Seal.AUTHENTICATING, Event.MAC_DONE)).toBe(Event.SEALED);
    expect(journal(t).keyGeneration).toBe(7);
    store<u32>(PAYLOAD, 9, 4);
    expect(pin(t, Pin.ENCIPHERING, Event.PIN_DONE)).toBe(Event.PIN_READY);
    expect(journal(t).keyGeneration).toBe(9);
    store<u32>(PAYLOAD, 8, 4);
    seal(t, Seal.AUTHENTICATING, Event.MAC_DONE);
    expect(journal(t).keyGeneration).toBe(9);
  });

  it("is told to the secure module once the journal has been replayed", () => {
    t = freshTerminal();
    durable(t).keyGeneration = 0xfffffffe;
    expect(lifecycle(t, Life.REPLAYING, Event.REPLAYED)).toBe(Life.CHECKING_KEYS);
    expect(lifecycle(t, Life.CHECKING_KEYS, Event.ENTER)).toBe(Life.RESTING);
    expect(lastCommand()).toBe(Command.KEY_GENERATION);
    expect(load<u32>(lastPayload())).toBe(0xfffffffe);
  });
});
