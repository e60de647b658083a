/** One byte of a payment's record: how its card's data came, and two bits beside that. */

/** How a payment got its card's data: F60.5 of UnionPay POS says it in the same numbers. Records of before the stripe say CHIP. */
export enum Entry {
  CHIP = 0,
  /** Swiped, and the card has no chip. */
  STRIPE = 1,
  /** Swiped, because the card's chip has failed. */
  FALLBACK = 2,
}

/** A test payment: its card's data came in the same way, and it is no money. */
export const TEST_BIT: u8 = 0x80;
/** The card approves it by itself, or is asked to. */
export const OFFLINE_BIT: u8 = 0x40;
export const ENTRY_BITS: u8 = 0x3f;

export function setEntry(at: usize, entry: i32): void {
  store<u8>(at, (<u8>entry) | (load<u8>(at) & ~ENTRY_BITS));
}

export function hasBit(at: usize, bit: u8): bool {
  return (load<u8>(at) & bit) !== 0;
}

export function setBit(at: usize, bit: u8, isSet: bool): void {
  const others = load<u8>(at) & ~bit;
  store<u8>(at, isSet ? others | bit : others);
}
