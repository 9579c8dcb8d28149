import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { Tab } from '../server/contract/tab.ts'
import type { PaymentsClient } from './shared/api/client.ts'
import type { FetchClientSecret } from './shared/api/session.ts'
import { browserEnvironment, type Environment } from './shared/environment.ts'
import { LoadFailedEvent } from './events/error.ts'
import { ReadyEvent } from './events/ready.ts'
import { factsLine } from './facts/facts-line.ts'
import { aboveTable } from './notices/above-table.ts'
import { failureNotice } from './notices/notices.ts'
import { paymentsTable } from './table/payments-table.ts'
import { offerText } from './table/row-actions.ts'
import { unfoldedThread } from './thread/unfolded-thread.ts'
import { stopTyping } from './shared/stop-keys.ts'
import { laterLoaded, loadLater } from './tab/load-later.ts'
import { Parts } from './tab/parts.ts'
import type { TabContext } from './tab/tab-context.ts'
import { TabController } from './tab/tab-controller.ts'
import { waitingCard } from './tab/waiting-card.ts'
import type { Connection } from './shared/api/follow-tab.ts'
import type { View, WholeView } from './shared/view.ts'
import type { FirstMessages, Messages } from './messages/index.ts'
import { liveRegions } from './shared/live-regions.ts'
import { Announcer } from './tab/announcer.ts'
import { refundOptionsOf, type InvoiceLine } from './refund/refund-options.ts'
import { connect, isOtherKind, noSource, sourceOf } from './tab/connect.ts'
import { LanguageController } from './tab/language-controller.ts'
import { paymentsTabStyles } from './jeweltrak-payments.styles.ts'

/**
 * The Payments tab of one invoice: what was paid, refunded and disputed, kept up to date, with refunds through Stripe
 * and book payments recorded and removed. Which invoice it is, and what may be done, the client secret says.
 *
 * @tag jeweltrak-payments
 *
 * @fires jeweltrak-ready - The tab is on screen for the first time.
 * @fires jeweltrak-refund-requested - Someone is about to refund; cancelable.
 * @fires jeweltrak-refund-succeeded - A refund succeeded, however it began.
 * @fires jeweltrak-refund-failed - A refund failed, was canceled or was refused.
 * @fires jeweltrak-payment-recorded - A payment was added, by anyone.
 * @fires jeweltrak-payment-removed - A book row was removed, by anyone.
 * @fires jeweltrak-balance-changed - What is paid or due changed.
 * @fires jeweltrak-dispute-opened - A dispute was opened or opened again.
 * @fires jeweltrak-error - The tab can’t be shown, or not any longer.
 *
 * @csspart card - The facts and the table.
 * @csspart facts - The line of facts above the table.
 * @csspart sync - How the books compare with Stripe.
 * @csspart sync-button - “Sync now”.
 * @csspart record-button - “+ Record Payment”.
 * @csspart table - The table of payments.
 * @csspart row - A row of it.
 * @csspart badge - A status.
 * @csspart refund-button - “Refund” on a row.
 * @csspart remove-button - “Remove” on a row.
 * @csspart trace-button - “Where is it?” on a refund.
 * @csspart thread-button - What unfolds the history of a payment.
 * @csspart search - The line to find a payment by, above a long table.
 * @csspart show-all-button - “Show all” in it.
 * @csspart pay-button - “Pay another way” on a refund that failed.
 * @csspart empty - Shown when there are no payments.
 * @csspart loading - Shown until the first answer.
 * @csspart error - Shown when there is nothing to show.
 * @csspart retry-button - “Try again” in it.
 * @csspart dispute-banner - An open dispute.
 * @csspart usual-evidence - What usually answers it.
 * @csspart evidence-link - The link to it in Stripe.
 * @csspart attention - What needs a person.
 * @csspart approvals - The refunds that wait for the reader’s approval.
 * @csspart review-button - “Review” beside one.
 * @csspart approval-button - “Review”, “Withdraw” or “Dismiss” on a refund that needs a second person.
 * @csspart connection - Said while live updates are away.
 * @csspart voided - Said of a voided invoice.
 * @csspart offer-button - “Record Payment” on a refund that was just made here.
 * @csspart failure - Shown when a request made here failed.
 * @csspart dialog - The dialog that is open.
 * @csspart submit-button - The button that carries it out.
 * @csspart original - The payment that a dialog is about.
 * @csspart refundable - What remains refundable after prior refunds.
 *
 * @cssprop --jeweltrak-font-family - The page’s own by default.
 * @cssprop --jeweltrak-font-size - 14px.
 * @cssprop --jeweltrak-radius - Of cards and dialogs; smaller parts follow.
 * @cssprop --jeweltrak-shadow - Of dialogs.
 * @cssprop --jeweltrak-color-text - Text and amounts.
 * @cssprop --jeweltrak-color-muted - Quieter text.
 * @cssprop --jeweltrak-color-surface - Behind the tab.
 * @cssprop --jeweltrak-color-raised - Behind dialogs and buttons.
 * @cssprop --jeweltrak-color-sunken - Behind what is quoted.
 * @cssprop --jeweltrak-color-border - Between rows.
 * @cssprop --jeweltrak-color-control - Around fields; 3:1 against the surface.
 * @cssprop --jeweltrak-color-accent - The filled button and links.
 * @cssprop --jeweltrak-color-on-accent - Text on it.
 * @cssprop --jeweltrak-color-focus - The focus ring.
 * @cssprop --jeweltrak-color-grey - Done.
 * @cssprop --jeweltrak-color-blue - Underway.
 * @cssprop --jeweltrak-color-amber - Caution.
 * @cssprop --jeweltrak-color-red - Trouble, and money out.
 * @cssprop --jeweltrak-color-green - Won.
 * @cssprop --jeweltrak-color-alarm - Behind white text: the dispute banner and the button that removes.
 */
