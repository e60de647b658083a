/** A public key of a payment system as the store keeps it, and back. */
import { copyBytes } from "../bytes.ts";
import type { Capk } from "./capk.ts";

const RID_BYTES = 5;
const HEAD_BYTES = RID_BYTES + 1 + 4 + 1;

/** `RID 5 | index u8 | expiry YYYYMMDD u32, 0 for none | length of the exponent u8 | exponent | modulus`. */
export function writeCapk({ rid, index, modulus, exponent, expiry = 0 }: Capk): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + exponent.length + modulus.length);
  bytes.set(rid);
  bytes[RID_BYTES] = index;
  new DataView(bytes.buffer).setUint32(RID_BYTES + 1, expiry);
  bytes[HEAD_BYTES - 1] = exponent.length;
  bytes.set(exponent, HEAD_BYTES);
  bytes.set(modulus, HEAD_BYTES + exponent.length);
  return bytes;
}

export function readCapk(bytes: Uint8Array): Capk {
  const expiry = new DataView(bytes.buffer, bytes.byteOffset).getUint32(RID_BYTES + 1);
  const modulusAt = HEAD_BYTES + bytes[HEAD_BYTES - 1]!;
  return {
    rid: copyBytes(bytes, 0, RID_BYTES),
    index: bytes[RID_BYTES]!,
    modulus: copyBytes(bytes, modulusAt),
    exponent: copyBytes(bytes, HEAD_BYTES, modulusAt),
    ...(expiry === 0 ? {} : { expiry }),
  };
}
