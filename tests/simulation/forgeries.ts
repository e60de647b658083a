/** Cards whose signature is not theirs: one bit of 9F4B is another's. One whose cryptogram asks for more than the card would. */
import type { VirtualCard } from "../../host/cards/card.ts";
import type { ChipCard } from "../../host/cards/chip_card.ts";
import { edited, mute } from "../../host/cards/misbehaving/deeds.ts";
import { cryptogram } from "../../host/cards/misbehaving/emv_edits.ts";
import { misbehave } from "../../host/cards/misbehaving/misbehaving_card.ts";
import type { Misbehaviour } from "../../host/cards/misbehaving/misbehaving_card.ts";
import type { Step } from "../../host/cards/misbehaving/steps.ts";
import { replaced } from "../../host/cards/misbehaving/tlv_edits.ts";

const FORGED_CARD = "debit";

/** One bit of its first byte is another. */
export function bent(value: Uint8Array): Uint8Array {
  return value.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
}

/** The debit card, its signature forged at this step. */
export function forgedAt(step: Step): (card: VirtualCard) => ChipCard {
  return dressed({ [step]: edited(replaced(0x9f4b, bent)) });
}

/** The debit card forges its ARQC, and gives no answer after it. */
export const forgedAndMute = dressed({ "GENERATE AC 1": edited(replaced(0x9f4b, bent)), "GENERATE AC 2": mute });

/** The debit card wants an advice, because its PIN has been tried too often (EMV Book 3, C4). */
export const wantsAdvice = dressed({ "GENERATE AC 1": edited(cryptogram(({ cid }) => ({ cid: cid | 0x0a }))) });

/** The debit card with these habits. */
export function dressed(at: Misbehaviour["at"]): (card: VirtualCard) => ChipCard {
  const misbehaviour = { name: "forged", zh: "", en: "", at };
  return (card) => (card.name === FORGED_CARD ? misbehave(misbehaviour, card) : card);
}
