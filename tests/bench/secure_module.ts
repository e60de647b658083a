/**
 * What a transaction costs through the secure module: slot, rules and answer around the primitive; and what beside it has no
 * floor: DUKPT, key blocks, check values, cryptograms, a sign-on's keys.
 *
 * A PIN has to be typed for every block, so that is done outside the time of `secure module pin`, with a generator that only
 * counts: the system's, which gives each PIN its handle, slows the cipher that comes after it too. With the system's generator
 * typing, and typing and enciphering, are rows of their own. Published test keys. Nothing is timed before it has given what it
 * should.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Done, KeyUsage, Purpose, Slot } from "../../assembly/abi.ts";
import { PinBlock } from "../../host/codec/pin_block.ts";
import { TDES } from "../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../host/secure/cipher/kcv.ts";
import { TdesDukptRegister } from "../../host/secure/dukpt/tdes_register.ts";
import { PIN_RATE_NONE } from "../../host/secure/entry/rate.ts";
import { makeCryptogram } from "../../host/secure/issuer/card_cryptogram.ts";
import { CVN_POLICIES } from "../../host/secure/issuer/cvn.ts";
import { unwrapKeyBlock } from "../../host/secure/key_block/unwrap.ts";
import { SecureModule } from "../../host/secure/module.ts";
import { UNIONPAY } from "../../host/secure/profile.ts";
import { download, ENTRY, hex, inject, MAK, PIK, TMK } from "../host/secure/support.ts";
import { bareUnionpayEcb, encipher, KEY, MESSAGE, PAN } from "./bare_crypto.ts";
import { apart, type Contestant, looped } from "./rounds.ts";

const MAC = "secure module mac";
const PIN = "secure module pin";
/** Names of the rows that have an aim. */
export const MODULE_ROWS: readonly string[] = [MAC, PIN];

const DIGITS = Uint8Array.of(1, 2, 3, 4, 5, 6);
const BLOCK = PinBlock.encode({ format: 0, pin: DIGITS, pan: PAN });
/** Nobody types so fast: the limit of PINs in a time is none, as where every PIN key is DUKPT's. */
const PROFILE = { ...UNIONPAY, pinRate: PIN_RATE_NONE };

/** ANSI X9.24-1:2009, A.4. */
const INITIAL_KEY = hex("6AC292FAA1315B4D858AB3A3D7D5933A");
const INITIAL_KSN = hex("FFFF9876543210E00000");
/** ANSI X9.143:2021, 8.1, of version D. */
const KBPK = hex("88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6");
const KEY_BLOCK =
  "D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34";
/** knovichikhin/pyemv, tests/test_cvn_hsm.py. */
const CVN_10 = CVN_POLICIES.get("10")!;
const CARD = { pan: "1234567890123456", sequence: 0, atc: hex("001C") };
const COVERED = hex("000000004000000000000000012480000480000124191105" + "0152BF45851800001C03A06010");

/** @throws AssertionError when a bare cipher gives something else */
export function moduleEntries(): Contestant[] {
  const module = signedOn();
  const counting = signedOn(counter());
  const mac = (): Uint8Array => module.mac(Slot.MAC, MESSAGE).mac;
  const bareMac = (): Uint8Array => bareUnionpayEcb(KEY, MESSAGE);
  const pin = (of: SecureModule, handle: number): Uint8Array =>
    of.encipherPin({ slot: Slot.PIN, handle, pan: PAN }).block;
  const barePin = (): Uint8Array => encipher("des-ede", PIK, BLOCK, null);
  assert.deepEqual(Buffer.from(mac()), Buffer.from(bareMac()));
  for (const of of [module, counting]) assert.deepEqual(Buffer.from(pin(of, typed(of))), Buffer.from(barePin()));
  const floors = { mac: `${MAC} bare node:crypto`, pin: `${PIN} bare node:crypto` };
  return [
    { name: floors.mac, floor: floors.mac, measure: repeated(() => bareMac()[0]!) },
    { name: MAC, floor: floors.mac, measure: repeated(() => mac()[0]!) },
    { name: floors.pin, floor: floors.pin, measure: repeated(() => barePin()[0]!) },
    {
      name: PIN,
      floor: floors.pin,
      measure: apart(
        () => typed(counting),
        (handle) => pin(counting, handle)[0]!,
      ),
    },
    alone(`${PIN} typing`, () => typed(module)),
    alone(`${PIN} typed`, () => pin(module, typed(module))[0]!),
  ];
}

