/** What is sent by somebody who wants harm: code in texts, strange paths, headers and bodies, requests without end. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { BODY_BYTES_MAX } from "../../../../host/acquirer/portal/http/limits.ts";
import { FORM, OWN, PASSWORD, Visitor, openWorld } from "./world.ts";
import type { World } from "./world.ts";

let world: World;
let clerk: Visitor;
let reviewer: Visitor;
before(async () => {
  world = await openWorld();
  clerk = await Visitor.signedIn(world, "clerk");
  reviewer = await Visitor.signedIn(world, "reviewer");
});
after(() => world.portal.close());

/** Sends bytes as they are; resolves with all that came back when the other side has closed or is silent. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(world.port, "127.0.0.1");
    let received = "";
    socket.setTimeout(1_500, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve(received));
    socket.end(text);
  });
}

describe("code in texts", () => {
  const CODE = [
    "'; DROP TABLE platform; --",
    `" OR 1=1 --`,
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${7*7}",
    "%00",
    "../../etc",
  ];

  it("is text like any other: kept as it is, sent as JSON, run by nobody", async () => {
    for (const [index, name] of CODE.entries()) {
      const sent = await clerk.call("submitApplication", {}, { form: { ...FORM, name } });
      assert.equal(sent.status, 200, sent.text);
      const { id } = sent.body as { id: string };
      const read = await reviewer.call("readApplication", { id });
      assert.equal((read.body as { name: string }).name, name);
      assert.match(read.headers.get("content-type") ?? "", /^application\/json/);
      assert.equal((await clerk.call("listDevices")).status, 200, CODE[index]);
    }
  });

  it("names nothing where an id is expected", async () => {
    for (const id of [...CODE, "A1' OR '1'='1", "__proto__", "constructor", "toString", "A1/../A2", "A1%2f..%2fA2"]) {
      for (const operation of ["readApplication", "readMerchant", "readDevice", "readLimits"] as const) {
        const { status, text } = await reviewer.call(operation, { id, merchant: id, device: id });
        assert.equal(status, 404, `${operation} ${id}: ${text}`);
      }
    }
  });

  it("finds nothing in a query", async () => {
    for (const value of ["' OR 1=1", "TC000001' --", "__proto__"]) {
      const { status } = await clerk.send("GET", `/api/v1/faults?device=${encodeURIComponent(value)}`);
      assert.equal(status, 400);
    }
    for (const query of ["__proto__=1", "constructor=1", "limit=1&limit=2", "limit=1e3", "limit=0x10", "offset=-1"]) {
      assert.equal((await clerk.send("GET", `/api/v1/faults?${query}`)).status, 400, query);
    }
  });
});

describe("prototype pollution", () => {
  it("is refused as no JSON of ours, and leaves every object as it was", async () => {
    for (const body of [
      '{"__proto__":{"isAdmin":true},"supportPhone":"1"}',
      '{"wanted":{"constructor":{"prototype":{"isAdmin":true}}}}',
      '{"__proto__":{"role":"reviewer"}}',
    ]) {
      for (const path of ["/api/v1/texts", "/api/v1/session/password"]) {
        const { status } = await clerk.send("PUT", path, { body });
        assert.equal(status, 400);
      }
    }
    assert.equal(({} as Record<string, unknown>)["isAdmin"], undefined);
  });
});

describe("strange bodies", () => {
  it("that are too large are refused before they are read, and once they have grown", async () => {
    const told = await clerk.send("PUT", "/api/v1/texts", { body: `"${"a".repeat(BODY_BYTES_MAX)}"` });
    assert.equal(told.status, 413);
    const head = `PUT /api/v1/texts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${credentials()}`;
    const chunk = `10000\r\n${"a".repeat(0x10000)}\r\n`;
    assert.match(await raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(5)}`), /^HTTP\/1\.1 413 /);
  });

  it("of another type than JSON in UTF-8 are refused", async () => {
    const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", ""];
    for (const type of [...types, "application/json; charset=utf-16", "application/jsonp"]) {
      const headers = { "content-type": type };
      assert.equal((await clerk.send("PUT", "/api/v1/texts", { body: "{}", headers })).status, 415, type);
    }
    const headers = { "content-encoding": "gzip" };
    assert.equal((await clerk.send("PUT", "/api/v1/texts", { body: "{}", headers })).status, 415);
  });

  it("that are no JSON, or deeper than any of ours, are refused", async () => {
    for (const body of ["", "{", "nul", "{'a':1}", '"\ud800"'.slice(0, 2), `${"[".repeat(5000)}${"]".repeat(5000)}`]) {
      const { status } = await clerk.send("PUT", "/api/v1/texts", {
        body,
        headers: { "content-type": "application/json" },
      });
      assert.equal(status, 400, body.slice(0, 20));
    }
  });
});

function credentials(): string {
  return `Cookie: ${clerk.cookie}\r\nX-Csrf-Token: ${clerk.csrf}\r\n`;
}

describe("strange requests", () => {
  it("for files get what is in the table and nothing else", async () => {
    for (const path of [
      "/../package.json",
      "/..%2f..%2fpackage.json",
      "//etc/passwd",
      "/portal.js/..",
      "/.git/config",
    ]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 404 /, path);
    }
    assert.match(await raw("GET http://elsewhere/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), / 404 /);
  });

  it("with a line break in a header or a path are not split", async () => {
    const answer = await raw(
      "GET /api/v1/devices%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    assert.match(answer, /^HTTP\/1\.1 404 /);
    assert.doesNotMatch(answer, /set-cookie/i);
  });

  it("under another name of the server, or from another site, are refused", async () => {
    assert.match(await raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"), /^HTTP\/1\.1 403 /);
    const foreign = { origin: ["http://evil.example", "null"], "sec-fetch-site": ["cross-site", "same-site"] };
    const all = Object.entries(foreign).flatMap(([name, values]) => values.map((value) => ({ [name]: value })));
    for (const headers of all) {
      const { status, body } = await clerk.send("GET", "/api/v1/devices", { headers });
      assert.deepEqual([status, (body as { code: string }).code], [403, "FOREIGN_ORIGIN"]);
      const login = await new Visitor(world).send("POST", "/api/v1/session", {
        body: { user: "clerk", password: PASSWORD },
        headers,
      });
      assert.equal(login.status, 403);
    }
  });

  it("that are no HTTP, too long or of a strange method are refused", async () => {
    assert.match(await raw("\x16\x03\x01\x02\x00"), /^HTTP\/1\.1 400 /);
    assert.match(
      await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`),
      /^HTTP\/1\.1 431 /,
    );
    assert.equal((await clerk.send("GET", `/${"a".repeat(3000)}`)).status, 404);
    for (const method of ["PATCH", "OPTIONS", "DELETE"]) {
      assert.equal((await clerk.send(method, "/api/v1/texts")).status, 405, method);
    }
    assert.equal((await clerk.send("POST", "/openapi.json")).status, 405);
  });

  it("with two bodies at once are refused", async () => {
    const smuggled =
      `POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `0\r\n\r\nGET /api/v1/users HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    assert.match(await raw(smuggled), /^HTTP\/1\.1 400 /);
  });
});

describe("every answer", () => {
  it("carries the headers that keep a browser from running, framing, guessing and keeping it", async () => {
    for (const path of ["/api/v1/session", "/api/v1/devices", "/nothing", "/openapi.json"]) {
      const { headers } = await clerk.send("GET", path);
      assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'; script-src 'self'/);
      assert.doesNotMatch(headers.get("content-security-policy") ?? "", /unsafe/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("x-frame-options"), "DENY");
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("x-powered-by"), null);
    }
  });

  it("to something refused says why in both languages, and nothing of what was sent or thrown", async () => {
    const { status, body } = await clerk.call("readMerchant", { merchant: "<b>" });
    assert.deepEqual([status, body], [404, { code: "NOT_FOUND", message: { zh: "没有找到", en: "Not found" } }]);
    const form = { ...FORM, licence: "111111111111111111" };
    const refused = await clerk.call("submitApplication", {}, { form });
    assert.equal(refused.status, 400);
    assert.ok(!refused.text.includes("1111"));
    assert.deepEqual(world.failures, []);
  });

  it("of a failure inside says nothing of it, and the next request works", async () => {
    const broken = await openWorld();
    const visitor = await Visitor.signedIn(broken, "clerk");
    const { tables } = broken.ledger;
    const whole = tables.list.bind(tables);
    tables.list = () => {
      throw new Error(`secret of ${OWN}`);
    };
    const { status, text } = await visitor.call("listMerchants");
    assert.deepEqual([status, text.includes("secret")], [500, false]);
    assert.equal(broken.failures.length, 1);
    tables.list = whole;
    assert.equal((await visitor.call("listMerchants")).status, 200);
    await broken.portal.close();
  });
});
