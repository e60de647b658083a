/** Replies find their requests, and whatever finds none is told for what it is. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { mtiKind, ReplyMatcher } from "../../../../host/codec/iso8583/match.ts";
import type { Matchable, MatchOptions } from "../../../../host/codec/iso8583/match.ts";
import { refusal } from "../support.ts";

type Values = Readonly<Record<string, string>>;

const UNIONPAY = { match: ["41", "11", "60.2"] };

function message(mti: string, values: Values = {}): Matchable {
  return { mti, text: (path) => values[String(path)] ?? "" };
}

function sale(mti = "0200", change: Values = {}): Matchable {
  return message(mti, { 41: "10000001", 11: "000123", "60.2": "000001", ...change });
}

function reply(data: string, age_ms: number): object {
  return { kind: "reply", data, age_ms };
}

function matcher(options: Partial<MatchOptions> = {}, spec: { match?: string[] } = UNIONPAY): ReplyMatcher<string> {
  return new ReplyMatcher(spec, { timeout_ms: 1000, ...options });
}

describe("message types", () => {
  const rows: Array<[request: string, reply: string, repeat: string]> = [
    ["0100", "0110", "0101"],
    ["0200", "0210", "0201"],
    ["0220", "0230", "0221"],
    ["0320", "0330", "0321"],
    ["0400", "0410", "0401"],
    ["0420", "0430", "0421"],
    ["0500", "0510", "0501"],
    ["0620", "0630", "0621"],
    ["0800", "0810", "0801"],
    ["0820", "0830", "0821"],
    ["0202", "0212", "0203"],
    ["1200", "1210", "1201"],
    ["1424", "1434", "1425"],
    ["2240", "2250", "2241"],
    ["2260", "2270", "2261"],
  ];
  for (const [request, reply, repeat] of rows) {
    it(`${request} and its repeat ${repeat} are answered by ${reply}, and nothing else here is`, () => {
      for (const asked of rows.flatMap(([one, , again]) => [one, again])) {
        const m = matcher();
        assert.equal(m.add(sale(asked), "data", 0).kind, "added");
        const expected = asked === request || asked === repeat ? "reply" : "unknown";
        assert.equal(m.take(sale(reply), 1).kind, expected, asked);
      }
    });
  }

  it("that get no reply are not waited for", () => {
    for (const mti of ["0210", "0430", "0810", "0240", "1240", "0211"]) {
      assert.deepEqual(matcher().add(sale(mti), "data", 0), { kind: "unanswered" }, mti);
    }
    assert.equal(matcher().add(sale("2240"), "data", 0).kind, "added", "a notification of 2003 is acknowledged");
  });

  it("of four digits are the only ones", () => {
    for (const mti of ["", "020", "02000", "02x0"]) {
      assert.equal(refusal(() => mtiKind(mti))?.code, "ISO_DIGIT");
    }
  });
});

describe("a reply", () => {
  it("gives what was kept for its request, and its age", () => {
    const m = matcher();
    assert.deepEqual(m.add(sale(), "first", 100), { kind: "added" });
    assert.deepEqual(m.add(sale("0200", { 11: "000124" }), "second", 150), { kind: "added" });
    assert.equal(m.outstanding, 2);
    assert.deepEqual(m.take(sale("0210", { 11: "000124" }), 400), { kind: "reply", data: "second", age_ms: 250 });
    assert.deepEqual(m.take(sale("0210"), 400), { kind: "reply", data: "first", age_ms: 300 });
    assert.equal(m.outstanding, 0);
  });

  it("answers a repeat as well as the request, and the later one's data count", () => {
    const m = matcher();
    m.add(sale("0400"), "first", 0);
    assert.deepEqual(m.add(sale("0401"), "again", 900), { kind: "repeated", data: "first", age_ms: 900 });
    assert.equal(m.outstanding, 1);
    assert.deepEqual(m.take(sale("0410"), 1800), { kind: "reply", data: "again", age_ms: 900 });
  });

  it("to nothing known is told so", () => {
    const others: Values[] = [{ 41: "10000002" }, { 11: "000124" }, { "60.2": "000002" }, { "60.2": "" }];
    for (const change of others) {
      const m = matcher();
      m.add(sale(), "data", 0);
      assert.deepEqual(m.take(sale("0210", change), 1), { kind: "unknown" });
      assert.equal(m.outstanding, 1);
    }
  });

  it("whose values only join to the same text is another's", () => {
    const m = matcher({}, { match: ["41", "42"] });
    m.add(message("0200", { 41: "1 1:2", 42: "3" }), "data", 0);
    assert.equal(m.take(message("0210", { 41: "1", 42: "2 1:3" }), 1).kind, "unknown");
  });

  it("to a sign-on may name another batch, one to a sale may not", () => {
    const m = matcher();
    m.add(sale("0800"), "sign-on", 0);
    assert.equal(m.take(sale("0810", { "60.2": "000009" }), 1).kind, "reply");
  });

  it("that comes again is a duplicate", () => {
    const m = matcher();
    m.add(sale(), "data", 0);
    m.take(sale("0210"), 10);
    assert.deepEqual(m.take(sale("0210"), 30), { kind: "duplicate", data: "data", age_ms: 30 });
  });

  it("is none when it asks itself", () => {
    const m = matcher();
    m.add(sale(), "data", 0);
    for (const mti of ["0200", "0800", "0240"]) assert.deepEqual(m.take(sale(mti), 1), { kind: "request" });
  });
});

describe("a reply that is late", () => {
  it("is told with its age once the request has timed out, as often as it comes", () => {
    const m = matcher();
    m.add(sale(), "data", 0);
    assert.deepEqual(m.expire(999), []);
    assert.deepEqual(m.expire(1000), ["data"]);
    assert.deepEqual(m.expire(1001), []);
    const late = { kind: "late", data: "data", age_ms: 4000, ending: "timeout" };
    assert.deepEqual(m.take(sale("0210"), 4000), late);
    assert.deepEqual(m.take(sale("0210"), 4000), late);
  });

  it("is late though nobody has asked for time-outs yet, and the time-out is still given", () => {
    const m = matcher();
    m.add(sale(), "data", 0);
    assert.equal(m.take(sale("0210"), 999 + 1).kind, "late");
    assert.deepEqual(m.expire(1000), ["data"]);
    assert.equal(m.take(sale("0210"), 1001).kind, "late");
  });

  it("is told when the request was cancelled", () => {
    const m = matcher();
    m.add(sale(), "data", 0);
    assert.equal(m.cancel(sale("0200", { 11: "000999" })), undefined);
    assert.equal(m.cancel(sale()), "data");
    assert.equal(m.cancel(sale()), undefined);
    assert.deepEqual(m.take(sale("0210"), 20), { kind: "late", data: "data", age_ms: 20, ending: "cancelled" });
  });

  it("is unknown once its request is forgotten: the longest ended first", () => {
    const m = matcher({ rememberedMax: 2 });
    for (const stan of ["000001", "000002", "000003"]) {
      m.add(sale("0200", { 11: stan }), stan, 0);
      m.cancel(sale("0200", { 11: stan }));
    }
    assert.equal(m.take(sale("0210", { 11: "000001" }), 1).kind, "unknown");
    assert.equal(m.take(sale("0210", { 11: "000002" }), 1).kind, "late");
  });

  it("never answers for a request that has taken its number again", () => {
    const m = matcher();
    m.add(sale(), "old", 0);
    m.expire(1000);
    assert.deepEqual(m.add(sale(), "new", 2000), { kind: "added" });
    assert.deepEqual(m.take(sale("0210"), 2100), { kind: "reply", data: "new", age_ms: 100 });
    assert.equal(m.take(sale("0210"), 2200).kind, "duplicate");
  });
});

describe("a request", () => {
  it("is refused when another waits under its number", () => {
    const m = matcher();
    m.add(sale(), "first", 0);
    assert.deepEqual(m.add(sale(), "second", 10), { kind: "duplicate", data: "first", age_ms: 10 });
    assert.equal(m.outstanding, 1);
    assert.equal(m.add(sale("0400"), "reversal", 10).kind, "added", "a reversal keeps the number of its sale");
  });

  it("is refused when as many wait as may; a repeat of one of them is not", () => {
    const m = matcher({ outstandingMax: 2 });
    m.add(sale("0200", { 11: "000001" }), "a", 0);
    m.add(sale("0200", { 11: "000002" }), "b", 0);
    assert.deepEqual(m.add(sale("0200", { 11: "000003" }), "c", 0), { kind: "full" });
    assert.equal(m.add(sale("0201", { 11: "000001" }), "a", 0).kind, "repeated");
    m.take(sale("0210", { 11: "000002" }), 1);
    assert.deepEqual(m.add(sale("0200", { 11: "000003" }), "c", 1), { kind: "added" });
  });

  it("that is repeated waits anew, behind those that came between", () => {
    const m = matcher();
    m.add(sale("0200", { 11: "000001" }), "a", 0);
    m.add(sale("0200", { 11: "000002" }), "b", 100);
    assert.equal(m.deadline_ms, 1000);
    m.add(sale("0201", { 11: "000001" }), "a", 200);
    assert.equal(m.deadline_ms, 1100);
    assert.deepEqual(m.expire(5000), ["b", "a"]);
    assert.equal(m.deadline_ms, undefined);
  });

  it("without some of the values is answered by what may bring them, but by nothing that another waits for", () => {
    const m = matcher({}, { match: ["41", "11"] });
    m.add(message("0800", { 11: "000001" }), "gives me a number", 0);
    m.add(message("0800", { 41: "10000001", 11: "000001" }), "has one", 0);
    assert.equal(m.take(message("0810", { 41: "10000009", 11: "000002" }), 1).kind, "unknown");
    assert.deepEqual(m.take(message("0810", { 41: "10000001", 11: "000001" }), 1), reply("has one", 1));
    assert.deepEqual(m.take(message("0810", { 41: "10000009", 11: "000001" }), 1), reply("gives me a number", 1));
    assert.equal(m.take(message("0810", { 41: "10000009", 11: "000001" }), 1).kind, "duplicate");
  });

  it("with no values at all is answered by a reply of its class", () => {
    const m = matcher({}, {});
    m.add(message("0800"), "echo", 0);
    assert.equal(m.take(message("0210"), 1).kind, "unknown");
    assert.deepEqual(m.take(message("0810"), 1), reply("echo", 1));
  });
});

describe("whatever happens", () => {
  it("each request ends exactly once, and both lists stay within their bounds", () => {
    const act = fc.record({
      what: fc.constantFrom("add", "repeat", "take", "expire", "cancel"),
      stan: fc.integer({ min: 1, max: 6 }),
      wait_ms: fc.integer({ min: 0, max: 600 }),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const m = new ReplyMatcher<number>(UNIONPAY, { timeout_ms: 1000, outstandingMax: 4, rememberedMax: 3 });
        const open = new Set<number>();
        const end = (id: number): void => assert.ok(open.delete(id), "it was open, and ends only now");
        let now_ms = 0;
        acts.forEach(({ what, stan, wait_ms }, id) => {
          now_ms += wait_ms;
          const of = (mti: string): Matchable => sale(mti, { 11: `00000${stan}` });
          if (what === "add" || what === "repeat") {
            const added = m.add(of(what === "add" ? "0200" : "0201"), id, now_ms);
            if (added.kind === "repeated") end(added.data);
            if (added.kind === "added" || added.kind === "repeated") open.add(id);
          } else if (what === "take") {
            const taken = m.take(of("0210"), now_ms);
            if (taken.kind === "reply") end(taken.data);
          } else if (what === "cancel") {
            const data = m.cancel(of("0200"));
            if (data !== undefined) end(data);
          } else m.expire(now_ms).forEach(end);
          assert.equal(m.outstanding, open.size);
          assert.ok(m.outstanding <= 4);
        });
        m.expire(now_ms + 1000).forEach(end);
        assert.equal(open.size, 0);
      }),
      { numRuns: 400, seed: 3 },
    );
  });
});
