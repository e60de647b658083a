/**
 * What people see in Wireshark: the capture of a demo with a dissector that was made from the dialect, and messages in our
 * ASCII dialect of 1987 as Wireshark's own dissector has them, which knows nothing of ours.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { loadCards } from "../../host/cards/card_data.ts";
import { Dialect } from "../../host/codec/iso8583/dialect.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import { wiresharkLua } from "../../host/codec/iso8583/lua.ts";
import type { Message } from "../../host/codec/iso8583/message.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { PcapWriter } from "../../host/codec/pcap.ts";
import type { Endpoint } from "../../host/codec/pcap.ts";
import { holdsPan } from "../../host/recording/card_forms.ts";
import { parseRecording } from "../../host/recording/file.ts";
import { lineTraffic } from "../../host/recording/line_traffic.ts";
import { prepare, tillcore } from "./command.ts";
import { Random, randomMessage } from "./random_messages.ts";
import { dissect, hasTshark, MISSING_TSHARK, tshark } from "./tshark.ts";
import type { Shown } from "./tshark.ts";

const { pan } = loadCards().find(({ name }) => name === "debit")!;
const PORT = 8583;
const NEW_YEAR_MS = Date.UTC(2026, 0, 1);
const NOTHING = new Uint8Array(0);

const missing = hasTshark() ? false : MISSING_TSHARK;
const folder = mkdtempSync(join(tmpdir(), "tillcore-wireshark-"));
after(() => rmSync(folder, { recursive: true }));

function valuesOf({ fields }: Shown): Record<string, string> {
  return Object.fromEntries(fields);
}

describe("the demo in Wireshark", { skip: missing }, () => {
  const recording = join(folder, "demo.jsonl");
  const capture = join(folder, "demo.pcap");
  const script = join(folder, "unionpay.lua");
  let messages: Message[] = [];

  before(async () => {
    await prepare();
    const { code, stderr } = await tillcore("simulate", "--demo", "--bound", "--record", recording);
    assert.equal(code, 0, stderr);
    writeFileSync(script, wiresharkLua(UNIONPAY.spec, { port: PORT }));
    messages = lineTraffic(parseRecording(readFileSync(recording, "utf8")).steps)
      .flatMap(({ bytes }) => new Framer().push(bytes))
      .map(({ body }) => UNIONPAY.unpack(body));
  });

  it("is a capture of two whole connections without a fault", async () => {
    const { code, stdout, stderr } = await tillcore("pcap", recording, "--out", capture, "--json");
    assert.deepEqual([code, stderr], [0, ""]);
    const { connections, packets } = JSON.parse(stdout) as Record<string, number>;
    assert.equal(connections, 2);
    const checks = ["ip.check_checksum:TRUE", "tcp.check_checksum:TRUE"].flatMap((option) => ["-o", option]);
    const shown = dissect(capture, ["ip", "tcp"], checks);
    assert.equal(shown.length, 2 * (packets ?? 0));
    for (const { packet, fields } of shown) {
      const checksum = fields.find(([name]) => name === "checksum.status");
      assert.equal(checksum?.[1], "1", `checksum of packet ${packet}`);
      const trouble = fields.filter(([name]) => /^analysis\.(?!acks_frame|ack_rtt|initial_rtt|bytes|push)/.test(name));
      assert.deepEqual(
        trouble.filter(([, show]) => show !== ""),
        [],
        `packet ${packet}`,
      );
    }
  });

  it("has every field as our own decoder has it", () => {
    const shown = dissect(capture, ["unionpay_pos"], [...load(script), "-o", "unionpay_pos.secrets:TRUE"]);
    assert.deepEqual(
      shown.map(({ fields }) => fields.find(([name]) => name === "mti")?.[1]),
      ["0800", "0810", "0200", "0210"],
    );
    assert.deepEqual(shown.map(messageFields), messages.map(ownFields));
  });

  it("shows no card number, track or secret unless it is told to", () => {
    const shown = dissect(capture, ["unionpay_pos"], load(script)).map(valuesOf);
    const [, , sale] = shown;
    assert.match(sale?.["f2"] ?? "", /^[0-9]{6}\*+[0-9]{4}$/);
    assert.deepEqual([sale?.["f14"], sale?.["f52"]], ["****", "****************"]);
    assert.match(shown[1]?.["f62"] ?? "", /^\*+$/);
    const list = tshark(["-r", capture, ...load(script)]);
    assert.match(list, / 0200 Financial request, STAN 000002\n/);
    assert.match(list, / 0210 Financial response, STAN 000002, response 00\n/);
    const tree = tshark(["-r", capture, ...load(script), "-O", "unionpay_pos"]);
    for (const text of [tree, list, JSON.stringify(shown)]) assert.ok(!holdsPan(text.toLowerCase(), pan));
    for (const message of messages.filter((candidate) => candidate.has(2))) assert.ok(!tree.includes(message.text(2)));
  });
});

function load(script: string): string[] {
  return ["-X", `lua_script:${script}`];
}

/** All that a dissector of ours shows of a message itself. */
function messageFields({ fields }: Shown): Array<readonly [string, string]> {
  return fields.filter(([name]) => /^(mti|bitmap|f\d.*|object\..*)$/.test(name));
}

