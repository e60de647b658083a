/** Formats that dialects come from and go to: what the options offer. Apart, so that help loads no importer. */

export const IMPORTED = ["jpos", "moov", "pyiso8583", "json"] as const;
export const EXPORTED = ["jpos", "moov", "json", "wireshark-lua"] as const;
