/** Application identifiers that this terminal supports: UnionPay's (JR/T 0025), each preceded by its length. */
export const SUPPORTED_AIDS: i32 = 4;
const ENTRY_BYTES: usize = 9;

// prettier-ignore
const AIDS: usize = memory.data<u8>([
  8, 0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x01, // debit
  8, 0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x02, // credit
  8, 0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x03, // quasi-credit
  8, 0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x06, // electronic cash
]);

/** Address of the length byte of AID `index`. */
export function supportedAid(index: i32): usize {
  assert(index >= 0 && index < SUPPORTED_AIDS);
  return AIDS + <usize>index * ENTRY_BYTES;
}
