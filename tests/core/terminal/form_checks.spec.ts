import { Reason } from "../../../assembly/abi_reasons";
import { Check, checkValue } from "../../../assembly/terminal/form_checks";
import { textAt } from "../base/support";
import { freshTerminal } from "../machine/support";

const AT: usize = memory.data(256, 8);
/** 2026-11-22 12:00. */
const NOW_MS: u64 = 1_795_348_800_000;

function check(check: Check, text: string): i32 {
  const t = freshTerminal();
  t.wall_ms = NOW_MS;
  return checkValue(t, check, AT, textAt(AT, text));
}

function expectAll(which: Check, reason: Reason, texts: string[]): void {
  for (let i = 0; i < texts.length; i++) expect(check(which, texts[i])).toBe(reason, texts[i]);
}

describe("a citizen identity number (GB 11643-1999)", () => {
  it("is taken with its check character, a digit or X", () => {
    expectAll(Check.IDENTITY, Reason.NONE, ["11010519491231002X", "110105199003075133"]);
  });

  it("is refused with another one: every single digit counts", () => {
    const right = "110105199003075133";
    for (let i = 0; i < 18; i++) {
      const digit = (right.charCodeAt(i) - 0x30 + 1) % 10;
      const wrong = right.substring(0, i) + digit.toString() + right.substring(i + 1);
      expect(check(Check.IDENTITY, wrong)).not.toBe(Reason.NONE, wrong);
    }
    expectAll(Check.IDENTITY, Reason.FORM_CHECK_DIGIT, ["110105199003075134", "11010519900307513X"]);
  });

  it("is refused with a day that there is not, or is yet to come", () => {
    expectAll(Check.IDENTITY, Reason.FORM_DATE, [
      "440524188001010014",
      "110105199002305137",
      "110105190002295137",
      "110105199013075137",
      "110105199000075137",
      "110105199003005137",
      "110105202611235137",
    ]);
    expectAll(Check.IDENTITY, Reason.FORM_CHECK_DIGIT, ["110105202611225137", "110105200002295137"]);
  });

  it("has 18 characters, X only as the last", () => {
    expectAll(Check.IDENTITY, Reason.FORM_LENGTH, ["", "11010519900307513", "1101051990030751337"]);
    expectAll(Check.IDENTITY, Reason.FORM_CHARACTER, [
      "1101051990030X5137",
      "11010519900307513x",
      "11010519900307513Y",
    ]);
  });
});

describe("a unified social credit code (GB 32100-2015)", () => {
  it("is taken with its check character", () => {
    expectAll(Check.LICENCE, Reason.NONE, ["91350100M000100Y43", "91110000600037341L"]);
  });

  it("is refused with a wrong one, a letter that it has not, another length", () => {
    expectAll(Check.LICENCE, Reason.FORM_CHECK_DIGIT, [
      "91350100M000100Y44",
      "91350100M000100Y34",
      "19350100M000100Y43",
    ]);
    expectAll(Check.LICENCE, Reason.FORM_CHARACTER, [
      "91350100I000100Y43",
      "91350100O000100Y43",
      "91350100S000100Y43",
      "91350100V000100Y43",
      "91350100Z000100Y43",
      "91350100m000100Y43",
      "91350100M000100Y4-",
    ]);
    expectAll(Check.LICENCE, Reason.FORM_LENGTH, ["91350100M000100Y4", "91350100M000100Y433"]);
  });
});

describe("an account", () => {
  it("ends with a Luhn digit where it is as long as a card's number", () => {
    expectAll(Check.ACCOUNT, Reason.NONE, ["6228480402564890018", "6225760008219524", "110938462910501"]);
    expectAll(Check.ACCOUNT, Reason.FORM_CHECK_DIGIT, ["6228480402564890019", "6225760008219542"]);
    expectAll(Check.ACCOUNT, Reason.FORM_CHARACTER, ["62284804025648900X8"]);
  });
});

describe("a category code (ISO 18245)", () => {
  it("lies in a range that is given out", () => {
    expectAll(Check.CATEGORY, Reason.NONE, ["0742", "5411", "5812", "3999", "9950"]);
    expectAll(Check.CATEGORY, Reason.FORM_RANGE, ["0000", "0741", "2000", "6000", "9951", "9999"]);
    expectAll(Check.CATEGORY, Reason.FORM_LENGTH, ["541", "54111"]);
    expectAll(Check.CATEGORY, Reason.FORM_CHARACTER, ["54A1"]);
  });
});

describe("a phone number", () => {
  it("has 11 digits, the first of them 1", () => {
    expectAll(Check.PHONE, Reason.NONE, ["13800138000"]);
    expectAll(Check.PHONE, Reason.FORM_RANGE, ["23800138000"]);
    expectAll(Check.PHONE, Reason.FORM_LENGTH, ["1380013800", "138001380000"]);
    expectAll(Check.PHONE, Reason.FORM_CHARACTER, ["1380013800a"]);
  });
});

describe("a server", () => {
  it("is a host name or an IPv4 address", () => {
    expectAll(Check.HOST, Reason.NONE, [
      "pos.example.com",
      "localhost",
      "a-1.b",
      "3com.example",
      "10.0.0.1",
      "255.255.255.255",
    ]);
    expectAll(Check.HOST, Reason.FORM_RANGE, ["10.0.0.256", "10.0.1", "1.2.3.4.5", "example.42", "10.0.0.0001", "7"]);
    expectAll(Check.HOST, Reason.FORM_LENGTH, ["", ".", "a..b", "a.", ".a", "a".repeat(64) + ".com"]);
    expectAll(Check.HOST, Reason.FORM_CHARACTER, ["-a.com", "a-.com", "a_b.com", "a b", "a/b", "http://a"]);
  });

  it("has a port from 1 to 65535", () => {
    expectAll(Check.PORT, Reason.NONE, ["1", "8583", "65535", "00080"]);
    expectAll(Check.PORT, Reason.FORM_RANGE, ["0", "65536", "99999"]);
    expectAll(Check.PORT, Reason.FORM_LENGTH, ["100000"]);
    expectAll(Check.PORT, Reason.FORM_CHARACTER, ["80a", "-1"]);
  });
});

describe("other values", () => {
  it("are digits, or any text without control characters", () => {
    expectAll(Check.DIGITS, Reason.NONE, ["0123456789"]);
    expectAll(Check.DIGITS, Reason.FORM_CHARACTER, ["12a4", "1 2"]);
    expectAll(Check.NONE, Reason.NONE, ["Shop No. 1", "\u00e5\u00ba\u0097"]);
    expectAll(Check.NONE, Reason.FORM_CHARACTER, ["Shop\n1", "\u007f"]);
  });
});
