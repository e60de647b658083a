import { exchangeOf } from "../../../../assembly/acquirer/region";
import { Terminal } from "../../../../assembly/machine/terminal";
import { takeParameters, takeTexts } from "../../../../assembly/terminal/download/parameters";
import { NAME_BYTES, Texts } from "../../../../assembly/terminal/download/zone";
import { textOf } from "../../base/support";
import { freshTerminal } from "../../machine/support";
import { textLength } from "../../../../assembly/machine/document";
import { answer } from "./support";

const TEXTS: usize = memory.data(256, 8);
const texts: Texts = changetype<Texts>(TEXTS);
const NAME = "22Tea House                               ";
const BITS = "2601000000000000000000000000000000";
let t: Terminal = freshTerminal();

function parameters(text: string): bool {
  t = freshTerminal();
  answer(t, text);
  return takeParameters(exchangeOf(t), 0);
}

describe("parameters", () => {
  it("are kept as far as this terminal uses them", () => {
    memory.fill(TEXTS, 0, 256);
    expect(parameters("11601260143012345678   ".replace("143012345678   ", "1430123456789012") + NAME + BITS)).toBe(
      true,
    );
    expect(takeParameters(exchangeOf(t), TEXTS)).toBe(true);
    expect(textOf(texts.name, textLength(texts.name, NAME_BYTES))).toBe("Tea House");
    expect(texts.transactions).toBe(0x40000000);
  });

  it("are refused whole where one of them is malformed", () => {
    expect(parameters("")).toBe(false);
    expect(parameters("1")).toBe(false);
    expect(parameters("1260")).toBe(true);
    expect(parameters("126")).toBe(false);
    expect(parameters("12AB")).toBe(false);
    expect(parameters("1060")).toBe(false);
    expect(parameters("2800")).toBe(false);
    expect(parameters("12601160")).toBe(false);
    expect(parameters("12601260")).toBe(false);
    expect(parameters("14010 8888      ")).toBe(false);
    expect(parameters("14              ")).toBe(false);
    expect(parameters("140108888       ")).toBe(true);
    expect(parameters(BITS.slice(0, -1) + "2")).toBe(false);
    expect(parameters(NAME.slice(0, -1))).toBe(false);
    expect(parameters(NAME.slice(0, -1) + "\n")).toBe(false);
  });
});

describe("texts", () => {
  it("take the place of all that were there", () => {
    memory.fill(TEXTS, 0x41, 256);
    memory.fill(texts.name, 0, NAME_BYTES);
    t = freshTerminal();
    answer(t, "", "DF1F03393535DF23010" + "3DF2203546561");
    expect(takeTexts(exchangeOf(t), TEXTS)).toBe(true);
    expect(texts.methods).toBe(3);
    expect(textOf(texts.phone, textLength(texts.phone, 24))).toBe("955");
    expect(textOf(texts.foot, textLength(texts.foot, 60))).toBe("Tea");
    expect(textLength(texts.head, 60)).toBe(0);
    expect(textLength(texts.online, 40)).toBe(0);
  });

  it("are refused when one is too long, has control characters, or the methods are missing", () => {
    t = freshTerminal();
    answer(t, "", "DF1F03393535");
    expect(takeTexts(exchangeOf(t), 0)).toBe(false);
    answer(t, "", "DF230103DF1F1931313131313131313131313131313131313131313131313131");
    expect(takeTexts(exchangeOf(t), 0)).toBe(false);
    answer(t, "", "DF230103DF1F02310A");
    expect(takeTexts(exchangeOf(t), 0)).toBe(false);
    answer(t, "", "DF23020303");
    expect(takeTexts(exchangeOf(t), 0)).toBe(false);
  });
});
