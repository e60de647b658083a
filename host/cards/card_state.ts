/** What a card remembers without power: a plain object, to be kept as JSON by whoever simulates the card. */

export const PIN_TRIES = 3;

export interface CardState {
  /** 9F36, counted at GET PROCESSING OPTIONS, 0..65535. */
  atc: number;
  /** 9F13: the ATC of the last transaction whose issuer was authenticated. */
  lastOnlineAtc: number;
  /** 9F17, 0..3. */
  pinTriesLeft: number;
  /** The application is blocked: SELECT warns, nothing else works. */
  blocked: boolean;
  /** An ARQC was given and no issuer's answer has come yet. */
  onlinePending: boolean;
  /** The issuer's last answer was not genuine. */
  issuerAuthenticationFailed: boolean;
  /** How many challenges were given: they are derived, not random, so that a recorded run can be repeated. */
  challenges: number;
}

export function newCardState(): CardState {
  return {
    atc: 0,
    lastOnlineAtc: 0,
    pinTriesLeft: PIN_TRIES,
    blocked: false,
    onlinePending: false,
    issuerAuthenticationFailed: false,
    challenges: 0,
  };
}
