import type { DisputeReasons } from '../disputes/messages.ts'
import { byCode, problemsIn } from '../shared/by-code.ts'
import { ltr } from '../shared/isolate.ts'
import { brands, type Failures } from '../shared/messages.ts'
import { agoIn, leftIn } from '../shared/relative-time.ts'
import { referenceName, type PendingReasons } from '../table/messages.ts'
import { evidence, thread, trace } from './later/de.ts'
import type { CompleteMessages } from './index.ts'

const problem = problemsIn({
  general: 'Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.',
  sentences: {
    rate_limited: 'Zu viele Anfragen auf einmal. Warten Sie einen Moment und versuchen Sie es noch einmal.',
    unauthenticated: 'Ihre Anmeldung bei den Zahlungen ist abgelaufen. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
    forbidden: 'Das dürfen Sie nicht. Wenden Sie sich an jemanden, der es darf.',
    invalid_request: 'Die Eingabe konnte so nicht angenommen werden. Prüfen Sie Betrag und Notiz.',
    not_found: 'Diese Zahlung gibt es hier nicht mehr.',
    idempotency_key_reused: 'Das wurde schon mit anderen Angaben gesendet. Schließen Sie dies und beginnen Sie neu.',
    own_request: 'Sie haben diese Erstattung angefragt, deshalb muss jemand anderes darüber entscheiden.',
    not_awaiting_approval: 'Diese Erstattung wartet nicht mehr auf Freigabe.',
    stripe_row_not_removable: 'Stripe-Zahlungen lassen sich nicht entfernen, nur erstatten.',
    invoice_voided: 'Die Rechnung ist storniert und nimmt keine Zahlungen mehr an.',
    not_refundable: 'Nur Stripe-Zahlungen lassen sich erstatten.',
    charge_disputed: 'Diese Zahlung ist angefochten und lässt sich nicht erstatten, solange die Anfechtung offen ist.',
    requires_reader: 'Diese Zahlung wurde mit Interac gemacht. Erstatten Sie sie am Kartenleser, mit der Karte des Kunden.',
    amount_not_positive: 'Geben Sie einen Betrag über null ein.',
    exceeds_permission:
      'Das ist mehr, als Sie auf dieser Rechnung an einem Tag zurückzahlen oder entfernen dürfen. Wenden Sie sich an jemanden mit höherem Limit.',
    unavailable: 'Die Zahlungen sind gerade nicht erreichbar. Versuchen Sie es gleich noch einmal.',
    stripe_unavailable: 'Stripe ist gerade nicht erreichbar. Versuchen Sie es gleich noch einmal.',
  },
  refusals: {
    charge_already_refunded: 'Laut Stripe ist diese Zahlung schon vollständig erstattet.',
    charge_disputed: 'Laut Stripe hat die Bank des Kunden diese Zahlung angefochten. Sie lässt sich jetzt nicht erstatten.',
    refund_disputed_payment: 'Laut Stripe hat die Bank des Kunden diese Zahlung angefochten. Sie lässt sich jetzt nicht erstatten.',
    balance_insufficient:
      'Das Stripe-Guthaben reicht für diese Erstattung nicht. Laden Sie es in Stripe auf und versuchen Sie es noch einmal.',
    insufficient_funds:
      'Das Stripe-Guthaben reicht für diese Erstattung nicht. Laden Sie es in Stripe auf und versuchen Sie es noch einmal.',
    amount_too_small: 'Laut Stripe ist der Betrag zu klein für eine Erstattung.',
    amount_too_large: 'Laut Stripe ist der Betrag zu groß für eine Erstattung.',
    resource_missing: 'Stripe kennt diese Zahlung nicht.',
    charge_exceeds_source_limit: 'Laut Stripe lässt sich auf diese Karte zurzeit nicht so viel erstatten.',
  },
  refused: 'Stripe hat diese Erstattung abgelehnt. Es wurde nichts erstattet. Öffnen Sie die Zahlung in Stripe, um den Grund zu sehen.',
  exceeds: (sum) =>
    sum === null ? 'Das ist mehr, als noch erstattet werden kann.' : ltr`Das ist mehr, als noch erstattet werden kann: ${sum}.`,
})

