/**
 * Keys that everybody knows, none of which may stand in a terminal that trades (PCI PIN 20-1): those printed in standards,
 * manuals and test suites, those with a pattern that one guesses, and the weak keys of DES.
 *
 * DES parity bits make no difference here. The time taken tells something of the key; who loads one knows it.
 */
import type { CipherName } from "../cipher/block_cipher.ts";
import { isEqualButParity } from "../cipher/parity.ts";

const PART_BYTES = 8;

/** Standards and the test suites of other implementations. */
const PRINTED_KEYS = [
  // GlobalPlatform card default.
  "404142434445464748494A4B4C4D4E4F",
  // FIPS 197, C.1 to C.3.
  "000102030405060708090A0B0C0D0E0F",
  "000102030405060708090A0B0C0D0E0F1011121314151617",
  "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
  // NIST SP 800-38A, F.1; NIST SP 800-67, B.1.
  "2B7E151628AED2A6ABF7158809CF4F3C",
  "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B",
  "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4",
  "0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123",
  // ANSI X9.24-1:2009 A.4 and X9.24-3:2017 supplement: base and initial keys of DUKPT.
  "6AC292FAA1315B4D858AB3A3D7D5933A",
  "FEDCBA9876543210F1F1F1F1F1F1F1F1",
  "1273671EA26AC29AFA4D1084127652A1",
  "CE9CE0C101D1138F97FB6CAD4DF045A7083D4EAE2D35A31789D01CCF0949550F",
  // The master key of this project's own test terminal (host/acquirer/terminals.json).
  "25924675D39815A8AECB738F7C586B4C",
  // Key blocks, DUKPT and cryptograms of ANSI X9.143, TR-31, ISO 20038 and the test suites that print them.
  "0123456789ABCDEFFEDCBA9876543210",
  "12345678123456781234567812345678",
  "12345678123456788765432187654321",
  "1D22BF32387C600AD97F9B97A51311AC",
  "3235362D62697420414553207772617070696E67202849534F20323030333829",
  "45454545454545454545454545454545",
  "4FE3F0311936FBCE44F17159F1659CF09B2BF8913BB514A1",
  "70F2A84CCBC2AE8625CBB0F2C22AB923",
  "77A77FAF290C1FA30C683DF16BA7A77B",
  "7B32391369AA4CA97558095BE3C3EC862BD057CEF1E32D62",
  "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6",
  "89ABCDEF0123456776543210FEDCBA98",
  "89BCD952A8C8AB371AF48AC7D07085D5EFF702E6D62CDC23",
  "89E88CF7931444F334BD7547FC3F380C",
  "99999999999999998888888888888888",
  "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBB",
  "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCC",
  "B8ED59E0A279A295E9F5ED7944FD06B9",
  "BA213DD564BBE85DDB62942364FBE85D",
  "BE19E6A07A760F10EF8E83A226B63AAD141F463FDDD4F47DB244B4023EC3CACC",
  "E60B15B90ABDF14CEE337C97440F0D6E",
  "EDB380DD340BC2620247D445F5B8D678",
  "EFE0853B256B583D868F251CE99EA1D9",
  "F039121BEC83D26B169BDCD5B22AAF8F",
  "FA36E44278DB3AB5F298F9F7DA8F1F88",
  "FEDCBA98765432100123456789ABCDEF",
  // Test suites of payment software.
  "00112233445566778899AABBCCDDEEFF",
  "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF",
  "12345678901234567890123456789012",
  "01234567899876543210012345678998",
  "2315208C9110AD402315208C9110AD40",
];

/** A key made of any of these is as well known as they are. */
const PRINTED_PARTS = [
  "0123456789ABCDEF",
  "FEDCBA9876543210",
  "89ABCDEF01234567",
  "76543210FEDCBA98",
  "1234567812345678",
  "1234567890123456",
  "0011223344556677",
  "8899AABBCCDDEEFF",
];

/** FIPS 74, 3.6: the four weak keys, whose subkeys are all alike, and the six pairs of semi-weak ones. */
const WEAK_DES_KEYS = [
  "0101010101010101",
  "FEFEFEFEFEFEFEFE",
  "E0E0E0E0F1F1F1F1",
  "1F1F1F1F0E0E0E0E",
  "01FE01FE01FE01FE",
  "FE01FE01FE01FE01",
  "1FE01FE00EF10EF1",
  "E01FE01FF10EF10E",
  "01E001E001F101F1",
  "E001E001F101F101",
  "1FFE1FFE0EFE0EFE",
  "FE1FFE1FFE0EFE0E",
  "011F011F010E010E",
  "1F011F010E010E01",
  "E0FEE0FEF1FEF1FE",
  "FEE0FEE0FEF1FEF1",
];

const printedKeys = PRINTED_KEYS.map(bytesOf);
const printedParts = PRINTED_PARTS.map(bytesOf);
const weakDesKeys = WEAK_DES_KEYS.map(bytesOf);

/** True for a key that may be loaded in a test alone. @param key whole parts of 8 bytes */
export function isWellKnown(key: Uint8Array, algorithm: CipherName): boolean {
  if (isIn(printedKeys, key) || hasPattern(key)) return true;
  // Written with three parts, of which the last is the first.
  if (isDoubleInThree(key) && isIn(printedKeys, key.subarray(0, 2 * PART_BYTES))) return true;
  return algorithm === "tdes" && isWeakTdes(key);
}

/** A part that is weak, or two that stand side by side and are equal, so that triple DES is single DES. */
export function isWeakTdes(key: Uint8Array): boolean {
  const parts = partsOf(key);
  return parts.some((part, at) => isIn(weakDesKeys, part) || (at > 0 && isEqualButParity(part, parts[at - 1]!)));
}

/** Equal halves, or nothing but parts that are printed or one byte repeated. */
function hasPattern(key: Uint8Array): boolean {
  const half = key.length / 2;
  if (key.length > PART_BYTES && isEqualButParity(key.subarray(0, half), key.subarray(half))) return true;
  return partsOf(key).every((part) => isIn(printedParts, part) || part.every((byte) => (byte | 1) === (part[0]! | 1)));
}

function isDoubleInThree(key: Uint8Array): boolean {
  return key.length === 3 * PART_BYTES && isEqualButParity(key.subarray(0, PART_BYTES), key.subarray(2 * PART_BYTES));
}

function isIn(list: readonly Uint8Array[], key: Uint8Array): boolean {
  return list.some((known) => isEqualButParity(known, key));
}

function partsOf(key: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(key.length / PART_BYTES) }, (_, at) =>
    key.subarray(PART_BYTES * at, PART_BYTES * (at + 1)),
  );
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
