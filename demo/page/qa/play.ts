import type { Controls } from '../../controls.ts'

/** Does something at the simulated Stripe and says what became of it. */
export type Play = (what: string, act: (controls: Controls) => Promise<unknown>) => void
