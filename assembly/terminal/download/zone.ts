/**
 * What downloads leave behind, over two zones: the texts that the platform gives a terminal, and which lists it has. Entries
 * themselves are the board's (STAGE). All zero is a machine that never downloaded anything.
 */
import { Download } from "../../abi_devices";
import { PARAMETERS_MERCHANT_NAME } from "../../abi";
import { durable } from "../../journal/durable";
import { Zone, zoneOf } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";
import { bindingOf } from "../binding/zone";

/** Texts are UTF-8, zeros behind them. */
@unmanaged
export class Texts {
  /** Bits of what may be paid with, as `Tag.METHODS`; 0 when the platform has said nothing. */
  methods: i32;
  /** Supported transactions, the first one in the highest bit (UnionPay POS, parameter 26); 0 as above. */
  transactions: u32;

  get name(): usize {
    return changetype<usize>(this) + NAME_AT;
  }
  get phone(): usize {
    return changetype<usize>(this) + PHONE_AT;
  }
  get online(): usize {
    return changetype<usize>(this) + ONLINE_AT;
  }
  get head(): usize {
    return changetype<usize>(this) + HEAD_AT;
  }
  get foot(): usize {
    return changetype<usize>(this) + FOOT_AT;
  }
}

export const NAME_BYTES: i32 = 40;
export const PHONE_BYTES: i32 = 24;
export const ONLINE_BYTES: i32 = 40;
export const HEAD_BYTES: i32 = 60;
export const FOOT_BYTES: i32 = 60;
const NAME_AT: usize = offsetof<Texts>();
const PHONE_AT: usize = NAME_AT + NAME_BYTES;
const ONLINE_AT: usize = PHONE_AT + PHONE_BYTES;
const HEAD_AT: usize = ONLINE_AT + ONLINE_BYTES;
const FOOT_AT: usize = HEAD_AT + HEAD_BYTES;
assert(FOOT_AT + FOOT_BYTES <= 256);

@unmanaged
export class Downloads {
  reserved: u32;
  /** Version of a firmware that was started on trial; 0 once the platform knows what became of it. */
  tried: u32;
}

/** What is known of one download: mark and number of its entries. */
@unmanaged
export class Fetched {
  mark: u32;
  count: u32;
}

const FETCHED_AT: usize = offsetof<Downloads>();
assert(FETCHED_AT + (Download.TEXTS + 1) * offsetof<Fetched>() <= 128);

export function textsOf(t: Terminal): Texts {
  return zoneOf<Texts>(t, Zone.TEXTS);
}

export function downloadsOf(t: Terminal): Downloads {
  return zoneOf<Downloads>(t, Zone.DOWNLOADS);
}

export function fetchedOf(downloads: Downloads, download: Download): Fetched {
  return changetype<Fetched>(changetype<usize>(downloads) + FETCHED_AT + <usize>download * offsetof<Fetched>());
}

/**
 * Bits `1 << Download`: what a terminal that was bound by its platform must have before the first trade, and never had. One
 * that its maker has provisioned has it all.
 */
export function downloadsNeeded(t: Terminal): i32 {
  if (durable(t).bound === 0 || bindingOf(t).boundOn === 0) return 0;
  const downloads = downloadsOf(t);
  const keys = fetchedOf(downloads, Download.CAPKS).count === 0 ? 1 << Download.CAPKS : 0;
  const applications = fetchedOf(downloads, Download.AIDS).count === 0 ? 1 << Download.AIDS : 0;
  return keys | applications;
}

/** The merchant's name, NAME_BYTES: as the parameters say, else as the binding says. */
export function merchantName(t: Terminal): usize {
  const name = textsOf(t).name;
  return load<u8>(name) !== 0 ? name : durable(t).parameters + PARAMETERS_MERCHANT_NAME;
}

/** A bit of `t.requests`: limits are fetched when the terminal is next idle. The standard has no digit for them. */
export const LIMITS_WANTED: i32 = 1 << 18;
/** A bit of `t.obeyed`: and they have come. */
export const LIMITS_TAKEN: i32 = 1 << 19;
