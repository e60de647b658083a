/**
 * FIRST_AC: the card's word on the payment (EMV Book 3, 10.8). Returns CRYPTOGRAM (an ARQC: ask the issuer), CARD_DECLINED
 * (an AAC) or CARD_FAILED.
 *
 * Asked for an ARQC a card may only answer ARQC or AAC; a TC here would be an approval that nobody has recorded.
 */
import { Event } from "../abi";
import { may3, NO_ROW, run, Machine } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { cardRiskManaged } from "./cvm";
import { AAC, ARQC, prepareGenerate, takeCryptogram } from "./generate_ac";
import { cardOf } from "./region";
import { TAG_8C_CDOL1 } from "./tags";

export enum FirstAc {
  ASKING,
}

export function firstAc(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case FirstAc.ASKING: switch (event) {
      case Event.ENTER: askForArqc(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(takeFirst(t), Event.CRYPTOGRAM, Event.CARD_DECLINED, Event.CARD_FAILED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
  }
  return NO_ROW;
}

function askForArqc(t: Terminal): void {
  prepareGenerate(t, ARQC, TAG_8C_CDOL1);
}

function takeFirst(t: Terminal): i32 {
  const type = takeCryptogram(cardOf(t));
  if (type === AAC) return Event.CARD_DECLINED;
  if (type !== ARQC) return Event.CARD_FAILED;
  cardRiskManaged(cardOf(t));
  return Event.CRYPTOGRAM;
}
