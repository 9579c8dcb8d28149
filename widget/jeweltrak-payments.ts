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
import { factsLine } from './facts/facts-line.ts'
import { SyncController } from './facts/sync-controller.ts'
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
import type { TabContext } from './tab/tab-context.ts'
import { TabController } from './tab/tab-controller.ts'
import type { View } from './shared/view.ts'
import { en, languageOf, type Messages } from './messages/index.ts'
import { liveRegions, type Announcement } from './tab/announcer.ts'
import { connect, isOtherKind, noSource, sourceOf } from './tab/connect.ts'
import { Dialogs } from './dialogs.ts'
import { FocusKeeper } from './tab/focus-keeper.ts'
import { paymentsTabStyles } from './jeweltrak-payments.styles.ts'

/** What belongs to one invoice: its dialogs, and “Sync now”. */
interface Parts {
  readonly dialogs: Dialogs
  readonly sync: SyncController
}

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
  /** The IANA time zone that times are shown in; by default the browser’s. */
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
  @state() private failure: string | null = null
  /** The text with which another method is offered, after a refund. */
  @state() private offered: string | null = null

  #client = this.#makeClient()
  #messages: Messages = en
  #formats = new Formats({ locale: 'en', timeZone: undefined })
  readonly #tab = new TabController(this, {
    onTab: (tab, previous) => this.#changed(tab, previous),
    onError: (code, error) => this.dispatchEvent(new LoadFailedEvent({ code, error })),
  })
  #parts = this.#makeParts()
  /** Where what is on screen comes from, null before the first. */
  #shown: { readonly api: string; readonly invoice: string } | null = null

  constructor() {
    super()
    this.addController(new FocusKeeper(this))
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
      void this.#speak(this.#formats.locale)
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
        const { dialogs, sync } = this.#parts
        const view: View = { tab: state.tab, messages: this.#messages, formats: this.#formats, now: this.environment.now() }
        return html`${disputeBanners(view)} ${attentionNotice(view)} ${connectionNotice(state.connection, view.messages)} ${voidedNotice(view)} ${this.failure === null ? nothing : failureNotice(this.failure, view.messages, () => (this.failure = null))} ${this.#renderOffer(view)}
          <div class="card" part="card" tabindex="-1">
            ${factsLine(view, sync.isBusy, { sync: () => this.#sync(), recordPayment: () => void dialogs.record({ replaces: null }) })}
            ${paymentsTable(view, {
              refund: (payment) => void dialogs.refund(payment),
              remove: (payment) => void dialogs.remove(payment),
              payAnotherWay: (replaces) => void dialogs.record({ replaces }),
            })}
          </div>
          ${dialogs.render(view)}`
      }
    }
  }

  #renderOffer(view: View): TemplateResult | typeof nothing {
    if (this.offered === null) return nothing
    const accept = (): void => void this.#parts.dialogs.record({ replaces: null })
    return offerNotice(this.offered, view, { accept, dismiss: () => (this.offered = null) })
  }

  #makeClient(): PaymentsClient {
    const client: PaymentsClient = connect(this, () => {
      if (client === this.#client) this.reload()
    })
    return client
  }

  /** What belongs to one invoice. An answer that comes while another is shown is dropped: the audit log has it. */
  #makeParts(): Parts {
    const ifShown = <Result>(then: () => Result): Result | null => (this.#parts === parts ? then() : null)
    const context: TabContext = {
      client: () => this.#client,
      environment: () => this.environment,
      view: () => ifShown(() => this.#view),
      returnsUrl: () => this.returnsUrl,
      dispatch: (event) => this.dispatchEvent(event),
      announce: (text) => ifShown(() => (this.announcement = { text, urgency: 'polite' })),
      fail: (text) => ifShown(() => this.#fail(text)),
      offer: (text) => ifShown(() => (this.offered = text)),
      caughtUp: async (shows = () => true) => ifShown(() => this.#tab.caughtUp(shows)) ?? undefined,
      update: () => this.requestUpdate(),
    }
    const parts: Parts = { dialogs: new Dialogs(context, () => this.renderRoot), sync: new SyncController(context) }
    return parts
  }

  /** Speaks the language of a locale from the moment at which its messages are here. */
  async #speak(locale: string): Promise<void> {
    const language = languageOf(locale)
    const messages =
      language === null
        ? en
        : await language().then(
            (file) => file.messages,
            () => en,
          )
    if (locale !== this.#formats.locale || messages === this.#messages) return
    this.#messages = messages
    this.requestUpdate()
  }

  #sync(): void {
    this.failure = null
    void this.#parts.sync.sync()
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
    this.#parts.dialogs.observe(tab)
  }

  /** What was open, said or offered here was about the invoice before, and is not carried over to another. */
  #startOn(invoice: string): void {
    const { api } = this
    if (this.#shown !== null && (this.#shown.api !== api || this.#shown.invoice !== invoice)) {
      this.#parts = this.#makeParts()
      this.announcement = null
      this.failure = null
      this.offered = null
    }
    this.#shown = { api, invoice }
  }
}
