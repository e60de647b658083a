import { cardGave, ELEMENTS_MAX, emptyArena, keepInArena } from "../../../assembly/emv/arena";
import { ARENA_BYTES, Card, cardOf, FOUND, wipeCard } from "../../../assembly/emv/region";
import { OK } from "../../../assembly/base/status";
import { findTlv, Tlv } from "../../../assembly/codec/ber_tlv";
import { below, hexAt, hexOf, seed } from "../base/support";
import { freshTerminal, hexByte } from "../machine/support";
import { addData, element, freshCard } from "./support";

const BYTES: usize = memory.data(ARENA_BYTES, 8);
const WALKED: Tlv = changetype<Tlv>(memory.data(16, 8));

let card: Card = cardOf(freshTerminal());

/** What the card has given under this tag, or "none". */
function given(tag: u32): string {
  return cardGave(card, tag) ? hexOf(FOUND.value, FOUND.length) : "none";
}

/** What a walk over the whole arena finds. */
function walked(tag: u32): string {
  const isThere = findTlv(card.arena, card.arena + card.arenaUsed, tag, WALKED) === OK;
  return isThere ? hexOf(WALKED.value, WALKED.length) : "none";
}

/** A primitive tag of one, two or three bytes. */
function anyTag(): string {
  const kind = below(3);
  if (kind === 0) return hexByte(0x40 + below(0x1f));
  if (kind === 1) return (below(2) === 0 ? "9F" : "5F") + hexByte(1 + below(0x7f));
  return "DF" + hexByte(0x81 + below(2)) + hexByte(below(0x80));
}

function tagOf(hex: string): u32 {
  return <u32>parseInt(hex, 16);
}

describe("the card's data elements in the arena", () => {
  it("are found at any depth, padding or not, by the tag that was given first", () => {
    card = freshCard("6F0A" + "8401AA" + "A505" + "500141" + "0000");
    addData(card, "0000" + "70085A0112" + "5000" + "5A0113" + "00");
    addData(card, "77049F360100");
    expect(given(0x84)).toBe("AA");
    expect(given(0x50)).toBe("41");
    expect(given(0x5a)).toBe("12");
    expect(given(0x9f36)).toBe("00");
    expect(given(0x57)).toBe("none");
    expect(given(0)).toBe("none");
  });

  it("are those of this card's application: an emptied arena has none", () => {
    card = freshCard("500141" + "5A0112");
    emptyArena(card);
    expect(given(0x50)).toBe("none");
    addData(card, "5A0113");
    expect(given(0x5a)).toBe("13");
    const t = freshTerminal();
    card = cardOf(t);
    addData(card, "5A0113");
    wipeCard(t);
    expect(given(0x5a)).toBe("none");
  });

  it("are refused where the arena is full, and those before are there still", () => {
    card = freshCard("5A0113");
    const large = hexAt(BYTES, "5F2D8217F0");
    expect(keepInArena(card, BYTES, large + 0x17f0)).toBe(true);
    expect(keepInArena(card, BYTES, 9)).toBe(false);
    expect(given(0x5a)).toBe("13");
    expect(cardGave(card, 0x5f2d)).toBe(true);
  });

  it("are found where a walk finds them, be they few or more than the table takes", () => {
    seed(11);
    let wrong = 0;
    let overfull = 0;
    for (let round = 0; round < 150; round++) {
      card = freshCard("");
      const tags: string[] = [];
      const answers = 1 + below(18);
      for (let answer = 0; answer < answers; answer++) {
        let content = "";
        const objects = below(20);
        for (let i = 0; i < objects; i++) {
          const tag = anyTag();
          tags.push(tag);
          content += element(tag, hexByte(below(256)));
        }
        addData(card, element("70", content));
      }
      if (card.elementCount > ELEMENTS_MAX) overfull++;
      for (let i = 0; i < tags.length; i++) if (given(tagOf(tags[i])) !== walked(tagOf(tags[i]))) wrong++;
      for (let i = 0; i < 40; i++) {
        const tag = tagOf(anyTag());
        if (given(tag) !== walked(tag)) wrong++;
      }
    }
    expect(wrong).toBe(0);
    expect(overfull > 5 && overfull < 75).toBe(true);
  });
});
