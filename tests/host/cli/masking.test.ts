/** No card number leaves any command unmasked, whatever the bytes are. Card numbers are published test data. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { Dialect } from "../../../host/codec/iso8583/dialect.ts";
import { encodeTree } from "../../../host/codec/tlv/encode.ts";
import { randomNumbers } from "../codec/support.ts";
import { command } from "./support.ts";

const PAN = "6217850000000000804";
const TRACK_2 = `${PAN}=23082201000082300`;
const TRACK_1 = `%B4761739001010119^CARDHOLDER/TEST^23082201000082300?`;
const NUMBERS = [PAN, "4761739001010119"];
/** The environment may ask for more. */
const RUNS = Number(process.env["RUNS"] ?? 40);

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

function hexOf(value: Uint8Array): string {
  return Buffer.from(value).toString("hex").toUpperCase();
}

const CHIP_DATA = encodeTree([
  { tag: 0x9f02, value: bytes("000000001234") },
  { tag: 0x5a, value: bytes(`${PAN}F`) },
  { tag: 0x57, value: bytes("4761739001010119D22122011758928889000F") },
  { tag: 0x70, children: [{ tag: 0x9f6b, value: bytes("4761739001010119D22122011758928889000F") }] },
  { tag: 0xdf7a, value: bytes("4761739001010119") },
]);

const CONTENT = {
  mti: "0200",
  fields: { "2": PAN, "3": "000000", "4": "000000001234", "11": "000001", "14": "2308", "22": "051", "35": TRACK_2 },
};

/** Every sample with the commands that take it. */
const samples: Array<{ hex: string; commands: string[][] }> = [];

before(() => {
  const unionpay = Dialect.builtIn("unionpay-pos");
  const ascii = Dialect.builtIn("iso8583-1987-ascii");
  const fields = { ...CONTENT.fields, "55": CHIP_DATA, "63": "01 4761739001010119" };
  const message = hexOf(unionpay.pack({ ...CONTENT, fields }));
  const text = hexOf(ascii.pack({ ...CONTENT, fields: { ...CONTENT.fields, "48": `card ${PAN}` } }));
  const decoders = [
    "decode",
    "decode --json",
    "decode --expand",
    "decode --json --expand --partial",
    "describe",
    "describe --json",
  ];
  const read = (more: string): string[][] =>
    decoders.map((args) => ["iso8583", ...args.split(" "), ...more.split(" ")]);
  samples.push(
    { hex: message, commands: [...read("--partial --lang zh-CN"), ...read("--accept truncated,content,pad,overlong")] },
    { hex: text, commands: read("--dialect iso8583-1987-ascii --partial") },
    {
      hex: message,
      commands: [
        ["iso8583", "doctor"],
        ["iso8583", "doctor", "--json"],
      ],
    },
    {
      hex: hexOf(CHIP_DATA),
      commands: [
        ["tlv", "decode", "--partial"],
        ["tlv", "decode", "--json", "--partial"],
        ["emv", "explain"],
        ["emv", "explain", "--json", "--all"],
      ],
    },
  );
});

function requireMasked(output: string, what: string): void {
  for (const number of NUMBERS) {
    assert.ok(!output.includes(number), `${what} shows a card number`);
    // Nor its middle, which masks hide.
    assert.ok(!output.includes(number.slice(4, -2)), `${what} shows most of a card number`);
  }
}

/**
 * One byte less, one changed, or the end cut off. The digits themselves stay, since another number is no card's; and the tags
 * before them, since what another tag says of its value holds.
 */
function damaged(hex: string, below: (limit: number) => number): string {
  const at = 2 + 2 * below(hex.length / 2 - 1);
  const isKept = NUMBERS.some((number) => {
    const packed = placesOf(number.slice(0, 12), hex);
    const text = placesOf(hexOf(Buffer.from(number)), hex);
    return (
      packed.some((from) => (at >= from - 6 && at < from - 2) || (at >= from && at < from + 20)) ||
      text.some((from) => at >= from && at < from + 2 * number.length)
    );
  });
  if (isKept || placesOf("70169F6B", hex).includes(at)) return hex;
  const kind = below(3);
  if (kind === 0) return hex.slice(0, at);
  if (kind === 1) return hex.slice(0, at) + hex.slice(at + 2);
  return hex.slice(0, at) + below(256).toString(16).padStart(2, "0").toUpperCase() + hex.slice(at + 2);
}

function placesOf(digits: string, hex: string): number[] {
  return Array.from(hex.matchAll(new RegExp(digits, "g")), ({ index }) => index);
}

describe("output", () => {
  it("has no card number of a sound message, and all of them when told to unmask", async () => {
    for (const { hex, commands } of samples) {
      for (const args of commands) {
        const { stdout, stderr } = await command([...args], { stdin: hex });
        requireMasked(stdout + stderr, args.join(" "));
        if (args.includes("doctor")) continue;
        const clear = await command([...args, "--unmasked"], { stdin: hex });
        assert.ok(clear.stdout.includes(PAN), `${args.join(" ")} --unmasked does not show it`);
      }
    }
  });

  it("has none of a damaged one", async () => {
    const below = randomNumbers(20_240_722);
    for (let run = 0; run < RUNS; run++) {
      for (const { hex, commands } of samples) {
        const args = commands[below(commands.length)] ?? [];
        const stdin = damaged(hex, below);
        const { code, stdout, stderr } = await command(args, { stdin });
        assert.ok(code === 0 || code === 1);
        requireMasked(stdout + stderr, `${args.join(" ")} of ${stdin}`);
      }
    }
  });

  it("has none of a track or a code, sound or not", async () => {
    for (const track of [`;${TRACK_2}?`, TRACK_1]) {
      for (let end = 1; end <= track.length; end += 3) {
        for (const more of [[], ["--json"], ["--track", "2"]]) {
          const { stdout, stderr } = await command(["track", "decode", track.slice(0, end), ...more]);
          requireMasked(stdout + stderr, `track decode ${more.join(" ")}`);
        }
      }
    }
    for (const text of [PAN, `x${PAN}`, `https://example.com/${PAN}`, `000201${PAN}`]) {
      const { stdout, stderr } = await command(["qr", "decode", text, "--partial"]);
      requireMasked(stdout + stderr, "qr decode");
    }
  });

  it("has none of what is given to the wrong command", async () => {
    const groups = [
      "tlv decode",
      "iso8583 decode",
      "iso8583 doctor",
      "emv explain",
      "qr decode",
      "pin-block decode --format 0",
    ];
    const encoders = ["tlv encode", "iso8583 encode", "qr encode", "dialect check"];
    const texts = [
      PAN,
      TRACK_2,
      TRACK_1,
      `{"pan":"${PAN}"}`,
      `{"mti":"0200","fields":{"2":"${PAN}x"}}`,
      `{"${PAN}":1}`,
    ];
    for (const args of [...groups, ...encoders]) {
      for (const stdin of texts) {
        const { stdout, stderr } = await command([...args.split(" "), ...(args.includes("check") ? [] : ["--json"])], {
          stdin,
        });
        requireMasked(stdout + stderr, args);
      }
    }
  });
});
