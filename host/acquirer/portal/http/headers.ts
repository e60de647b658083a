/** What every answer carries, whatever it is: no script or style but our own files, no frame, no sniffing, no cache. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; " +
    "base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
  "cache-control": "no-store",
};

/** The value of one cookie; undefined when it is absent, or there twice. */
export function cookie(header: string | undefined, name: string): string | undefined {
  const found = (header ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
  return found.length === 1 ? found[0] : undefined;
}

/** Gone from the browser with its window, sent by no other site, out of reach of scripts. */
export function setCookie(name: string, value: string): string {
  const end = value === "" ? "; Max-Age=0" : "";
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${end}`;
}

/**
 * Whether a request that names an origin comes from our own pages. Browsers name it with everything that changes something;
 * programs name none, and hold no cookie that a browser would send along.
 */
export function isOwnOrigin(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  return origin === undefined || origin === `http://${String(host)}` || origin === `https://${String(host)}`;
}

/** The names under which a server on the loopback may be asked, against names of others that lead here. */
export function isOwnName(host: string | undefined, listening: string): boolean {
  const name = (host ?? "").replace(/:[0-9]{1,5}$/, "").toLowerCase();
  return ["localhost", "127.0.0.1", "[::1]", listening.toLowerCase()].includes(name);
}
