/**
 * A module that is shut: erased by a tamper event, older than the terminal's journal, or found to compute wrongly. Published
 * test keys only.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Done, KeyUsage, Purpose, Secret, Slot } from "../../../assembly/abi.ts";
import { Authenticity, CardKey, Signature } from "../../../assembly/abi_devices.ts";
import { wrapKeyBlock } from "../../../host/secure/key_block/wrap.ts";
import { KeyLoader } from "../../../host/secure/key_loader.ts";
import { sealRemoteKey } from "../../../host/secure/loading/remote.ts";
import { SecureModule } from "../../../host/secure/module.ts";
import { heldBy } from "../../simulation/reach.ts";
import { widest } from "./entry_support.ts";
import { CAPKS, SCHEME, capkOf, issuerRequest, signFrame } from "./certificates.ts";
import {
  BLOCKS,
  DATA,
  DUKPT,
  DUKPT_ATTRIBUTES,
  FULL,
  KBPK,
  KSN,
  MAC_ATTRIBUTES,
  NEW_KEY,
  OPERATOR,
  PASSWORD,
  SECRET,
  SHUT,
  SPARE,
  acquirer,
  acquirerKey,
  capk,
  checksum,
  full,
  random,
} from "./full_module.ts";
import { ENTRY, MAK, PAN_BYTES, PIK, TDK, download, hex, type } from "./support.ts";

/** Prepared while the module is open; the act tells whether it did what it was asked for. */
type Ask = (module: SecureModule) => () => boolean;

const typed = (module: SecureModule, purpose: Purpose): number => type(module, "123456", purpose);
const is = (status: Done): boolean => status === Done.DONE;

const ISSUER_KEY = { ...issuerRequest(SCHEME), which: CardKey.ISSUER };

function loadScheme(module: SecureModule): void {
  const authority = CAPKS.find(({ rid, index }) => `${rid}/${index}` === SCHEME.capk)!;
  module.loadCapk(capkOf(authority), hex(authority.sha1));
}