export class JeweltrakPayments extends LitElement {
  static override styles = paymentsTabStyles

  /** Where the payments server is; empty means this page’s own origin. */
  @property() api = ''
  /** The host’s own endpoint that answers `{clientSecret}`; not needed with `fetchClientSecret`. */
  @property({ attribute: 'session-url' }) sessionUrl = ''
  /** The language to write in; by default the nearest `lang`, else the browser’s. */
  @property() locale = ''
  /** The IANA time zone that times are shown in; by default the browser’s. */
  @property({ attribute: 'store-time-zone' }) storeTimeZone = ''
  /** Where items come back, linked from the refund dialog. */
  @property({ attribute: 'returns-url' }) returnsUrl = ''
  /** What the store keeps of a refund, in percent, offered in the refund dialog; 0: nothing. */
  @property({ attribute: 'restocking-fee', type: Number }) restockingFee = 0
  /** You tell customers of their refunds: the refund dialog then asks whether to, and your notifications say so. */
  @property({ attribute: 'customer-notices', type: Boolean }) customerNotices = false
  /** Lines of the invoice, amounts in minor units: in the refund dialog they can be picked to be refunded. */
  @property({ attribute: false }) lines: readonly InvoiceLine[] = []
  /**
   * Gets a client secret from the host; called early, again before it expires, and once when it is refused. Another
   * function in its place is called from the next time on: the tab starts over only when what it gives is for another
   * invoice.
   */
  @property({ attribute: false }) fetchClientSecret: FetchClientSecret | null = null
  /** Everything that the tag says, in a language that it does not bring itself; null: the reader’s, as far as it is here. */
  @property({ attribute: false }) messages: Messages | null = null
  /**
   * Clock, timers and randomness; for tests.
   * @internal
   */
  @property({ attribute: false }) environment: Environment = browserEnvironment

  @state() private failure: string | null = null
  /** The refunds that were made here and may be followed by a payment by another method. */
  @state() private offered: ReadonlySet<string> = new Set()

