import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { Tab } from '../server/contract/tab.ts'
import type { PaymentsClient } from './shared/api/client.ts'
import type { FetchClientSecret } from './shared/api/session.ts'
import { disputeBanners } from './disputes/dispute-banner.ts'
import { disputeBannerStyles } from './disputes/dispute-banner.styles.ts'
import { browserEnvironment, type Environment } from './shared/environment.ts'
import { DisputeOpenedEvent } from './events/dispute-opened.ts'
import { LoadFailedEvent } from './events/error.ts'
import { PaymentRecordedEvent } from './events/payment-recorded.ts'
import { ReadyEvent } from './events/ready.ts'
import { factsLine, syncText } from './facts/facts-line.ts'
import { factsLineStyles } from './facts/facts-line.styles.ts'
import { Formats } from './shared/format/formats.ts'
import { localeOf, timeZoneOf } from './shared/format/locale.ts'
import { attentionNotice, connectionNotice, failureNotice, loadError, offerNotice, voidedNotice } from './notices/notices.ts'
import { noticesStyles } from './notices/notices.styles.ts'
import { paymentsCardsStyles } from './table/payments-cards.styles.ts'
import { paymentsTable, tableSkeleton } from './table/payments-table.ts'
import { paymentsTableStyles } from './table/payments-table.styles.ts'
import { statusBadgeStyles } from './table/status-badge.styles.ts'
import { buttons } from './shared/styles/buttons.ts'
import { texts } from './shared/styles/texts.ts'
import { tokens } from './shared/styles/tokens.ts'
import { changes } from './tab/changes.ts'
import { TabController } from './tab/tab-controller.ts'
import type { View } from './shared/view.ts'
import { en } from './messages/en.ts'
import type { Messages } from './messages/index.ts'
import { liveRegions, type Announcement } from './tab/announcer.ts'
import { connect, isOtherKind, noSource, sourceOf } from './tab/connect.ts'
import { Dialogs } from './tab/dialogs.ts'
import { FocusKeeper } from './tab/focus-keeper.ts'
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
 * @csspart pay-button - “Pay another way” on a refund that failed.
 * @csspart empty - Shown when there are no payments.
 * @csspart loading - Shown until the first answer.
 * @csspart error - Shown when there is nothing to show.
 * @csspart retry-button - “Try again” in it.
 * @csspart dispute-banner - An open dispute.
 * @csspart evidence-link - The link to it in Stripe.
 * @csspart attention - What needs a person.
 * @csspart connection - Said while live updates are away.
 * @csspart voided - Said of a voided invoice.
 * @csspart offer - The offer to record a payment after a refund.
 * @csspart offer-button - Its button.
 * @csspart failure - Said when something asked for here failed.
 * @csspart dialog - The dialog that is open.
 * @csspart submit-button - The button that carries it out.
 * @csspart original - The payment that a dialog is about.
 * @csspart refundable - What remains refundable after prior refunds.
 *
 * @cssprop --jeweltrak-font-family - The page’s own by default.
 * @cssprop --jeweltrak-font-size - 14px.
 * @cssprop --jeweltrak-radius - Of cards and dialogs; smaller parts follow.
 * @cssprop --jeweltrak-shadow - Of dialogs.
 * @cssprop --jeweltrak-color-text
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
  static override styles = [
    tokens,
    texts,
    buttons,
    statusBadgeStyles,
    factsLineStyles,
    paymentsTableStyles,
    paymentsCardsStyles,
    noticesStyles,
    disputeBannerStyles,
    paymentsTabStyles,
  ]

  /** Where the payments server is; empty means this page’s own origin. */
  @property() api = ''
  /** The host’s own endpoint that answers `{clientSecret}`; not needed with `fetchClientSecret`. */
  @property({ attribute: 'session-url' }) sessionUrl = ''
  /** The language to write in; by default the nearest `lang`, else the browser’s. */
  @property() locale = ''
  /** The IANA time zone that times are told in; by default the browser’s. */
  @property({ attribute: 'store-time-zone' }) storeTimeZone = ''
  /** Where items come back, linked from the refund dialog. */
  @property({ attribute: 'returns-url' }) returnsUrl = ''
  /**
   * Gets a client secret from the host; called early, again before it expires, and once when it is refused. Another
   * function in its place is called from the next time on: the tab starts over only when what it gives is for another
   * invoice.
   */
  @property({ attribute: false }) fetchClientSecret: FetchClientSecret | null = null
  /** Clock, timers and randomness; for tests. */
  @property({ attribute: false }) environment: Environment = browserEnvironment

  @state() private announcement: Announcement | null = null
  @state() private syncing = false
  @state() private failure: string | null = null
  /** With which words another method is offered, after a refund. */
  @state() private offered: string | null = null

  #client = this.#makeClient()
  #formats = new Formats({ locale: 'en', timeZone: undefined })
  readonly #tab = new TabController(this, {
    onTab: (tab, previous) => this.#changed(tab, previous),
    onError: (code, error) => this.dispatchEvent(new LoadFailedEvent({ code, error })),
  })
  #dialogs = this.#makeDialogs()
  /** Where what is on screen comes from, null before the first. */
  #shown: { readonly api: string; readonly invoice: string } | null = null

  constructor() {
    super()
    this.addController(new FocusKeeper(this))
  }

  get #messages(): Messages {
    return en
  }

  get #view(): View | null {
    const { tab } = this.#tab
    return tab === null ? null : { tab, messages: this.#messages, formats: this.#formats, now: this.environment.now() }
  }

  /** Starts over with a fresh client secret, as after an error, or to go on to another invoice at once. */
  reload(): void {
    if (sourceOf(this) === null) return this.#tab.fail('session_failed', noSource())
    this.#client = this.#makeClient()
    this.#tab.start({ client: this.#client, environment: this.environment })
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || changed.has('locale') || changed.has('storeTimeZone')) {
      this.#formats = new Formats({ locale: localeOf(this, this.locale), timeZone: timeZoneOf(this.storeTimeZone) })
    }
    const otherKind = changed.has('fetchClientSecret') && isOtherKind(changed.get('fetchClientSecret'), this.fetchClientSecret)
    if (!this.hasUpdated || changed.has('api') || changed.has('sessionUrl') || changed.has('environment') || otherKind) this.reload()
  }

  override render(): TemplateResult {
    return html`${liveRegions(this.announcement)}
      <div class="tab">${this.#renderState()}</div>`
  }

  #renderState(): TemplateResult {
    const { state } = this.#tab
    switch (state.kind) {
      case 'loading':
        return html`<div class="card" part="card">${tableSkeleton(this.#messages.table.loading)}</div>`
      case 'failed':
        return html`<div class="card" part="card">${loadError(state.code, this.#messages, () => this.reload())}</div>`
      case 'ready': {
        const view: View = { tab: state.tab, messages: this.#messages, formats: this.#formats, now: this.environment.now() }
        return html`${disputeBanners(view)} ${attentionNotice(view)} ${connectionNotice(state.connection, view.messages)} ${voidedNotice(view)} ${this.#renderFailure(view)} ${this.#renderOffer(view)}
          <div class="card" part="card" tabindex="-1">
            ${factsLine(view, this.syncing, { sync: () => void this.#sync(), recordPayment: () => void this.#dialogs.openRecord(null) })}
            ${paymentsTable(view, {
              refund: (payment) => void this.#dialogs.openRefund(payment),
              remove: (payment) => void this.#dialogs.openRemove(payment),
              payAnotherWay: (refund) => void this.#dialogs.openRecord(refund),
            })}
          </div>
          ${this.#dialogs.render(view, this.returnsUrl)}`
      }
    }
  }

  #renderFailure({ messages }: View): TemplateResult | typeof nothing {
    return this.failure === null ? nothing : failureNotice(this.failure, messages, () => (this.failure = null))
  }

  #renderOffer({ tab, messages, formats }: View): TemplateResult | typeof nothing {
    const { balance, currency, status } = tab.invoice
    if (this.offered === null || balance <= 0 || status === 'voided' || !tab.permissions.record) return nothing
    return offerNotice(
      {
        text: this.offered,
        action: messages.refund.offerAction(formats.money(balance, currency)),
        accept: () => void this.#dialogs.openRecord(null),
        dismiss: () => (this.offered = null),
      },
      messages,
    )
  }

  #makeClient(): PaymentsClient {
    const client: PaymentsClient = connect(this, () => {
      if (client === this.#client) this.reload()
    })
    return client
  }

  /** The dialogs of one invoice. An answer that comes when another is shown is told to nobody: the audit has it. */
  #makeDialogs(): Dialogs {
    const dialogs: Dialogs = new Dialogs(this, {
      tab: this.#tab,
      client: () => this.#client,
      environment: () => this.environment,
      view: () => (this.#dialogs === dialogs ? this.#view : null),
      dispatch: (event) => this.dispatchEvent(event),
      announce: (announcement) => (this.announcement = announcement),
      fail: (text) => this.#fail(text),
      offer: (text) => (this.offered = text),
    })
    return dialogs
  }

  async #sync(): Promise<void> {
    const client = this.#client
    this.syncing = true
    this.failure = null
    try {
      const result = await client.sync()
      await this.#tab.refresh()
      const view = this.#view
      if (view !== null && client === this.#client) this.announcement = { text: syncText(result, view), urgency: 'polite' }
    } catch {
      if (client === this.#client) this.#fail(this.#messages.facts.sync.failed)
    } finally {
      this.syncing = false
    }
  }

  #fail(text: string): void {
    this.failure = text
    this.announcement = { text, urgency: 'assertive' }
  }

  #changed(tab: Tab, previous: Tab | null): void {
    if (previous === null) {
      this.#startOn(tab.invoice.id)
      void this.updateComplete.then(() => this.dispatchEvent(new ReadyEvent({ invoice: tab.invoice })))
      return
    }
    for (const event of changes(previous, tab)) {
      this.dispatchEvent(event)
      if (event instanceof PaymentRecordedEvent) this.offered = null
      if (event instanceof DisputeOpenedEvent) {
        const { amount, currency } = event.dispute
        this.announcement = { text: this.#messages.disputes.opened(this.#formats.money(amount, currency)), urgency: 'assertive' }
      }
    }
    this.#dialogs.observe()
  }

  /** What was open, said or offered here was about the invoice before, and is not carried over to another. */
  #startOn(invoice: string): void {
    const { api } = this
    if (this.#shown !== null && (this.#shown.api !== api || this.#shown.invoice !== invoice)) {
      this.#dialogs = this.#makeDialogs()
      this.announcement = null
      this.failure = null
      this.offered = null
    }
    this.#shown = { api, invoice }
  }
}
