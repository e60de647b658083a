/** Small packagers in the manner of those that come with jPOS, and one made from the classes that a sample names. */
import type { VectorField } from "./vector_specs.ts";

const HEAD = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE isopackager PUBLIC "-//jPOS/jPOS Generic Packager DTD 1.0//EN" "http://jpos.org/dtd/generic-packager-1.0.dtd" [
  <!ELEMENT isopackager (isofield*, isofieldpackager*)>
]>
<!-- A comment -->
`;

export function field(id: number, type: string, length: number, more = ""): string {
  return `<isofield id="${id}" length="${length}" name="Field ${id}" class="org.jpos.iso.${type}" ${more}/>`;
}

export function packager(...fields: string[]): string {
  return `${HEAD}<isopackager>\n  ${fields.join("\n  ")}\n</isopackager>\n`;
}

export function nested(id: number, type: string, length: number, attributes: string, ...fields: string[]): string {
  const head = `id="${id}" length="${length}" name="Field ${id}" class="org.jpos.iso.${type}" ${attributes}`;
  return `<isofieldpackager ${head}>\n    ${fields.join("\n    ")}\n  </isofieldpackager>`;
}

export const SUBFIELDS = 'packager="org.jpos.iso.packager.GenericSubFieldPackager"';
export const MESSAGES = 'packager="org.jpos.iso.packager.GenericPackager"';

export const ASCII_HEAD = [field(0, "IFA_NUMERIC", 4), field(1, "IFA_BITMAP", 16)];
export const BINARY_HEAD = [field(0, "IFB_NUMERIC", 4, 'pad="true"'), field(1, "IFB_BITMAP", 16)];

/** As iso87ascii.xml has them, a few of each kind. */
export const ASCII_1987 = packager(
  ...ASCII_HEAD,
  field(2, "IFA_LLNUM", 19),
  field(3, "IFA_NUMERIC", 6),
  field(28, "IFA_AMOUNT", 9),
  field(35, "IFA_LLNUM", 37),
  field(41, "IF_CHAR", 8),
  field(48, "IFA_LLLCHAR", 999),
  field(52, "IFA_BINARY", 8),
  field(53, "IFA_LLBINARY", 48),
  field(65, "IFA_BINARY", 1),
  field(128, "IFA_BINARY", 8),
);

/** As iso87binary.xml has them. */
export const BINARY_1987 = packager(
  ...BINARY_HEAD,
  field(2, "IFB_LLNUM", 19, 'pad="false"'),
  field(3, "IFB_NUMERIC", 6, 'pad="true"'),
  field(19, "IFB_NUMERIC", 3, 'pad="true"'),
  field(22, "IFB_NUMERIC", 3, 'pad="false"'),
  field(28, "IFB_AMOUNT", 9, 'pad="true"'),
  field(35, "IFB_LLNUM", 37, 'pad="false"'),
  field(44, "IFB_LLCHAR", 25),
  field(52, "IFB_BINARY", 8),
  field(55, "IFB_LLLBINARY", 999),
);

/** Fields inside fields, in all the ways that have a form here. */
export const NESTED = packager(
  field(0, "IFE_NUMERIC", 4),
  field(1, "IFE_BITMAP", 16),
  nested(3, "IFE_NUMERIC", 6, `${SUBFIELDS} emitBitmap="false"`, ...[1, 2, 3].map((id) => field(id, "IFA_NUMERIC", 2))),
  nested(44, "IFE_LLLCHAR", 99, `${SUBFIELDS} emitBitmap="false"`, field(1, "IF_CHAR", 4), field(2, "IFA_LLCHAR", 20)),
  nested(
    48,
    "IFE_LLLBINARY",
    999,
    `${SUBFIELDS} emitBitmap="false" firstField="0"`,
    field(0, "IFE_CHAR", 1),
    field(1, "IFB_LLHNUM", 19),
    field(2, "IFB_FNUMERIC", 5),
  ),
  nested(
    55,
    "IFE_LLLBINARY",
    256,
    `${MESSAGES} emitBitmap="true" bitmapField="0" firstField="1" headerLength="1"`,
    field(0, "IFE_BITMAP", 4),
    field(1, "IFB_BINARY", 8),
    field(22, "IFE_LLBINARY", 16),
  ),
  nested(56, "IFE_LLLBINARY", 255, 'packager="org.jpos.tlv.packager.bertlv.BERTLVBinaryPackager"'),
  nested(57, "IFE_LLLCHAR", 510, 'packager="org.jpos.tlv.packager.bertlv.BERTLVAsciiHexPackager"'),
  nested(
    60,
    "IFA_LLLCHAR",
    999,
    `${SUBFIELDS} emitBitmap="false"`,
    field(1, "IFMC_LLCHAR", 10),
    field(42, "IFMC_LLCHAR", 20),
  ),
  nested(
    61,
    "IFA_LLLBINARY",
    999,
    'packager="org.jpos.iso.packager.GenericTaggedFieldsPackager" emitBitmap="false" ' +
      'tagMapper="org.jpos.iso.packager.TTTDecimalTagMapper"',
    field(7, "IFA_TTTLLLCHAR", 10),
  ),
  nested(62, "IFE_LLLCHAR", 999, `${SUBFIELDS} emitBitmap="false"`, field(2, "IFMC_LLLCHAR", 10)),
  nested(
    127,
    "IFA_LLLLLLBINARY",
    9999,
    MESSAGES,
    field(0, "IF_CHAR", 0),
    field(1, "IFB_BITMAP", 8),
    field(2, "IFA_LLCHAR", 32),
    nested(25, "IFA_LLLLCHAR", 8000, MESSAGES, field(1, "IFB_BITMAP", 8), field(3, "IFA_LLCHAR", 9)),
  ),
);

/** The packager that a sample of jPOS was read with. */
export function packagerOf(fields: Readonly<Record<string, VectorField>>, attributes = ""): string {
  return `${HEAD}<isopackager ${attributes}>${elements(fields)}</isopackager>`;
}

function elements(fields: Readonly<Record<string, VectorField>>): string {
  return Object.entries(fields)
    .map(([id, { jposClass = "", max = 0, jposPad, subPackager, subfields }]) => {
      const pad = jposPad === undefined ? "" : `pad="${jposPad}"`;
      if (subfields === undefined) return field(Number(id), jposClass, max, pad);
      const attributes = Object.entries(subPackager ?? {}).map(([name, value]) => `${name}="${value}"`);
      return nested(Number(id), jposClass, max, attributes.join(" "), elements(subfields));
    })
    .join("");
}