  #client = this.#makeClient()
  readonly #language = new LanguageController(this)
  readonly #tab = new TabController(this, {
    onTab: (tab, previous) => this.#changed(tab, previous),
    onError: (code, error) => this.dispatchEvent(new LoadFailedEvent({ code, error })),
  })
  readonly #announcer = new Announcer({
    environment: () => this.environment,
    dialog: () => this.#parts.dialogs?.element ?? null,
    update: () => this.requestUpdate(),
  })
  #parts = this.#makeParts()
  /** Where what is on screen comes from, null before the first. */
  #shown: { readonly api: string; readonly invoice: string } | null = null

  get #view(): View | null {
    const { tab } = this.#tab
    return tab === null ? null : this.#viewOf(tab)
  }

  get #messages(): FirstMessages {
    return this.messages ?? this.#language.messages
  }

  #viewOf(tab: Tab): View {
    return { tab, messages: this.#messages, formats: this.#language.formats, now: this.environment.now() }
  }

  #wholeOf(view: View): WholeView | null {
    const later = laterLoaded()
    return later === null ? null : { ...view, messages: this.messages ?? this.#language.whole(later.en) }
  }

  /** Starts over with a fresh client secret, as after an error, or to go on to another invoice at once. */
  reload(): void {
    if (sourceOf(this) === null) return this.#tab.fail('session_failed', noSource(this))
    this.#client = this.#makeClient()
    this.#tab.start({ client: this.#client, environment: this.environment })
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const otherKind = changed.has('fetchClientSecret') && isOtherKind(changed.get('fetchClientSecret'), this.fetchClientSecret)
    if (!this.hasUpdated || changed.has('api') || changed.has('sessionUrl') || changed.has('environment') || otherKind) this.reload()
  }

  override render(): TemplateResult {
    const { lang, dir } = this.#language
    return html`<div class="tab" lang=${this.messages === null ? lang : this.#language.formats.locale} dir=${dir} @keydown=${stopTyping} @keypress=${stopTyping} @keyup=${stopTyping}>
      ${liveRegions(this.#announcer.current)}
      <div class="content" tabindex="-1">${this.#renderContent()}</div>
    </div>`
  }

  /** What the tab shows comes in place of what waited for it, and moves nothing that was there: its card is another one. */
  #renderContent(): TemplateResult {
    const { state } = this.#tab
    const view = this.#view
    const isShown = state.kind === 'ready' && view !== null
    const last = state.kind === 'failed' && state.last !== null ? this.#viewOf(state.last) : view
    return html`${isShown ? aboveTable(view, this.#parts.rowActions.approval) : nothing}
      ${isShown ? this.#renderTab(view, state.connection) : waitingCard(state, this.#messages, () => this.#retry())}
      ${isShown && this.failure !== null ? failureNotice(this.failure, view.messages, () => (this.failure = null)) : nothing}
      ${last === null ? nothing : (this.#parts.dialogs?.render(this.#wholeOf(last)) ?? nothing)}`
  }

  #renderTab(view: View, connection: Connection): TemplateResult {
    const { sync, table, rowActions, recordPayment } = this.#parts
    return html`<div class="card" part="card" tabindex="-1">${factsLine(view, { syncing: sync.isBusy, connection }, { sync: () => this.#sync(), recordPayment })}
    ${paymentsTable(view, {
      state: table,
      offered: this.offered,
      actions: rowActions,
      thread: (payment) => unfoldedThread(payment, this.#wholeOf(view), this.#client),
    })}</div>`
  }

  #makeClient(): PaymentsClient {
    const client: PaymentsClient = connect(this, () => client === this.#client && this.reload())
    return client
  }

  /** What belongs to one invoice. An answer that comes while another is shown is dropped: the audit log has it. */
  #makeParts(): Parts {
    const ifShown = <Result>(then: () => Result): Result | null => (this.#parts === parts ? then() : null)
    const context: TabContext = {
      client: () => this.#client,
      environment: () => this.environment,
      view: () => ifShown(() => this.#view),
      wholeView: () => ifShown(() => this.#view && this.#wholeOf(this.#view)),
      refundOptions: () => refundOptionsOf(this),
      dispatch: (event) => this.dispatchEvent(event),
      announce: (text) => ifShown(() => this.#announcer.announce({ text, urgency: 'polite' })),
      fail: (text) => ifShown(() => this.#fail(text)),
      offer: (refund) => ifShown(() => this.#offer(refund)),
      dialogClosed: () => ifShown(() => void this.#announcer.dialogClosed()),
      caughtUp: async (shows = () => true) => ifShown(() => this.#tab.caughtUp(shows)) ?? undefined,
      update: () => this.requestUpdate(),
    }
    const parts = new Parts(context, () => this.renderRoot)
    return parts
  }

  /** The button that was pressed goes: the focus stays in the tab, on what is the same element in every state. */
  #retry(): void {
    this.renderRoot.querySelector<HTMLElement>('.content')?.focus()
    this.reload()
  }

  #sync(): void {
    this.failure = null
    void this.#parts.sync.sync()
  }

  /** Offers it in the row of the refund, and says so. */
  #offer(refund: string): void {
    this.offered = new Set([...this.offered, refund])
    const text = this.#view === null ? null : offerText(refund, this.#view)
    if (text !== null) this.#announcer.announce({ text, urgency: 'polite' })
  }

  #fail(text: string): void {
    this.failure = text
    this.#announcer.announce({ text, urgency: 'assertive' })
  }

  #changed(tab: Tab, previous: Tab | null): void {
    if (previous === null) {
      this.#startOn(tab.invoice.id)
      void this.updateComplete.then(() => this.dispatchEvent(new ReadyEvent({ invoice: tab.invoice })))
      return void loadLater()
        .then(({ attachHelpers }) => attachHelpers(this, this.environment))
        .catch(() => undefined)
    }
    const later = laterLoaded()
    for (const event of later?.changes(previous, tab) ?? []) {
      this.dispatchEvent(event)
      if (event.type === 'jeweltrak-payment-recorded') this.offered = new Set()
    }
    const view = this.#wholeOf(this.#viewOf(tab))
    const announcement = view === null ? null : (later?.announcementOf(previous, tab, view) ?? null)
    if (announcement !== null) this.#announcer.announce(announcement)
    this.#parts.dialogs?.observe(tab)
  }

  /** What was open, said or offered here was about the invoice before, and is not carried over to another. */
  #startOn(invoice: string): void {
    const { api } = this
    if (this.#shown !== null && (this.#shown.api !== api || this.#shown.invoice !== invoice)) {
      this.#parts = this.#makeParts()
      this.#announcer.clear()
      this.failure = null
      this.offered = new Set()
    }
    this.#shown = { api, invoice }
  }
}
