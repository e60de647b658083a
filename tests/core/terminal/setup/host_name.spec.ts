import { isHost, portOf } from "../../../../assembly/terminal/setup/host_name";
import { textAt } from "../../base/support";

const TEXT: usize = memory.data(128, 8);

function host(text: string): bool {
  return isHost(TEXT, textAt(TEXT, text));
}

function port(text: string): u32 {
  return portOf(TEXT, textAt(TEXT, text));
}

describe("the address of a server", () => {
  it("is a name of labels", () => {
    expect(host("a")).toBe(true);
    expect(host("pay.example.cn")).toBe(true);
    expect(host("PAY-1.example.cn")).toBe(true);
    expect(host("1pay.3com")).toBe(true);
    expect(host("1.2.3.4.cn")).toBe(true);
    expect(host("a".repeat(63))).toBe(true);
  });

  it("is no name with labels that are empty, too long, or of other signs", () => {
    expect(host(".")).toBe(false);
    expect(host("a.")).toBe(false);
    expect(host(".a")).toBe(false);
    expect(host("pay..cn")).toBe(false);
    expect(host("-pay.cn")).toBe(false);
    expect(host("pay-.cn")).toBe(false);
    expect(host("-")).toBe(false);
    expect(host("pay_1.cn")).toBe(false);
    expect(host("pay 1.cn")).toBe(false);
    expect(host("pay:80")).toBe(false);
    expect(host("a".repeat(64))).toBe(false);
  });

  it("is an IPv4 address where the last label is a number", () => {
    expect(host("192.0.2.20")).toBe(true);
    expect(host("0.0.0.0")).toBe(true);
    expect(host("255.255.255.255")).toBe(true);
    expect(host("256.0.2.20")).toBe(false);
    expect(host("192.0.2")).toBe(false);
    expect(host("192.0.2.20.1")).toBe(false);
    expect(host("192.0.2.020")).toBe(false);
    expect(host("pay.example.20")).toBe(false);
    expect(host("20")).toBe(false);
  });
});

describe("a port", () => {
  it("is 1 to 65535", () => {
    expect(port("1")).toBe(1);
    expect(port("65535")).toBe(65535);
    expect(port("08443")).toBe(8443);
    expect(port("0")).toBe(0);
    expect(port("65536")).toBe(0);
    expect(port("99999")).toBe(0);
    expect(port("123456")).toBe(0);
    expect(port("")).toBe(0);
    expect(port("8a")).toBe(0);
  });
});
