/**
 * What the terminal is set to, behind the servers in the zone SETUP: language, network, how far its first start has come.
 *
 * All zero is a machine out of its box. Only SETTING (setting.ts) writes it.
 */
import { Zone, zoneOf } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";
import { Servers, serversOf, SERVERS_BYTES } from "../../acquirer/servers";

/** Bytes of a network's name (IEEE 802.11, SSID). */
export const WIFI_BYTES: i32 = 32;
export const SETUP_BYTES: usize = 256;

export enum House {
  /** None was chosen: the board's own. */
  NONE = 0,
  CHINESE = 1,
  ENGLISH = 2,
}

/** Steps of the first start, as bits. */
export enum Step {
  LANGUAGE = 1,
  NETWORK = 2,
  SERVERS = 4,
  TESTED = 8,
}
export const ALL_STEPS: i32 = Step.LANGUAGE | Step.NETWORK | Step.SERVERS | Step.TESTED;

@unmanaged
export class Setup {
  /** A `House`. */
  language: u8;
  /** A `NetworkKind`. */
  network: u8;
  /** Bits of `Step`: what is done. */
  steps: u8;
  reserved: u8;
  reserved2: u32;

  /** Name of the Wi-Fi network, zeros behind it. */
  get wifi(): usize {
    return changetype<usize>(this) + offsetof<Setup>();
  }
}
assert(SERVERS_BYTES + offsetof<Setup>() + <usize>WIFI_BYTES <= SETUP_BYTES);

/** What stands behind servers. */
export function setupBehind(servers: Servers): Setup {
  return changetype<Setup>(changetype<usize>(servers) + SERVERS_BYTES);
}

export function setupOf(t: Terminal): Setup {
  return setupBehind(serversOf(t));
}

/** @returns bits of `Step` that are not done yet */
export function stepsLeft(t: Terminal): i32 {
  return ALL_STEPS & ~(<i32>setupOf(t).steps);
}

/** Address of the zone, SETUP_BYTES of it. */
export function setupZone(t: Terminal): usize {
  return changetype<usize>(zoneOf<Servers>(t, Zone.SETUP));
}

/** ISO 639-1. */
const ZH: i32 = 0x687a;
const EN: i32 = 0x6e65;

/** The board is told what the merchant speaks with the next screen. */
export function noteLanguage(t: Terminal): void {
  const language = setupOf(t).language;
  t.language = language === House.CHINESE ? ZH : language === House.ENGLISH ? EN : 0;
}