/** @throws AssertionError for a result that is not the published one */
export function besideEntries(): Contestant[] {
  const module = signedOn();
  const keys = download([PIK, MAK]);
  const load = (): Done => module.loadKeys({ parent: Slot.TMK, download: keys });
  const arqc = (): Uint8Array => makeCryptogram(CVN_10, KEY, CARD, COVERED);
  const kcv = (): Uint8Array => keyCheckValue(TDES, KEY);
  assert.equal(keys.length, 40);
  assert.equal(load(), Done.DONE);
  assert.deepEqual(arqc(), hex("29CCA15AE665FA2E"));
  assert.deepEqual(kcv(), hex("08D7B4"));
  assert.deepEqual(unwrapKeyBlock(KBPK, KEY_BLOCK).key, hex("3F419E1CB7079442AA37474C2EFBF8B8"));
  return [
    alone("secure dukpt tdes next transaction", dukpt()),
    alone("secure key block d unwrap", () => unwrapped(KEY_BLOCK)),
    alone("secure kcv tdes", () => kcv()[0]!),
    alone("secure arqc cvn 10", () => arqc()[0]!),
    alone("secure module download 40 bytes", load),
  ];
}

/** A module with a master key, a PIN key and a MAC key. */
function signedOn(random: (length: number) => Uint8Array = randomBytes): SecureModule {
  const module = new SecureModule({ random, testKeys: true, profile: PROFILE });
  assert.equal(inject(module, Slot.TMK, KeyUsage.MASTER, TMK), Done.DONE);
  assert.equal(inject(module, Slot.PIN, KeyUsage.PIN, PIK), Done.DONE);
  assert.equal(inject(module, Slot.MAC, KeyUsage.MAC, KEY), Done.DONE);
  return module;
}

/** Bytes that differ from one call to the next. */
function counter(): (length: number) => Uint8Array {
  let count = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    count++;
    for (let i = 0; i < length; i++) bytes[i] = count >>> (8 * (i % 4));
    return bytes;
  };
}

/** Types a PIN of six digits and confirms it. @returns its handle */
function typed(module: SecureModule): number {
  module.beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN }, 0);
  for (const digit of DIGITS) module.key({ digit }, 0);
  return module.key("enter", 0)?.handle ?? 0;
}

/** A device's next transaction, which ends at once; the device begins anew when all its keys are used. */
function dukpt(): () => number {
  const commit = (): void => {};
  let register = TdesDukptRegister.load(INITIAL_KEY, INITIAL_KSN);
  assert.deepEqual(register.next(commit)?.ksn, hex("FFFF9876543210E00001"));
  return () => {
    const transaction = register.next(commit);
    if (transaction === undefined) register = TdesDukptRegister.load(INITIAL_KEY, INITIAL_KSN);
    transaction?.wipe();
    return transaction?.ksn[9] ?? 0;
  };
}

function unwrapped(block: string): number {
  const { key } = unwrapKeyBlock(KBPK, block);
  const first = key[0]!;
  key.fill(0);
  return first;
}

/** A row without a floor. */
function alone(name: string, work: () => number): Contestant {
  return { name, floor: "", measure: repeated(work) };
}

function repeated(work: () => number): (ms: number) => number {
  return looped((times) => {
    let sum = 0;
    for (let i = 0; i < times; i++) sum += work();
    return sum;
  });
}