const ASKED_OF_MODULE: Readonly<Record<string, Ask>> = {
  loadKeys: (m) => () => is(m.loadKeys({ parent: Slot.TMK, download: download([PIK, MAK, TDK]) })),
  beginEntry: (m) => () => m.beginEntry({ ...ENTRY, purpose: Purpose.OPERATOR, digitsMin: 6 }, 0) === undefined,
  key: (m) => {
    m.beginEntry({ ...ENTRY, purpose: Purpose.ONLINE_PIN }, 0);
    for (const digit of [1, 2, 3, 4]) m.key({ digit }, 0);
    return () => m.key("enter", 0)?.status === Secret.ENTERED;
  },
  encipherPin: (m) => {
    const request = { slot: Slot.PIN, handle: typed(m, Purpose.ONLINE_PIN), pan: PAN_BYTES };
    return () => is(m.encipherPin(request).status);
  },
  changePin: (m) => {
    const handle = typed(m, Purpose.ONLINE_PIN);
    typed(m, Purpose.NEW_PIN);
    const newHandle = typed(m, Purpose.NEW_PIN_AGAIN);
    return () => is(m.changePin({ slot: Slot.PIN, handle, newHandle, pan: PAN_BYTES }).status);
  },
  verifyPinAtCard: (m) => {
    const handle = typed(m, Purpose.OFFLINE_PIN);
    return () => is(m.verifyPinAtCard(handle, false, () => {}));
  },
  verifySecret: (m) => {
    const handle = typed(m, Purpose.OPERATOR);
    return () => is(m.verifySecret(handle, OPERATOR));
  },
  changePassword: (m) => {
    const handle = typed(m, Purpose.OPERATOR);
    type(m, "987654", Purpose.NEW_PASSWORD);
    const newHandle = type(m, "987654", Purpose.NEW_PASSWORD_AGAIN);
    return () => is(m.changePassword(OPERATOR, { handle, newHandle }));
  },
  removePassword: (m) => () => is(m.removePassword(OPERATOR)),
  unlockPassword: (m) => {
    m.setPassword({ purpose: Purpose.SUPERVISOR, user: 1 }, PASSWORD);
    const handle = typed(m, Purpose.SUPERVISOR);
    return () => is(m.unlockPassword(OPERATOR, handle, 1));
  },
  setPassword: (m) => () => is(m.setPassword(OPERATOR, PASSWORD)),
  setTypedPassword: (m) => {
    type(m, "987654", Purpose.NEW_PASSWORD);
    const handle = type(m, "987654", Purpose.NEW_PASSWORD_AGAIN);
    return () => is(m.setTypedPassword(OPERATOR, handle));
  },
  triesLeft: (m) => () => m.triesLeft(OPERATOR) !== undefined,
  hasSecret: (m) => {
    const handle = typed(m, Purpose.OPERATOR);
    return () => m.hasSecret(handle, Purpose.OPERATOR);
  },
  takeWifiKey: (m) => {
    m.beginEntry(widest(Purpose.WIFI_KEY), 0);
    for (const digit of "12345678") m.key({ digit: Number(digit) }, 0);
    const handle = m.key("enter", 0)?.handle ?? 0;
    return () => m.takeWifiKey(handle) !== undefined;
  },
  forwardSecret: (m) => {
    const handle = typed(m, Purpose.PAYMENT_PASSWORD);
    return () => is(m.forwardSecret(SECRET, handle, Purpose.PAYMENT_PASSWORD, 0).status);
  },
  loadCapk: (m) => () => is(m.loadCapk(capk, checksum)),
  loadCapks: (m) => () => is(m.loadCapks([{ ...capk, checksum }])),
  replaceCapks: (m) => () => is(m.replaceCapks([{ ...capk, checksum }])),
  hasCapk: (m) => () => m.hasCapk(capk.rid, 1),
  loadRevoked: (m) => () => is(m.loadRevoked([{ rid: capk.rid, index: 1, serial: Uint8Array.of(0, 0, 1) }])),
  recoverCardKey: (m) => {
    loadScheme(m);
    return () => m.recoverCardKey(ISSUER_KEY) === Authenticity.GENUINE;
  },
  addStaticData: (m) => () => m.addStaticData(DATA) === Authenticity.GENUINE,
  verifySignature: (m) => {
    loadScheme(m);
    m.recoverCardKey(ISSUER_KEY);
    const signed = signFrame("issuer", [3, 1, 0xda, 0xc0]);
    const request = { kind: Signature.STATIC, signed, terminalData: new Uint8Array(0) };
    return () => m.verifySignature(request).status === Authenticity.GENUINE;
  },
  removeCapk: (m) => () => is(m.removeCapk(capk.rid, 1)),
  beginTransaction: (m) => () => is(m.beginTransaction(DUKPT).status),
  mac: (m) => () => is(m.mac(Slot.MAC, DATA).status),
  verifyMac: (m) => {
    const { mac } = m.mac(Slot.MAC, DATA);
    return () => is(m.verifyMac(Slot.MAC, mac, DATA));
  },
  encipherTrack: (m) => () => is(m.encipherTrack(Slot.TRACK, hex("6216261000000000018D301220100000")).status),
  protect: (m) => () => is(m.protect(DATA).status),
  unprotect: (m) => {
    const { data } = m.protect(DATA);
    return () => is(m.unprotect(data).status);
  },
  random: (m) => () => is(m.random(8).status),
  hash: (m) => () => is(m.hash("sha256", DATA).status),
  rsaRecover: (m) => () => is(m.rsaRecover({ ...capk, data: new Uint8Array(64).fill(1) }).status),
};

const COMPONENTS = {
  slot: SPARE,
  attributes: MAC_ATTRIBUTES,
  keyBytes: 16,
  holders: 2,
  componentTimeout_ms: 1000,
  totalTimeout_ms: 1000,
};

const ASKED_OF_LOADER: Readonly<Record<string, Ask>> = {
  eraseAcquirerKeys:
    ({ keys }) =>
    () =>
      is(keys.eraseAcquirerKeys()),
  erase:
    ({ keys }) =>
    () =>
      is(keys.erase(Slot.PIN)),
  inject:
    ({ keys }) =>
    () =>
      is(keys.inject({ slot: SPARE, attributes: MAC_ATTRIBUTES, key: NEW_KEY })),
  injectDukpt:
    ({ keys }) =>
    () =>
      is(keys.injectDukpt({ slot: SPARE, attributes: DUKPT_ATTRIBUTES, key: NEW_KEY }, KSN)),
  beginComponents:
    ({ keys }) =>
    () =>
      is(keys.beginComponents(COMPONENTS, 0)),
  addComponent: ({ keys }) => {
    keys.beginComponents(COMPONENTS, 0);
    return () => keys.addComponent("first", NEW_KEY, 0).outcome === "TAKEN";
  },
  finishComponents: ({ keys }) => {
    keys.beginComponents(COMPONENTS, 0);
    for (const [holder, part] of [NEW_KEY, KBPK].entries()) keys.addComponent(String(holder), part, 0);
    return () => keys.finishComponents(0).loaded === Done.DONE;
  },
  loadDownload:
    ({ keys }) =>
    () =>
      is(keys.loadDownload({ parent: Slot.TMK, download: download([PIK, MAK]) })),
  loadKeyBlock: ({ keys }) => {
    const header = { version: "D", usage: "M3", algorithm: "T", mode: "C" } as const;
    const block = wrapKeyBlock(KBPK, header, NEW_KEY, { random });
    return () => is(keys.loadKeyBlock({ slot: SPARE, usage: KeyUsage.MAC, parent: BLOCKS, block }));
  },
  trustAcquirer:
    ({ keys }) =>
    () =>
      is(keys.trustAcquirer(acquirerKey)),
  makeTerminalKey:
    ({ keys }) =>
    () =>
      is(keys.makeTerminalKey()),
  beginRemote:
    ({ keys }) =>
    () =>
      keys.beginRemote("10000159") !== undefined,
  finishRemote: ({ keys }) => {
    const request = keys.beginRemote("10000159")!;
    const envelope = sealRemoteKey(request, NEW_KEY, { signingKey: acquirer.privateKey, algorithm: "tdes" });
    return () => is(keys.finishRemote(Slot.TMK, envelope));
  },
};

