/** French, what is said only once it is asked for. */
import type { EvidenceAnswers, EvidenceMessages } from '../../disputes/evidence/messages.ts'
import { byCode } from '../../shared/by-code.ts'
import { ltr } from '../../shared/isolate.ts'
import type { DisputeStatuses, ThreadMessages } from '../../thread/messages.ts'
import type { TraceMessages } from '../../trace/messages.ts'

const disputeStatuses: DisputeStatuses = {
  warning_needs_response: 'La demande de la banque attend une réponse',
  warning_under_review: 'La banque étudie la réponse à sa demande',
  warning_closed: 'La demande de la banque est close',
  needs_response: 'Le litige attend une réponse',
  under_review: 'La banque tranche le litige',
  won: 'Le litige a été gagné',
  lost: 'Le litige a été perdu',
  prevented: 'Le litige a été évité',
}

export const thread: ThreadMessages = {
  loading: 'Chargement de l’historique…',
  failed: 'L’historique n’a pas pu être chargé.',
  inStripe: 'Ouvrir dans Stripe',
  receipt: 'Reçu',
  paid: (method, sum) => ltr`Payé ${sum} : ${method}`,
  captured: (sum) => ltr`Montant capturé augmenté : ${sum} en tout`,
  refundRequested: (sum) => ltr`Remboursement de ${sum} demandé`,
  refundNotMade: (sum) => ltr`Remboursement de ${sum} non effectué`,
  approvalRequested: (sum) => ltr`Approbation d’un remboursement de ${sum} demandée`,
  approved: (sum) => ltr`Remboursement de ${sum} approuvé`,
  declined: (sum) => ltr`Remboursement de ${sum} refusé`,
  withdrawn: (sum) => ltr`Remboursement de ${sum} retiré`,
  approvalExpired: (sum) => ltr`Remboursement de ${sum} expiré : personne ne l’a approuvé en 7 jours`,
  refund: (sum, status) => ltr`Remboursement de ${sum} : ${status}`,
  refundUnchanged: (sum) => ltr`Nouvelles du remboursement de ${sum}`,
  paidOut: (method, sum) => ltr`Versé autrement : ${method} ${sum}`,
  removed: (method, sum) => ltr`Supprimé : ${method} ${sum}`,
  disputed: (sum) => ltr`Contesté : ${sum}`,
  inquiry: (sum) => ltr`Demande de la banque au sujet de ${sum}`,
  reopened: (sum) => ltr`Contesté de nouveau : ${sum}`,
  evidenceSubmitted: 'Des preuves ont été envoyées',
  disputeStatus: byCode(disputeStatuses, 'Le litige a changé'),
}

export const trace: TraceMessages = {
  title: 'Où est ce remboursement ?',
  referenceTitle: 'La référence de la banque',
  noReferenceYet: 'La banque n’a pas encore donné de référence. Elle arrive en général sous une semaine.',
  noReference: 'Cette banque ne donne pas de référence.',
  expected: (from, to) => ltr`Arrive en général entre le ${from} et le ${to}.`,
  late: (to) => ltr`Aurait dû arriver le ${to} au plus tard. La banque du client peut le retrouver par la référence.`,
  copy: 'Copier',
  copied: 'Copié',
  copyFailed: 'La copie a échoué. Sélectionnez le texte et copiez-le.',
  tellTitle: 'Que dire au client',
  language: 'Langue',
  print: 'Imprimer',
  printFailed: 'L’impression a échoué depuis cette page. Copiez le texte à la place.',
  languageFailed: 'Cette langue n’a pas pu être chargée. Vérifiez la connexion et réessayez.',
  tell: {
    sent: (sum, date, to) =>
      to === null
        ? ltr`Nous avons envoyé votre remboursement de ${sum} le ${date}, par le moyen utilisé pour payer.`
        : ltr`Nous avons envoyé votre remboursement de ${sum} le ${date} sur votre ${to}.`,
    waiting: (sum) => ltr`Votre remboursement de ${sum} est en préparation et n’a pas encore été envoyé.`,
    window: (from, to) => ltr`Les banques mettent de 5 à 10 jours ouvrables : il devrait arriver entre le ${from} et le ${to}.`,
    late: 'Il devrait être arrivé : demandez à votre banque de le rechercher.',
    shape: 'Il peut apparaître comme un crédit, ou le paiement lui-même disparaît de votre relevé.',
    reference: (reference) => ltr`Votre banque peut le retrouver avec cette référence : ${reference}.`,
  },
  slip: {
    title: 'Remboursement',
    invoice: 'Facture',
    customer: 'Client',
    amount: 'Montant remboursé',
    date: 'Remboursé le',
    to: 'Remboursé sur',
    expected: 'Arrivée prévue',
    reference: 'Référence bancaire',
    between: (from, to) => ltr`du ${from} au ${to}`,
  },
}

const answers: EvidenceAnswers = {
  bank_cannot_process: 'La preuve que le paiement a été autorisé et que le client a accepté de payer.',
  check_returned: 'La preuve que le client devait la somme, et ce qui a été convenu depuis.',
  credit_not_processed:
    'Le remboursement avec sa référence bancaire, ou vos conditions de remboursement et la preuve que le client les connaissait.',
  customer_initiated: 'Ce qui montre que le client a reçu ce qu’il a payé : livraison, signature, messages.',
  debit_not_authorized: 'Le mandat ou la commande que le client a signés.',
  duplicate: 'Les deux factures ou reçus, montrant deux achats distincts, ou le remboursement de l’un d’eux.',
  fraudulent: 'Reçu ou livraison signés, messages du client, achats antérieurs non contestés, puce ou code au lecteur.',
  incorrect_account_details: 'Les coordonnées bancaires que le client vous a données.',
  insufficient_funds: 'La preuve que le client devait la somme. En général, il doit payer de nouveau.',
  noncompliant: 'Ce que demande le réseau de cartes, comme Stripe l’indique.',
  product_not_received: 'La preuve de livraison : retrait signé, numéro de suivi, messages du client.',
  product_unacceptable: 'Photos, certificat ou expertise, description à la vente, et toute offre de réparer ou d’échanger.',
  subscription_canceled: 'Les conditions, et quand et comment le client a résilié.',
  unrecognized: 'Reçu et livraison au nom du client, et le nom de votre boutique sur le relevé.',
}

export const evidence: EvidenceMessages = {
  answers: byCode(answers, 'Reçu, livraison, messages avec le client et vos conditions. Stripe indique ce que demande la banque.'),
}
