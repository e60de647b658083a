/**
 * UnionPay POS terminals (facts from the field lists that follow Q/CUP 009): 64 fields, no secondary bitmap.
 *
 * The table of the terminal itself. The same dialect as data, with names and subfields, is `unionpay-pos.json` of the host's
 * library; a test holds the two together.
 */
import { ALPHANUMERIC, TEXT_ANY } from "./classes";
import {
  CHECK_CHARACTERS,
  CHECK_DIGITS,
  CHECK_NIBBLES,
  CHECK_SHIFT,
  CLASS_SHIFT,
  FILL_SHIFT,
  FRONT_SHIFT,
  LEFT,
  PACKED,
  PREFIX_SHIFT,
  SINGLE,
  TYPED,
} from "./dialect";

const LL: u64 = 1 << PREFIX_SHIFT;
const LLL: u64 = 2 << PREFIX_SHIFT;
const SPACES: u64 = (<u64>0x20) << FILL_SHIFT;
// The forms that UnionPay terminals use: digits fixed right aligned, digits variable left aligned, bytes.
const N: u64 = PACKED | ((<u64>CHECK_DIGITS) << CHECK_SHIFT);
const N_LEFT: u64 = N | LEFT;
const N_LL: u64 = N_LEFT | LL;
const N_LLL: u64 = N_LEFT | LLL;
const H: u64 = PACKED | LEFT | ((<u64>CHECK_NIBBLES) << CHECK_SHIFT);
const H_LL: u64 = H | LL;
const H_LLL: u64 = H | LLL;
const CHARACTERS: u64 = SINGLE | LEFT | SPACES | ((<u64>CHECK_CHARACTERS) << CHECK_SHIFT);
const AN: u64 = CHARACTERS | ((<u64>ALPHANUMERIC) << CLASS_SHIFT);
const AN_LL: u64 = AN | LL;
const AN_LLL: u64 = AN | LLL;
const ANS: u64 = CHARACTERS | ((<u64>TEXT_ANY) << CLASS_SHIFT);
const ANS_LLL: u64 = ANS | LLL;
const B: u64 = SINGLE | LEFT;
const B_LLL: u64 = B | LLL;
const HEAD: u64 = (2 << FRONT_SHIFT) | TYPED | (1 << 24) | (8 << 16) | 64;

export const UNIONPAY: usize = memory.data<u64>([
  HEAD,
  N | 4, // message type indicator
  0, // 1: no secondary bitmap
  N_LL | 19, // 2 PAN
  N | 6, // 3 processing code
  N | 12, // 4 amount, minor units
  0,
  0,
  0,
  0,
  0,
  0,
  N | 6, // 11 STAN
  N | 6, // 12 local time, hhmmss
  N | 4, // 13 local date, MMDD
  N | 4, // 14 expiry, YYMM
  N | 4, // 15 settlement date, MMDD
  0,
  0,
  0,
  0,
  0,
  0,
  N_LEFT | 3, // 22 entry mode
  N | 3, // 23 PAN sequence number
  0,
  N | 2, // 25 condition code
  N | 2, // 26 longest PIN
  N | 1, // 27 debit or credit
  0,
  0,
  0,
  0,
  N_LL | 11, // 32 acquirer
  0,
  0,
  H_LL | 37, // 35 track 2
  H_LLL | 104, // 36 track 3
  AN | 12, // 37 retrieval reference number
  AN | 6, // 38 authorisation code
  AN | 2, // 39 response code, or reason of a reversal
  0,
  ANS | 8, // 41 terminal number
  ANS | 15, // 42 merchant number
  0,
  AN_LL | 25, // 44 issuer and acquirer
  0,
  0,
  0,
  N_LLL | 322, // 48 totals and details
  AN | 3, // 49 currency
  0,
  0,
  B | 8, // 52 PIN block
  N | 16, // 53 security control
  AN_LLL | 40, // 54 additional amounts
  B_LLL | 255, // 55 chip data
  0,
  ANS_LLL | 999, // 57 private: terminal serial number
  ANS_LLL | 100, // 58 private: electronic purse, order title
  ANS_LLL | 999, // 59 private: scanned code, initialisation
  N_LLL | 17, // 60 type, batch, network code
  N_LLL | 29, // 61 original transaction
  B_LLL | 512, // 62 private: keys, parameters
  ANS_LLL | 163, // 63 operator or card scheme, texts
  B | 8, // 64 MAC
]);
