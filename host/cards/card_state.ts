/** What a card remembers without power: a plain object, to be kept as JSON by whoever simulates the card. */

export const PIN_TRIES = 3;

/** The applications of a card share it, as they share PAN, PIN and keys: one counter, so that no two cryptograms are alike. */
export interface CardState {
  /** 9F36, counted at GET PROCESSING OPTIONS, 0..65535. */
  atc: number;
  /** 9F13: the ATC of the last transaction whose issuer was authenticated. */
  lastOnlineAtc: number;
  /** Wrong PINs since the last right one; 9F17 is what is left of the card's tries. */
  wrongPins: number;
  /** The PIN that an issuer script has put in the place of the first one: 4 to 12 digits. */
  pin: string;
  /** CARD BLOCK has come, which nothing undoes. */
  cardBlocked: boolean;
  /** By AID, what an issuer has made of it: true blocked, false unblocked again. */
  applicationBlocks: Record<string, boolean>;
  /** An ARQC was given and no issuer's answer has come yet. */
  onlinePending: boolean;
  /** The issuer's last answer was not genuine. */
  issuerAuthenticationFailed: boolean;
  /** The issuer wants to be asked the next time. */
  goOnlineNext: boolean;
  /** Script commands of the last transaction that had some, 0..15, and whether one failed. */
  scriptCommands: number;
  scriptFailed: boolean;
  /** Data objects that PUT DATA has changed, hexadecimal by tag. */
  objects: Record<string, string>;
  /** How many challenges and dynamic numbers were given: they are derived, not random, so that a recorded run can be repeated. */
  challenges: number;
}

export function newCardState(): CardState {
  return {
    atc: 0,
    lastOnlineAtc: 0,
    wrongPins: 0,
    pin: "",
    cardBlocked: false,
    applicationBlocks: {},
    onlinePending: false,
    issuerAuthenticationFailed: false,
    goOnlineNext: false,
    scriptCommands: 0,
    scriptFailed: false,
    objects: {},
    challenges: 0,
  };
}
