/** What a check found: well, worth a look, or to be mended; with the remedy where there is something to do. */
export interface Finding {
  readonly about: string
  readonly state: 'well' | 'look' | 'mend'
  readonly says: string
  readonly remedy: string | null
}

/** Findings about one thing. */
export function findingsAbout(about: string) {
  return {
    well: (says: string): Finding => ({ about, state: 'well', says, remedy: null }),
    look: (says: string, remedy: string): Finding => ({ about, state: 'look', says, remedy }),
    mend: (says: string, remedy: string): Finding => ({ about, state: 'mend', says, remedy }),
  }
}
