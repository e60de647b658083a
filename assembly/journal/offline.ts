/**
 * Records of an approval that the card has given by itself: what the acquirer is told of it, and that it has been told. What is
 * counted of them stands with the batch (batch.ts).
 */
import { Approved, APPROVED_BYTES, Intent } from "./records";

/** What the acquirer is told of an offline approval; it stands behind its `Approved`, in one record. */
@unmanaged
export class Upload {
  /** F22. */
  entryMode: i32;
  /** Bytes of `chip`. */
  chipLength: i32;
  /** 8A, Y1 or Y3, low byte first. */
  responseCode: i32;
  reserved: i32;

  /** F55: no card data among it. */
  get chip(): usize {
    return changetype<usize>(this) + offsetof<Upload>();
  }
}

export const UPLOAD_CHIP_BYTES_MAX: i32 = 240;
export const OFFLINE_BYTES: i32 = APPROVED_BYTES + <i32>offsetof<Upload>() + UPLOAD_CHIP_BYTES_MAX;

/** @param approved one that `isOffline` */
export function uploadOf(approved: Approved): Upload {
  return changetype<Upload>(changetype<usize>(approved) + <usize>APPROVED_BYTES);
}

@unmanaged
export class Uploaded {
  /** Of the approval. */
  amount: u64;
  stan: i32;
  /** F39 of the reply, two ASCII characters, low byte first. */
  responseCode: i32;
  /** 1 when the acquirer has not taken it. */
  isRefused: i32;
  reserved: i32;
}

/** An offline approval, and no other, has its upload behind it; a test is never one. */
export function isApprovalWhole(payload: usize, length: i32): bool {
  if (length !== APPROVED_BYTES && length !== OFFLINE_BYTES) return false;
  const approved = changetype<Approved>(payload);
  if (approved.isOffline !== (length === OFFLINE_BYTES)) return false;
  if (!approved.isOffline) return true;
  return !approved.isTest && <u32>uploadOf(approved).chipLength <= <u32>UPLOAD_CHIP_BYTES_MAX;
}

/** A card that was asked for its own approval has asked for the issuer's: the same payment, and now it may leave the terminal. */
export function isGoingOnline(before: Intent, after: Intent): bool {
  if (!before.isOffline || after.isOffline) return false;
  return before.stan === after.stan && before.amount === after.amount;
}
