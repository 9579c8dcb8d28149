/** Registers `<jeweltrak-payments>`. A second copy of the script leaves the first in place and says so once. */
import { defineOnce } from './shared/define-once.ts'
import { JeweltrakPayments } from './jeweltrak-payments.ts'

/** The types of everything, the events' among them, for whoever registers the tag. */
export type * from './index.ts'

if (!defineOnce('jeweltrak-payments', JeweltrakPayments) && customElements.get('jeweltrak-payments') !== JeweltrakPayments) {
  // oxlint-disable-next-line no-console -- the developer of the page is to see it, and there is nowhere else to say it
  console.warn('jeweltrak-payments is on this page twice: the first copy is used. Load the script once.')
}

declare global {
  interface HTMLElementTagNameMap {
    'jeweltrak-payments': JeweltrakPayments
  }
}