function ownFields(message: Message): Array<readonly [string, string]> {
  const fields = message.numbers().flatMap((number) => {
    const parts = message.parts(number).map(({ id, text }) => {
      const isObject = message.dialect.spec.fields[number]?.subfields?.kind === "ber-tlv";
      return [isObject ? `object.${id}` : `f${number}.${id}`, text] as const;
    });
    return [[`f${number}`, message.text(number)] as const, ...parts];
  });
  return [["mti", message.mti], ["bitmap", message.bitmap], ...fields];
}

describe("Wireshark's own dissector of ISO 8583", { skip: missing }, () => {
  // It has other contents (F36, F92, F93) and lengths (F53, F86 to F89) than ISO 8583:1987 in these.
  const OTHERWISE = [36, 53, 86, 87, 88, 89, 92, 93];
  const TYPES = ["0100", "0110", "0200", "0210", "0420", "0430", "0800", "0810"] as const;
  const dialect = Dialect.builtIn("iso8583-1987-ascii");

  it("agrees with our ASCII dialect of 1987, field by field", () => {
    const random = new Random(8583, 1); // values of no length are malformed there
    const messages = Array.from({ length: 60 }, (_, index) => {
      const most = index % 2 === 0 ? 64 : 128;
      const isThere = (number: number): boolean =>
        number <= most && !OTHERWISE.includes(number) && (index < 2 || random.below(4) === 0);
      return dialect.unpack(randomMessage(dialect, random, TYPES[index % TYPES.length] ?? "", isThere));
    });
    const capture = join(folder, "ascii.pcap");
    writeFileSync(capture, captureOf(messages));
    const options = ["len_endian:Big endian", "charset:ascii", "binencode:ascii"];
    const shown = dissect(
      capture,
      ["iso8583"],
      ["-d", `tcp.port==${PORT},iso8583`, ...options.flatMap((option) => ["-o", `iso8583.${option}`])],
    );
    assert.deepEqual(
      shown.map(({ fields }) => fields.filter(([name]) => name !== "len" && name !== "_ws.expert")),
      messages.map((message) => [
        ["mti", message.mti],
        ["map1", message.bitmap.slice(0, 16)],
        ...(message.bitmap.length > 16 ? [["map2", message.bitmap.slice(16)]] : []),
        ...message.numbers().map((number) => [`bit${number}`, message.text(number)]),
      ]),
    );
    const fields = messages.flatMap((message) => message.numbers());
    assert.equal(new Set(fields).size, 126 - OTHERWISE.length);
  });

  function captureOf(messages: readonly Message[]): Uint8Array {
    const capture = new PcapWriter();
    const server: Endpoint = { address: [192, 0, 2, 2], port: PORT };
    const line = capture.connect({ address: [192, 0, 2, 1], port: 50_000 }, server, NEW_YEAR_MS);
    for (const { raw: body } of messages) {
      line.send("client", encodeFrame({ tpdu: NOTHING, header: NOTHING, body }, dialect.spec.frame), NEW_YEAR_MS);
    }
    return capture.bytes();
  }
});
