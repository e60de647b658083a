/**
 * The checksums of the core: CRC-32 of journal records, CRC-16 of payment QR codes. Nothing here guards against forgery.
 */

const NIBBLES: usize = memory.data<u32>([
  0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320,
  0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
]);

/** CRC-32 of IEEE 802.3 (reflected, polynomial EDB88320, begins and ends inverted), by nibbles: 64 bytes of table. */
export function crc32(at: usize, length: i32): u32 {
  let crc: u32 = 0xffffffff;
  for (let i = 0; i < length; i++) {
    crc ^= load<u8>(at + i);
    crc = (crc >> 4) ^ load<u32>(NIBBLES + ((crc & 0xf) << 2));
    crc = (crc >> 4) ^ load<u32>(NIBBLES + ((crc & 0xf) << 2));
  }
  return ~crc;
}

/** CRC-16/CCITT-FALSE (polynomial 1021, begins FFFF, neither reflected nor inverted), by bytes, without a table. */
export function crc16(at: usize, length: i32): u32 {
  let crc: u32 = 0xffff;
  for (let i = 0; i < length; i++) {
    // The byte's eight steps at once: 1021 has its taps at 12, 5 and 0.
    let top: u32 = (crc >> 8) ^ load<u8>(at + i);
    top ^= top >> 4;
    crc = ((crc << 8) ^ (top << 12) ^ (top << 5) ^ top) & 0xffff;
  }
  return crc;
}
