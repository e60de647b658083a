import { AAC, TC } from "../../../assembly/emv/generate_ac";
import { cardOf } from "../../../assembly/emv/region";
import { exchangeOf } from "../../../assembly/acquirer/region";
import { durable } from "../../../assembly/journal/durable";
import { Kind } from "../../../assembly/journal/records";
import { Terminal } from "../../../assembly/machine/terminal";
import { beginApproval, beginRefusal } from "../../../assembly/terminal/sale_acts";
import { freshTerminal } from "../machine/support";

const CODE_51: i32 = 0x3135;
const CODE_00: i32 = 0x3030;
const CODE_Z3: i32 = 0x335a;

/** A payment that the acquirer has answered like this, or not at all. */
function ended(responseCode: i32): Terminal {
  const t = freshTerminal();
  exchangeOf(t).responseCode = responseCode;
  return t;
}

describe("what the card is told in the end (EMV Book 4, 6.3.6 and A6)", () => {
  it("is the issuer's code, declined or approved, with or without authentication data", () => {
    let t = ended(CODE_51);
    beginRefusal(t);
    expect(cardOf(t).wanted).toBe(AAC);
    expect(cardOf(t).responseCode).toBe(CODE_51);
    expect(cardOf(t).authenticationLength).toBe(0);
    t = ended(CODE_00);
    beginApproval(t);
    expect(cardOf(t).wanted).toBe(TC);
    expect(cardOf(t).responseCode).toBe(CODE_00);
  });

  it("is Z3 and an AAC when nobody could be reached, whatever the default codes say", () => {
    const t = ended(0);
    beginRefusal(t);
    expect(cardOf(t).wanted).toBe(AAC);
    expect(cardOf(t).responseCode).toBe(CODE_Z3);
  });

  it("is Z3 and an AAC for a payment that is to be reversed, whatever an answer said", () => {
    const t = ended(CODE_00);
    durable(t).pending = Kind.REVERSAL;
    beginRefusal(t);
    expect(cardOf(t).wanted).toBe(AAC);
    expect(cardOf(t).responseCode).toBe(CODE_Z3);
  });
});
