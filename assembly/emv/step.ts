/** Where the directory or the list of AIDs leads next. SELECTION alone knows its states; its parts know these. */
export enum Step {
  /** The next record of the directory is read. */
  RECORD,
  /** A record is held against the next AID of the terminal. */
  MATCH,
  /** The next AID of the terminal's list is read. */
  NEXT_AID,
  /** It is selected, or its next occurrence is. */
  SELECT,
  /** The candidates are all there. */
  CHOOSE,
  BLOCKED,
}
