/** German, what is said only once it is asked for. */
import type { EvidenceAnswers, EvidenceMessages } from '../../disputes/evidence/messages.ts'
import { byCode } from '../../shared/by-code.ts'
import { ltr } from '../../shared/isolate.ts'
import type { DisputeStatuses, ThreadMessages } from '../../thread/messages.ts'
import type { TraceMessages } from '../../trace/messages.ts'

const disputeStatuses: DisputeStatuses = {
  warning_needs_response: 'Die Anfrage der Bank wartet auf Antwort',
  warning_under_review: 'Die Bank prüft die Antwort auf ihre Anfrage',
  warning_closed: 'Die Anfrage der Bank ist erledigt',
  needs_response: 'Die Anfechtung wartet auf Antwort',
  under_review: 'Die Bank entscheidet über die Anfechtung',
  won: 'Die Anfechtung wurde gewonnen',
  lost: 'Die Anfechtung wurde verloren',
  prevented: 'Die Anfechtung wurde abgewendet',
}

export const thread: ThreadMessages = {
  loading: 'Verlauf wird geladen…',
  failed: 'Der Verlauf konnte nicht geladen werden.',
  inStripe: 'In Stripe öffnen',
  receipt: 'Beleg',
  paid: (method, sum) => ltr`${sum} gezahlt: ${method}`,
  captured: (sum) => ltr`Mehr wurde eingezogen: insgesamt ${sum}`,
  refundRequested: (sum) => ltr`Erstattung von ${sum} angefordert`,
  refundNotMade: (sum) => ltr`Erstattung von ${sum} nicht ausgeführt`,
  approvalRequested: (sum) => ltr`Freigabe einer Erstattung von ${sum} angefragt`,
  approved: (sum) => ltr`Erstattung von ${sum} freigegeben`,
  declined: (sum) => ltr`Erstattung von ${sum} abgelehnt`,
  withdrawn: (sum) => ltr`Erstattung von ${sum} zurückgezogen`,
  approvalExpired: (sum) => ltr`Erstattung von ${sum} verfallen: binnen 7 Tagen gab sie niemand frei`,
  refund: (sum, status) => ltr`Erstattung von ${sum}: ${status}`,
  refundUnchanged: (sum) => ltr`Neues zur Erstattung von ${sum}`,
  paidOut: (method, sum) => ltr`Anders ausgezahlt: ${method} ${sum}`,
  removed: (method, sum) => ltr`Entfernt: ${method} ${sum}`,
  disputed: (sum) => ltr`Angefochten: ${sum}`,
  inquiry: (sum) => ltr`Anfrage der Bank zu ${sum}`,
  reopened: (sum) => ltr`Erneut angefochten: ${sum}`,
  evidenceSubmitted: 'Nachweise wurden eingereicht',
  disputeStatus: byCode(disputeStatuses, 'Die Anfechtung hat sich geändert'),
}

export const trace: TraceMessages = {
  title: 'Wo ist diese Erstattung?',
  referenceTitle: 'Die Referenz der Bank',
  noReferenceYet: 'Die Bank hat noch keine Referenz genannt. Meist kommt sie binnen einer Woche.',
  noReference: 'Diese Bank nennt keine Referenz.',
  expected: (from, to) => ltr`Kommt meist zwischen dem ${from} und dem ${to} an.`,
  late: (to) => ltr`Hätte bis zum ${to} ankommen sollen. Die Bank des Kunden kann sie mit der Referenz finden.`,
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Das Kopieren ist fehlgeschlagen. Markieren Sie den Text und kopieren Sie ihn.',
  tellTitle: 'Was Sie dem Kunden sagen können',
  language: 'Sprache',
  print: 'Drucken',
  printFailed: 'Von dieser Seite aus kann nicht gedruckt werden. Kopieren Sie den Text stattdessen.',
  languageFailed: 'Diese Sprache konnte nicht geladen werden. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
  tell: {
    sent: (sum, date, to) =>
      to === null
        ? ltr`Wir haben Ihre Erstattung von ${sum} am ${date} auf dem Weg gesendet, auf dem Sie gezahlt haben.`
        : ltr`Wir haben Ihre Erstattung von ${sum} am ${date} an Ihre ${to} gesendet.`,
    waiting: (sum) => ltr`Ihre Erstattung von ${sum} ist in Vorbereitung und noch nicht gesendet.`,
    window: (from, to) => ltr`Banken brauchen 5 bis 10 Werktage: Sie sollte zwischen dem ${from} und dem ${to} ankommen.`,
    late: 'Sie sollte inzwischen da sein: Bitten Sie Ihre Bank, danach zu suchen.',
    shape: 'Sie erscheint als Gutschrift, oder die Zahlung selbst verschwindet von Ihrem Auszug.',
    reference: (reference) => ltr`Ihre Bank findet sie mit dieser Referenz: ${reference}.`,
  },
  slip: {
    title: 'Erstattung',
    invoice: 'Rechnung',
    customer: 'Kunde',
    amount: 'Erstatteter Betrag',
    date: 'Erstattet am',
    to: 'Erstattet auf',
    expected: 'Erwartet',
    reference: 'Bankreferenz',
    between: (from, to) => ltr`${from} bis ${to}`,
  },
}

const answers: EvidenceAnswers = {
  bank_cannot_process: 'Ein Nachweis, dass die Zahlung autorisiert war und der Kunde zahlen wollte.',
  check_returned: 'Ein Nachweis, dass der Kunde den Betrag schuldete, und was seither vereinbart wurde.',
  credit_not_processed: 'Die Erstattung mit ihrer Bankreferenz, oder Ihre Erstattungsregeln und der Nachweis, dass der Kunde sie kannte.',
  customer_initiated: 'Was zeigt, dass der Kunde das Bezahlte erhielt: Lieferung, Unterschrift, Nachrichten.',
  debit_not_authorized: 'Das Mandat oder die Bestellung, die der Kunde unterschrieb.',
  duplicate: 'Beide Rechnungen oder Belege, die zwei Käufe zeigen, oder die Erstattung des einen.',
  fraudulent:
    'Unterschriebener Beleg oder Lieferschein, Nachrichten des Kunden, frühere Käufe ohne Anfechtung, Chip oder PIN am Lesegerät.',
  incorrect_account_details: 'Die Bankdaten, die der Kunde Ihnen gab.',
  insufficient_funds: 'Ein Nachweis, dass der Kunde den Betrag schuldete. Meist muss er neu zahlen.',
  noncompliant: 'Was das Kartennetzwerk verlangt, wie Stripe es auflistet.',
  product_not_received: 'Liefernachweis: unterschriebene Abholung, Sendungsnummer, Nachrichten des Kunden.',
  product_unacceptable: 'Fotos, Zertifikat oder Gutachten, die Beschreibung beim Verkauf und jedes Angebot zu Reparatur oder Umtausch.',
  subscription_canceled: 'Die Bedingungen, und wann und wie der Kunde kündigte.',
  unrecognized: 'Beleg und Lieferung mit dem Namen des Kunden, und wie Ihr Geschäft auf dem Auszug erscheint.',
}

export const evidence: EvidenceMessages = {
  answers: byCode(answers, 'Beleg, Lieferung, Nachrichten mit dem Kunden und Ihre Bedingungen. Stripe listet auf, was die Bank verlangt.'),
}
