/** `tillcore tlv encode`: TLV bytes from the JSON that `decode --json` prints. */
import { encodeTree } from "../../codec/tlv/encode.ts";
import { fromTlvDocument } from "../../codec/tlv/json.ts";
import { hexOfBytes } from "../hex.ts";
import { jsonFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";

export interface EncodeOptions {
  file?: string;
  json?: boolean;
}

/** @throws Rejection, UsageError */
export async function encode(argument: string | undefined, options: EncodeOptions, io: Io): Promise<void> {
  const hex = await judged(async () => {
    const document = await jsonFrom({ ...options, argument }, io);
    return hexOfBytes(encodeTree(fromTlvDocument(document)));
  });
  if (options.json === true) tellJson({ hex }, io);
  else tellLines([hex], io);
}