/** They ask for no secret: what ends something, what tells how it stands, and what is nobody's to call. */
const OTHERS_OF_MODULE =
  "condition generation requireGeneration tick entering nextDeadline_ms cancelEntry wipe cardKeys tamper";
const OTHERS_OF_LOADER = "infoOf cancelComponents nextDeadline_ms tick wipe";
/** What a secure room opens a module with, unless it computes wrongly. */
const OPENING = ["inject", "injectDukpt", "beginComponents"];

it("every method of the module and of what loads its keys is in one of the lists", () => {
  const methods = (prototype: object): string[] =>
    Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
  const listed = (asked: object, others: string): string[] => [...Object.keys(asked), ...others.split(" ")];
  assert.deepEqual(methods(SecureModule.prototype).sort(), listed(ASKED_OF_MODULE, OTHERS_OF_MODULE).sort());
  assert.deepEqual(methods(KeyLoader.prototype).sort(), listed(ASKED_OF_LOADER, OTHERS_OF_LOADER).sort());
});

for (const [name, ask] of Object.entries({ ...ASKED_OF_MODULE, ...ASKED_OF_LOADER })) {
  it(`${name} is done by a module that is open, and refused by one that is shut`, () => {
    assert.equal(ask(full().module)(), true, "open");
    for (const [condition, shut] of Object.entries(SHUT)) {
      const world = full();
      const act = ask(world.module);
      const module = shut(world);
      assert.equal(module.condition, condition);
      const isOpening = condition !== "failed" && OPENING.includes(name);
      assert.equal(act(), isOpening, condition);
      const isOpen = isOpening && name !== "beginComponents";
      assert.equal(module.condition, isOpen ? "open" : condition);
    }
  });
}

describe("a module that was erased", () => {
  /** All that was secret, of the store and of what was under way, by name. */
  const SECRETS: ReadonlyArray<readonly [name: string, bytes: Uint8Array]> = [
    ...FULL.slots.filter(({ key }) => key.length > 0).map(({ slot, key }) => [`slot ${slot}`, key] as const),
    // The key of the transaction that is begun, and one of those to come.
    ...FULL.registers.flatMap(({ bytes }) => [
      ["transaction", bytes.subarray(16, 32)] as const,
      ["future key", bytes.subarray(96, 112)] as const,
    ]),
    ...FULL.secrets.map(({ hash }) => ["password", hash] as const),
    ["storage key", FULL.storageKey],
    ["terminal key", FULL.terminalKey.subarray(-40)],
    ["component", NEW_KEY],
    ["PIN", Uint8Array.of(2, 4, 6, 8, 0, 2)],
  ];

  const namesIn = (module: SecureModule, stops: object[]): string[] => {
    const held = heldBy(module, { stops, deep: true }).map(({ bytes }) => Buffer.from(bytes));
    return SECRETS.filter(([, secret]) => held.some((bytes) => bytes.includes(Buffer.from(secret)))).map(
      ([name]) => name,
    );
  };

  for (const condition of ["tampered", "outdated"] as const) {
    it(`holds no secret when it is ${condition}`, () => {
      const world = full();
      const { module, store } = world;
      module.beginTransaction(DUKPT);
      type(module, "246802");
      module.keys.beginRemote("10000159");
      module.keys.beginComponents(COMPONENTS, 0);
      module.keys.addComponent("first", NEW_KEY, 0);
      const all = SECRETS.map(([name]) => name);
      assert.deepEqual(namesIn(module, [store]), all, "the walk sees them");
      SHUT[condition]!(world);
      // The store of an outdated module is left as it was found.
      assert.deepEqual(namesIn(module, condition === "tampered" ? [] : [store]), []);
    });
  }
});
