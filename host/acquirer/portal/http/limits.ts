/** What a visitor may take of the portal, signed in or not: bytes, time, connections. Past it he is refused or cut off. */
export const BODY_BYTES_MAX = 256 * 1024;
export const HEADER_BYTES_MAX = 8 * 1024;
export const URL_CHARACTERS_MAX = 2048;
/** A request whose headers are not there by then is cut off. */
export const HEADERS_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 20_000;
export const KEEP_ALIVE_MS = 5_000;
/** How often node looks at the time-outs. */
export const CHECK_EVERY_MS = 1_000;
export const CONNECTIONS_MAX = 128;
export const REQUESTS_OF_CONNECTION_MAX = 1_000;
/** Levels of a JSON body. */
export const BODY_DEPTH_MAX = 6;