const failures: Failures = {
  charge_for_pending_refund_disputed:
    'Der Kunde hat die Zahlung angefochten, während die Erstattung ausstand. Nun entscheidet die Anfechtung.',
  declined: 'Die Bank des Kunden hat die Erstattung abgelehnt.',
  expired_or_canceled_card: 'Die Karte des Kunden ist abgelaufen oder gekündigt.',
  insufficient_funds: 'Das Stripe-Guthaben war zu lange zu niedrig. Laden Sie es auf und erstatten Sie noch einmal.',
  lost_or_stolen_card: 'Die Karte des Kunden wurde als verloren oder gestohlen gemeldet.',
  merchant_request: 'Die Erstattung wurde auf Wunsch des Geschäfts gestoppt.',
}

const pending: PendingReasons = {
  insufficient_funds: 'Das Stripe-Guthaben reicht für diese Erstattung nicht. Laden Sie es auf, dann geht sie von selbst hinaus.',
  charge_pending: 'Sie geht hinaus, sobald die ursprüngliche Zahlung eingegangen ist.',
  processing: 'Stripe hat sie gesendet. Die Bank bearbeitet sie.',
}

const reasons: DisputeReasons = {
  bank_cannot_process: 'Die Bank des Kunden konnte die Zahlung nicht verarbeiten.',
  check_returned: 'Die Bank des Kunden hat den Scheck zurückgegeben.',
  credit_not_processed: 'Der Kunde sagt, eine versprochene Erstattung kam nie an.',
  customer_initiated: 'Der Kunde hat sein Geld bei seiner Bank zurückverlangt.',
  debit_not_authorized: 'Der Kunde sagt, er habe die Lastschrift nicht erlaubt.',
  duplicate: 'Der Kunde sagt, er sei zweimal belastet worden.',
  fraudulent: 'Der Karteninhaber sagt, er habe diese Zahlung nicht gemacht.',
  incorrect_account_details: 'Die Kontodaten waren falsch.',
  insufficient_funds: 'Das Konto des Kunden war nicht gedeckt.',
  noncompliant: 'Das Kartennetz sagt, seine Regeln seien nicht befolgt worden.',
  product_not_received: 'Der Kunde sagt, der Kauf kam nie an.',
  product_unacceptable: 'Der Kunde sagt, der Kauf war mangelhaft oder nicht wie beschrieben.',
  subscription_canceled: 'Der Kunde sagt, er habe gekündigt.',
  unrecognized: 'Der Kunde erkennt die Zahlung nicht.',
}
const reason = byCode(reasons, 'Die Bank des Kunden hat keinen bestimmten Grund genannt.')

const manager = 'Eine Führungskraft kann mehr erstatten.'

