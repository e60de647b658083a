/**
 * The MAC algorithms by name, and a line of what each is: for profiles, which choose one, and for help. Data only: what they
 * do is in `algorithms.ts`.
 */

export const MAC_NAMES = {
  "iso9797-1": "ISO/IEC 9797-1 algorithm 1, CBC-MAC: DES or triple DES by the length of the key",
  "iso9797-3": "ISO/IEC 9797-1 algorithm 3, the retail MAC: DES in CBC, triple DES at the end",
  "x9.9": "ANSI X9.9: DES in CBC, filled with 00",
  "x9.19": "ANSI X9.19: the retail MAC, filled with 00",
  "aes-cbc": "ISO/IEC 9797-1 algorithm 1 with AES",
  "sm4-cbc": "ISO/IEC 9797-1 algorithm 1 with SM4",
  "tdes-cmac": "CMAC (NIST SP 800-38B) with triple DES",
  "aes-cmac": "CMAC (NIST SP 800-38B, RFC 4493) with AES",
  "sm4-cmac": "CMAC (NIST SP 800-38B) with SM4",
  "hmac-sha1": "HMAC (RFC 2104) with SHA-1",
  "hmac-sha256": "HMAC (RFC 2104) with SHA-256",
  "hmac-sm3": "HMAC (RFC 2104) with SM3",
  "unionpay-ecb": "UnionPay POS, ECB: DES or triple DES by the length of the key",
  "unionpay-ecb-sm4": "UnionPay POS, ECB: SM4",
  "unionpay-cbc": "UnionPay POS, CBC: X9.9 or X9.19 by the length of the key",
  "unionpay-xor": "Chanjet POS: the XOR of all blocks, enciphered once; DES or triple DES",
} as const;

export type MacName = keyof typeof MAC_NAMES;

/**
 * How a UnionPay MAC is written: `hex8` the first 8 hexadecimal characters in ASCII, `hex16` the first 16, `raw` the first 8
 * bytes themselves. Field 64 has room for 8.
 */
export type MacForm = "hex8" | "hex16" | "raw";

export const MAC_FORMS: readonly MacForm[] = ["hex8", "raw", "hex16"];