/** German. */
export const messages: CompleteMessages = {
  common: {
    retry: 'Noch einmal versuchen',
    dismiss: 'Ausblenden',
    cancel: 'Abbrechen',
    close: 'Schließen',
    noteHint: 'Das sieht nur Ihr Team.',
    dialogFailed: 'Der Dialog konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
    slow: 'Das dauert länger als üblich. Nichts wird zweimal ausgeführt.',
    offline:
      'Sie sind offline: Es wurde nichts gesendet und nichts geändert. Versuchen Sie es noch einmal, sobald die Verbindung wieder da ist.',
    ago: agoIn('de', 'gerade eben'),
    left: leftIn('de', (time) => `noch ${time}`),
    methods: {
      stripe_link: 'Stripe-Zahlungslink',
      stripe_terminal: 'Stripe-Kartenleser',
      stripe_refund: 'Stripe-Erstattung',
      cash: 'Bar',
      check: 'Scheck',
      store_credit: 'Guthaben',
      gift_card: 'Geschenkkarte',
    },
    brands,
    cardEnding: (last4) => ltr`endet auf ${last4}`,
    refundReasons: { requested_by_customer: 'Vom Kunden gewünscht', duplicate: 'Doppelt', fraudulent: 'Betrügerisch' },
    failureReason: byCode(failures, 'Die Bank des Kunden konnte die Erstattung nicht annehmen und nannte keinen Grund.'),
    amount: {
      empty: 'Geben Sie einen Betrag ein.',
      notANumber: (example) => ltr`Geben Sie einen Betrag in Ziffern ein, etwa ${example}.`,
      otherCurrency: (name) => ltr`Geben Sie einen Betrag in ${name} ein.`,
      ambiguous: (one, other) => ltr`Das lässt sich auf zwei Arten lesen. Geben Sie ${one} oder ${other} ein.`,
      tooManyDecimals: (decimals) =>
        decimals <= 0 ? 'Geben Sie einen ganzen Betrag ein.' : `Geben Sie höchstens ${decimals} Nachkommastellen ein.`,
      lastDecimalNotZero: 'Die letzte Nachkommastelle muss 0 sein.',
      tooLarge: 'Dieser Betrag ist zu groß.',
      notPositive: 'Geben Sie einen Betrag über null ein.',
      overRefundable: (cap) => ltr`Höchstens ${cap} können erstattet werden.`,
      overLimit: (cap) => ltr`Sie können hier heute höchstens ${cap} erstatten. ${manager}`,
      overPayout: (cap) => ltr`Höchstens ${cap} können noch ausgezahlt werden.`,
    },
    refusals: {
      amount_put_back: 'Das sah nach einem Barcodeleser aus, deshalb wurde der Betrag zurückgesetzt.',
      nothing_done: 'Das sah nach einem Barcodeleser aus, deshalb geschah nichts.',
      just_changed: 'Hier hat sich gerade etwas geändert, deshalb geschah nichts. Lesen Sie die Änderung und drücken Sie noch einmal.',
    },
    invoice: (customer, number) => (customer === null ? ltr`Rechnung ${number}` : ltr`${customer} · Rechnung ${number}`),
    quote: (id) => ltr`Wenn es so bleibt, nennen Sie Ihrer Administration diese Nummer: ${id}`,
    becomes: 'wird',
    arrow: '→',
    problem,
  },
  facts: {
    total: 'Summe',
    paid: 'Bezahlt',
    balanceDue: 'Offen',
    recordPayment: '+ Zahlung erfassen',
    lost: (sum) => ltr`davon ${sum} durch Anfechtung verloren`,
    viewOnly: 'Sie können diese Zahlungen ansehen. Eine Leitung kann erstatten und erfassen.',
    sync: {
      now: 'Jetzt abgleichen',
      checking: 'Wird mit Stripe abgeglichen…',
      never: 'Noch nicht mit Stripe abgeglichen',
      matches: (when) => ltr`Stimmt mit Stripe überein, geprüft ${when}`,
      outdated: (when) => ltr`Seit der Prüfung ${when} geändert`,
      more: (difference, when) => ltr`Stripe hat ${difference} mehr als diese Bücher, geprüft ${when}`,
      less: (difference, when) => ltr`Stripe hat ${difference} weniger als diese Bücher, geprüft ${when}`,
      differs: (when) => ltr`Stimmt noch nicht mit Stripe überein, geprüft ${when}`,
      failed: 'Der Abgleich mit Stripe ist fehlgeschlagen. Versuchen Sie es gleich noch einmal.',
    },
  },
  table: {
    name: (invoice) => ltr`Zahlungen der Rechnung ${invoice}`,
    columns: { date: 'Datum', method: 'Zahlart', details: 'Einzelheiten', status: 'Status', amount: 'Betrag', action: 'Aktion' },
    empty: {
      title: 'Noch keine Zahlungen',
      text: 'Zahlungen erscheinen hier, sobald sie eingehen. Bargeld, Schecks, Guthaben und Geschenkkarten können Sie erfassen.',
    },
    emptyButWaiting: {
      title: 'Noch keine Zahlung gezählt',
      text: 'Eine Zahlung in einer anderen Währung als der der Rechnung wartet oben auf eine Entscheidung.',
    },
    search: {
      label: 'Zahlung nach Betrag, letzten vier Ziffern oder Notiz suchen',
      placeholder: 'Betrag, letzte vier oder Notiz',
      newest: (shown, total) => ltr`Die neuesten ${shown} von ${total}`,
      found: (number) => (number === 0 ? 'Keine gefunden' : ltr`${number} gefunden`),
      all: (total) => ltr`Alle ${total} anzeigen`,
    },
    loading: 'Zahlungen werden geladen…',
    by: (name, via) => (via === 'stripe_dashboard' ? ltr`${name}, in Stripe` : name),
    via: (via) => ({ stripe: 'Stripe', stripe_dashboard: 'In Stripe', host: 'System des Geschäfts', widget: 'Personal' })[via],
    status: {
      payment: {
        succeeded: 'Bezahlt',
        processing: 'In Arbeit',
        pending: 'Ausstehend',
        requires_action: 'Handlung nötig',
        failed: 'Fehlgeschlagen',
        canceled: 'Abgebrochen',
      },
      refund: {
        succeeded: 'Erstattet',
        processing: 'Wird mit Stripe geprüft…',
        pending: 'Ausstehend',
        requires_action: 'Handlung nötig',
        failed: 'Fehlgeschlagen',
        canceled: 'Abgebrochen',
      },
      paidOut: 'Ausgezahlt',
      partlyRefunded: 'Teils erstattet',
      awaiting_approval: 'Wartet auf Freigabe',
      declined: 'Nicht freigegeben',
    },
    blockedBy: {
      fully_refunded: 'Vollständig erstattet',
      paid_out: 'Anders ausgezahlt',
      dispute_lost: 'In Anfechtung verloren',
      refund_pending: 'Erstattung läuft',
      disputed: 'Keine Erstattung bei Anfechtung',
      requires_reader: 'Am Kartenleser erstatten',
      stripe_key_refused: 'Keine Erstattung: Stripe lehnt den Schlüssel ab',
    },
    pendingReason: byCode(pending, 'Stripe bearbeitet sie.'),
    requiresAction: 'Der Kunde muss auf die E-Mail von Stripe reagieren, damit das Geld ankommen kann.',
    canceledRefund: 'Die Erstattung wurde abgebrochen. Es ging kein Geld hinaus.',
    reference: (type, value) => ltr`Bankreferenz ${referenceName(type)}${value}`,
    replaces: (date) => ltr`Anstelle der Erstattung vom ${date}`,
    paidPart: (method, sum) => ltr`${method} ${sum}`,
    paidAnotherWay: (parts) => ltr`Anders ausgezahlt: ${parts.join(', ')}`,
    paidInPart: (parts, of) => ltr`${parts.join(' und ')} von ${of}`,
    refunded: (sum) => ltr`${sum} erstattet`,
    lostToDispute: (sum) => ltr`${sum} in Anfechtung verloren`,
    asksApproval: (name, sum) => ltr`${name ?? 'Jemand'} bittet um Freigabe einer Erstattung von ${sum}.`,
    declinedBy: (name) => (name === null ? 'Binnen 7 Tagen gab sie niemand frei.' : ltr`Abgelehnt von ${name}.`),
    offer: 'Zahlt der Kunde anders?',
    actions: {
      refund: 'Erstatten',
      remove: 'Entfernen',
      payAnotherWay: 'Anders auszahlen',
      payRest: 'Rest auszahlen',
      trace: 'Wo ist sie?',
      review: 'Prüfen',
      withdraw: 'Zurückziehen',
      record: (sum) => ltr`+ ${sum} erfassen`,
    },
    actionNames: {
      refund: (sum, date) => ltr`Erstatten, Zahlung von ${sum} vom ${date}`,
      remove: (method, sum, date) => ltr`Entfernen, ${method} ${sum} vom ${date}`,
      payAnotherWay: (sum, date) => ltr`Anders auszahlen, Erstattung von ${sum} vom ${date}`,
      record: (sum, refund) => ltr`Zahlung von ${sum} mit anderer Zahlart erfassen, nach der Erstattung von ${refund}`,
      payRest: (rest, sum, date) => ltr`Rest anders auszahlen, ${rest} der Erstattung von ${sum} vom ${date}`,
      approval: (action, sum, date) => ltr`${action}, Erstattung von ${sum} vom ${date}`,
      trace: (sum, date) => ltr`Wo ist sie? Erstattung von ${sum} vom ${date}`,
      thread: (sum, date) => ltr`Verlauf der Zahlung von ${sum} vom ${date}`,
    },
  },
  disputes: {
    title: (sum) => ltr`${sum} angefochten`,
    inquiryTitle: (sum) => ltr`Anfrage der Bank zu ${sum}`,
    appealTitle: (sum) => ltr`Einspruch gegen eine verlorene Anfechtung: ${sum}`,
    reason,
    inquiryReason: (code) => `${reason(code)} Noch ist kein Geld geflossen.`,
    stake: {
      refunded: 'Bereits erstattet',
      fee: 'Gebühr von Stripe',
      atStake: 'Auf dem Spiel',
      awaySince: 'Geld abgezogen seit',
      fullRefund: 'Eine volle Erstattung erledigt sie.',
    },
    usualEvidence: 'Was meist darauf antwortet',
    due: (deadline) => ltr`Antworten bis ${deadline}`,
    overdue: (deadline) => ltr`Überfällig: Die Frist war ${deadline}`,
    submitted: 'Nachweise eingereicht. Die Bank entscheidet.',
    noDeadline: 'Die Bank hat keine Frist gesetzt.',
    link: 'Nachweise in Stripe einreichen →',
    won: 'Anfechtung gewonnen',
    lost: 'Anfechtung verloren',
    open: 'Angefochten',
    inquiry: 'Anfrage',
    label: (sum) => ltr`Anfechtung über ${sum}`,
  },
  news: {
    refunded: ({ name, via }, sum) =>
      name === null
        ? via === 'stripe_dashboard'
          ? ltr`${sum} wurden gerade in Stripe erstattet.`
          : ltr`${sum} wurden gerade erstattet.`
        : ltr`${name} hat gerade ${sum} erstattet.`,
    refundChecking: (sum) => ltr`Eine Erstattung von ${sum} wird mit Stripe geprüft.`,
    refundPending: (sum) => ltr`Die Erstattung von ${sum} steht bei Stripe aus.`,
    refundNeedsAction: (sum) => ltr`Die Erstattung von ${sum} braucht eine Handlung des Kunden.`,
    refundFailed: (sum) => ltr`Die Erstattung von ${sum} ist fehlgeschlagen.`,
    refundCanceled: (sum) => ltr`Die Erstattung von ${sum} wurde abgebrochen.`,
    refundNotMade: (sum) => ltr`Die Erstattung von ${sum} wurde nicht gemacht.`,
    refundAwaitsApproval: ({ name }, sum) =>
      name === null ? ltr`Eine Erstattung von ${sum} wartet auf Freigabe.` : ltr`${name} bittet um Freigabe einer Erstattung von ${sum}.`,
    refundDeclined: (sum) => ltr`Die Erstattung von ${sum} wurde nicht freigegeben.`,
    refundWaitsNoMore: (sum) => ltr`Die Erstattung von ${sum} wartet nicht mehr auf Freigabe.`,
    paid: (method, sum) => ltr`${sum} wurden bezahlt: ${method}.`,
    recorded: ({ name }, method, sum) =>
      name === null ? ltr`Gerade erfasst: ${method} ${sum}.` : ltr`${name} hat gerade erfasst: ${method} ${sum}.`,
    paidOut: ({ name }, method, sum) =>
      name === null ? ltr`Gerade ausgezahlt: ${method} ${sum}.` : ltr`${name} hat gerade ausgezahlt: ${method} ${sum}.`,
    removed: (method, sum) => ltr`Gerade entfernt: ${method} ${sum}.`,
    changed: (method, sum) => ltr`Gerade geändert: ${method} ${sum}.`,
    disputeOpened: (sum) => ltr`Eine Zahlung von ${sum} wurde angefochten.`,
    disputeClosed: (sum) => ltr`Die Anfechtung über ${sum} wurde geschlossen.`,
    disputeWon: (sum) => ltr`Die Anfechtung über ${sum} wurde gewonnen.`,
    disputeLost: (sum) => ltr`Die Anfechtung über ${sum} wurde verloren.`,
    balance: (sum) => ltr`Offen sind jetzt ${sum}.`,
  },
  notices: {
    loadErrors: {
      session_failed: {
        title: 'Zahlungen können nicht gezeigt werden',
        text: 'Diese Seite konnte sich bei den Zahlungen nicht anmelden. Laden Sie sie neu; hilft das nicht, melden Sie sich neu an.',
      },
      unauthenticated: {
        title: 'Zahlungen können nicht gezeigt werden',
        text: 'Ihre Anmeldung bei den Zahlungen ist abgelaufen. Laden Sie die Seite neu.',
      },
      forbidden: {
        title: 'Zahlungen können hier nicht gezeigt werden',
        text: 'Sie haben keinen Zugang zu den Zahlungen dieser Rechnung, oder diese Seite darf sie nicht zeigen.',
      },
      not_found: {
        title: 'Diese Rechnung gibt es nicht',
        text: 'Die Zahlungen kennen diese Rechnung noch nicht. Speichern Sie sie und versuchen Sie es noch einmal.',
      },
      unavailable: {
        title: 'Zahlungen sind nicht erreichbar',
        text: 'Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal. Es wurde nichts geändert.',
      },
      internal: {
        title: 'Zahlungen können nicht angezeigt werden',
        text: 'Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.',
      },
    },
    connection: {
      reconnecting: 'Verbindung wird wiederhergestellt… Was Sie sehen, ist vielleicht nicht aktuell.',
      reading: 'Live-Aktualisierungen pausieren. Alle paar Sekunden wird nach Änderungen geschaut.',
      offline: 'Sie sind offline. Was Sie sehen, ist vielleicht nicht aktuell.',
      signed_out:
        'Diese Seite kann sich nicht mehr bei den Zahlungen anmelden. Melden Sie sich in einem anderen Tab neu an: Dann geht es von selbst weiter.',
    },
    voided: 'Diese Rechnung ist storniert und nimmt keine Zahlungen mehr an.',
    attention: {
      title: 'Hier ist jemand gefragt',
      refund_unknown:
        'Stripe hat eine Erstattung seit über einem Tag nicht bestätigt. Prüfen Sie sie in Stripe und lassen Sie Ihren Administrator das Ergebnis eintragen.',
      currency_mismatch:
        'Stripe meldet eine Zahlung oder Anfechtung in einer anderen Währung als der der Rechnung. Sie wird hier nicht gezählt. Entscheiden Sie in Stripe oder fragen Sie Ihren Administrator.',
      over_refunded:
        'An den Kunden ging durch Erstattungen oder eine verlorene Anfechtung mehr zurück, als die Zahlung brachte. Prüfen Sie die Zahlung in Stripe und klären Sie den Rest mit dem Kunden.',
      event_dead:
        'Eine Nachricht von Stripe zu dieser Rechnung konnte nicht angewendet werden. Bitten Sie Ihren Administrator, sie zu wiederholen.',
      difference:
        'Diese Bücher und Stripe stimmen nicht überein. Vergleichen Sie die Erstattungen mit denen in Stripe und nennen Sie Ihrem Administrator die Abweichungen.',
      stripe_key_refused:
        'Stripe akzeptiert den Schlüssel dieses Geschäfts nicht. Erst mit einem gültigen, den Ihr Administrator einträgt, sind Erstattungen möglich.',
      stripe_right_missing:
        'Dem Stripe-Schlüssel dieses Geschäfts fehlt ein Recht. Bis Ihr Administrator es ihm gibt, kann hier manches veraltet sein, und Erstattungen müssen vielleicht warten.',
      restored:
        'Die Daten dieses Geschäfts wurden aus einer Sicherung wiederhergestellt. Erstattungen warten, bis sie wieder mit Stripe übereinstimmen.',
    },
    since: (date) => ltr`seit ${date}`,
  },
  approval: {
    title: 'Diese Erstattung freigeben?',
    withdrawTitle: 'Diese Erstattung zurückziehen?',
    dismissTitle: 'Diese Erstattung wurde nicht freigegeben',
    withdrawText: 'Sie wartet dann nicht mehr auf Freigabe, und es wird nichts erstattet.',
    approve: (sum) => ltr`${sum} freigeben`,
    decline: 'Ablehnen',
    note: 'Notiz, falls Sie ablehnen (freiwillig)',
    underway: 'Einen Moment…',
    unanswered: 'Es kam keine Antwort. Versuchen Sie es noch einmal, um es zu erfahren: Nichts geschieht doppelt.',
    over: 'Diese Erstattung wartet nicht mehr auf Freigabe. Es ist nichts mehr zu tun.',
  },
  refund: {
    title: 'Zahlung erstatten',
    originalPayment: 'Ursprüngliche Zahlung',
    amount: 'Zu erstattender Betrag',
    refundableNow: (sum) => ltr`Jetzt erstattbar: ${sum} — zu dieser Zahlung gibt es schon Erstattungen`,
    stillRefundable: (sum) => ltr`${sum} können noch erstattet werden.`,
    use: (sum) => ltr`${sum} übernehmen`,
    limit: (left) => ltr`Sie können heute auf dieser Rechnung noch bis zu ${left} erstatten. ${manager}`,
    refundable: 'Erstattbar',
    all: (sum) => ltr`Alles: ${sum}`,
    keep: (percent, sum) => ltr`${percent} einbehalten (${sum})`,
    lines: 'Aus der Rechnung',
    lookAlike: ({ name }, sum, ago) =>
      name === null ? ltr`${sum} wurden hier ${ago} erstattet.` : ltr`${name} hat hier ${ago} ${sum} erstattet.`,
    another: 'Dies ist eine weitere Erstattung',
    tickAnother: 'Kreuzen Sie dies an, wenn es eine weitere Erstattung ist. Sonst ist nichts zu erstatten.',
    over: {
      fully_refunded: 'Diese Zahlung ist vollständig erstattet. Es ist nichts mehr zu erstatten.',
      paid_out: 'Der Rest dieser Zahlung wurde anders ausgezahlt. Es ist nichts mehr zu erstatten.',
      dispute_lost: 'Der Rest dieser Zahlung ging in einer Anfechtung verloren. Es ist nichts mehr zu erstatten.',
      refund_pending: 'Der ganze Rest dieser Zahlung wird bereits erstattet.',
      disputed: 'Diese Zahlung ist angefochten und lässt sich nicht erstatten, solange die Anfechtung offen ist.',
      requires_reader: 'Diese Zahlung wurde mit Interac gemacht. Erstatten Sie sie am Kartenleser, mit der Karte des Kunden.',
      stripe_key_refused:
        'Stripe akzeptiert den Schlüssel dieses Geschäfts nicht für Erstattungen. Sie sind erst möglich, wenn Ihr Administrator das behoben hat.',
      permission: 'Sie dürfen nicht erstatten. Wenden Sie sich an jemanden, der es darf.',
    },
    overLimit: `Sie haben erreicht, was Sie heute auf dieser Rechnung erstatten dürfen. ${manager}`,
    reason: 'Grund',
    note: 'Notiz (freiwillig)',
    tellCustomer: 'Kundin oder Kunden über diese Erstattung informieren',
    submit: (sum) => (sum === null ? 'Erstatten' : ltr`${sum} erstatten`),
    submitting: 'Wird erstattet…',
    needsApproval: 'Diese Erstattung braucht eine zweite Person. Bitten Sie um Freigabe: Sie wartet, bis jemand anderes sie freigibt.',
    askApproval: (sum) => ltr`Freigabe von ${sum} anfragen`,
    asking: 'Wird angefragt…',
    fraudulent: 'Stripe sperrt außerdem diese Karte und die E-Mail-Adresse des Kunden für künftige Zahlungen an Sie.',
    final: 'Eine Erstattung lässt sich nicht rückgängig machen.',
    fee: (sum) => ltr`Stripe behält seine Gebühr von ${sum} für diese Zahlung.`,
    moneyOnly: 'Hier geht nur Geld zurück. Ware kommt über eine Rückgabe, nicht hier.',
    returnsLink: 'Rückgabe beginnen',
    checkingTitle: 'Wird mit Stripe geprüft…',
    checking: 'Stripe hat diese Erstattung noch nicht bestätigt. Sie können dies schließen: Ihre Zeile zeigt, was daraus wird.',
    unanswered: 'Es kam keine Antwort, die Erstattung kann also erfolgt sein. Prüfen Sie noch einmal: Sie wird nie doppelt gezahlt.',
    checkAgain: 'Noch einmal prüfen',
    vetoed: 'Diese Seite hat die Erstattung gestoppt. Es wurde nichts erstattet.',
    unsent:
      'Die Erstattung wurde nicht gesendet, weil sich diese Seite bei den Zahlungen nicht anmelden konnte. Versuchen Sie es noch einmal.',
    failed: (why) => ltr`Die Erstattung ist fehlgeschlagen. ${why}`,
  },
  record: {
    title: 'Zahlung erfassen',
    payOutTitle: 'Anders auszahlen',
    method: 'Zahlart',
    amount: 'Betrag',
    direction: 'Richtung',
    in: 'Vom Kunden erhalten',
    out: 'An den Kunden ausgezahlt',
    note: 'Notiz (freiwillig)',
    replacing: (sum, date) => ltr`Ersetzt die Erstattung von ${sum} vom ${date}, die nicht zustande kam. Das Geld geht an den Kunden.`,
    rest: (sum) => ltr`${sum} davon sind noch zu zahlen.`,
    submit: (sum) => (sum === null ? 'Zahlung erfassen' : ltr`${sum} erfassen`),
    submitting: 'Wird erfasst…',
    unanswered: 'Es kam keine Antwort, die Zahlung kann also erfasst sein. Versuchen Sie es noch einmal: Sie wird nie doppelt erfasst.',
    use: (sum) => ltr`${sum} übernehmen`,
    overpaid: (sum) => ltr`${sum} mehr als offen ist: Die Rechnung wird überzahlt.`,
    paidOutTooMuch: (sum) => ltr`${sum} mehr, als dem Kunden zusteht: Das wird auf der Rechnung offen.`,
    submitAnyway: 'Trotzdem erfassen',
    overVoided: 'Die Rechnung wurde storniert und nimmt keine Zahlungen mehr an.',
    overPaidOut: 'Diese Erstattung wurde vollständig ausgezahlt. Es ist nichts mehr zu zahlen.',
  },
  remove: {
    title: 'Diese Zahlung entfernen?',
    booksOnly: 'Sie verlässt die Bücher, und der offene Betrag ändert sich. Es fließt kein Geld, und das Protokoll behält sie.',
    submit: 'Zahlung entfernen',
    submitting: 'Wird entfernt…',
    unanswered: 'Es kam keine Antwort. Versuchen Sie es noch einmal, um zu sehen, ob sie entfernt wurde.',
    over: 'Diese Zahlung wurde schon entfernt. Es ist nichts mehr zu tun.',
  },
  thread,
  trace,
  evidence,
}
