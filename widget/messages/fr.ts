import type { DisputeReasons } from '../disputes/messages.ts'
import { byCode } from '../shared/by-code.ts'
import { ltr } from '../shared/isolate.ts'
import { brands, type Failures } from '../shared/messages.ts'
import { problemsIn } from '../shared/problem-messages.ts'
import { agoIn, leftIn } from '../shared/relative-time.ts'
import { referenceName, type PendingReasons } from '../table/messages.ts'
import type { Messages } from './index.ts'

const problem = problemsIn({
  general: 'Une erreur s’est produite de notre côté. Réessayez dans un instant.',
  sentences: {
    rate_limited: 'Trop de demandes à la fois. Attendez un instant, puis réessayez.',
    unauthenticated: 'Votre connexion aux paiements a expiré. Rechargez la page, puis réessayez.',
    forbidden: 'Vous n’êtes pas autorisé à faire cela. Adressez-vous à une personne qui l’est.',
    invalid_request: 'La saisie n’a pas pu être acceptée. Vérifiez le montant et la note.',
    not_found: 'Ce paiement n’est plus là.',
    idempotency_key_reused: 'Cela a déjà été envoyé avec d’autres données. Fermez et recommencez.',
    stripe_row_not_removable: 'Les paiements Stripe ne peuvent pas être retirés, seulement remboursés.',
    invoice_voided: 'La facture est annulée et n’accepte plus de paiements.',
    not_refundable: 'Seuls les paiements Stripe peuvent être remboursés.',
    charge_disputed: 'Ce paiement est contesté et ne peut pas être remboursé tant que le litige est ouvert.',
    requires_reader: 'Ce paiement a été fait avec Interac. Remboursez-le au lecteur, avec la carte du client.',
    amount_not_positive: 'Saisissez un montant supérieur à zéro.',
    exceeds_permission:
      'C’est plus que ce que vous pouvez rendre ou retirer sur cette facture en un jour. Adressez-vous à une personne dont la limite est plus élevée.',
    unavailable: 'Les paiements sont inaccessibles pour le moment. Réessayez dans un instant.',
    stripe_unavailable: 'Stripe est inaccessible pour le moment. Réessayez dans un instant.',
  },
  refusals: {
    charge_already_refunded: 'Selon Stripe, ce paiement a déjà été entièrement remboursé.',
    charge_disputed: 'Selon Stripe, la banque du client conteste ce paiement : il ne peut pas être remboursé pour le moment.',
    refund_disputed_payment: 'Selon Stripe, la banque du client conteste ce paiement : il ne peut pas être remboursé pour le moment.',
    balance_insufficient: 'Le solde Stripe est trop bas pour ce remboursement. Rechargez le solde dans Stripe, puis réessayez.',
    insufficient_funds: 'Le solde Stripe est trop bas pour ce remboursement. Rechargez le solde dans Stripe, puis réessayez.',
    amount_too_small: 'Selon Stripe, le montant est trop petit pour être remboursé.',
    amount_too_large: 'Selon Stripe, le montant est trop grand pour être remboursé.',
    resource_missing: 'Stripe ne connaît pas ce paiement.',
    charge_exceeds_source_limit: 'Selon Stripe, on ne peut pas rembourser autant sur cette carte pour le moment.',
  },
  refused: 'Stripe a refusé ce remboursement. Rien n’a été remboursé. Ouvrez le paiement dans Stripe pour en voir la raison.',
  exceeds: (sum) =>
    sum === null ? 'C’est plus que ce qui peut encore être remboursé.' : ltr`C’est plus que ce qui peut encore être remboursé : ${sum}.`,
})

const failures: Failures = {
  charge_for_pending_refund_disputed:
    'Le client a contesté le paiement pendant que le remboursement était en attente. Le litige décide désormais.',
  declined: 'La banque du client a refusé le remboursement.',
  expired_or_canceled_card: 'La carte du client a expiré ou a été annulée.',
  insufficient_funds: 'Le solde Stripe est resté trop bas trop longtemps. Rechargez-le, puis remboursez à nouveau.',
  lost_or_stolen_card: 'La carte du client a été déclarée perdue ou volée.',
  merchant_request: 'Le remboursement a été arrêté à la demande du magasin.',
}

const pending: PendingReasons = {
  insufficient_funds: 'Le solde Stripe est trop bas pour ce remboursement. Rechargez-le et il partira de lui-même.',
  charge_pending: 'Il partira une fois le paiement d’origine réglé.',
  processing: 'Stripe l’a envoyé. La banque le traite.',
}

const reasons: DisputeReasons = {
  bank_cannot_process: 'La banque du client n’a pas pu traiter le paiement.',
  check_returned: 'La banque du client a retourné le chèque.',
  credit_not_processed: 'Le client dit qu’un remboursement promis n’est jamais arrivé.',
  customer_initiated: 'Le client a réclamé l’argent à sa banque.',
  debit_not_authorized: 'Le client dit ne pas avoir autorisé le prélèvement.',
  duplicate: 'Le client dit avoir été débité deux fois.',
  fraudulent: 'Le titulaire de la carte dit ne pas avoir fait ce paiement.',
  incorrect_account_details: 'Les coordonnées bancaires étaient erronées.',
  insufficient_funds: 'Le compte du client n’était pas assez approvisionné.',
  noncompliant: 'Le réseau de cartes dit que ses règles n’ont pas été suivies.',
  product_not_received: 'Le client dit que l’achat n’est jamais arrivé.',
  product_unacceptable: 'Le client dit que l’achat était défectueux ou non conforme à la description.',
  subscription_canceled: 'Le client dit avoir résilié.',
  unrecognized: 'Le client ne reconnaît pas le paiement.',
}
const reason = byCode(reasons, 'La banque du client n’a pas donné de raison particulière.')

const manager = 'Un responsable peut rembourser davantage.'

/** French. */
export const messages: Messages = {
  common: {
    retry: 'Réessayer',
    dismiss: 'Masquer',
    cancel: 'Annuler',
    close: 'Fermer',
    dialogFailed: 'La fenêtre n’a pas pu être chargée. Vérifiez votre connexion et réessayez.',
    slow: 'Cela prend plus de temps que d’habitude. Rien n’est fait deux fois.',
    offline: 'Vous êtes hors ligne : rien n’a été envoyé et rien n’a été fait. Réessayez une fois la connexion rétablie.',
    ago: agoIn('fr', 'à l’instant'),
    left: leftIn('fr', (time) => `encore ${time}`),
    methods: {
      stripe_link: 'Lien de paiement Stripe',
      stripe_terminal: 'Lecteur de cartes Stripe',
      stripe_refund: 'Remboursement Stripe',
      cash: 'Espèces',
      check: 'Chèque',
      store_credit: 'Avoir',
      gift_card: 'Carte cadeau',
    },
    brands,
    cardEnding: (last4) => ltr`se terminant par ${last4}`,
    refundReasons: { requested_by_customer: 'Demandé par le client', duplicate: 'En double', fraudulent: 'Frauduleux' },
    failureReason: byCode(failures, 'La banque du client n’a pas pu prendre le remboursement et n’a pas donné de raison.'),
    amount: {
      empty: 'Saisissez un montant.',
      notANumber: (example) => ltr`Saisissez un montant en chiffres, par exemple ${example}.`,
      otherCurrency: (name) => ltr`Saisissez un montant en ${name}.`,
      ambiguous: (one, other) => ltr`Cela peut se lire de deux façons. Saisissez ${one} ou ${other}.`,
      tooManyDecimals: (decimals) => (decimals <= 0 ? 'Saisissez un montant sans décimales.' : `Saisissez au plus ${decimals} décimales.`),
      lastDecimalNotZero: 'La dernière décimale doit être 0.',
      tooLarge: 'Ce montant est trop grand.',
      notPositive: 'Saisissez un montant supérieur à zéro.',
      overRefundable: (cap) => ltr`Au plus ${cap} peuvent être remboursés.`,
      overLimit: (cap) => ltr`Vous pouvez rembourser ici au plus ${cap} aujourd’hui. ${manager}`,
      overPayout: (cap) => ltr`Au plus ${cap} peuvent encore être versés.`,
    },
    refusals: {
      amount_put_back: 'Cela ressemblait à un lecteur de codes-barres : le montant a été remis.',
      nothing_done: 'Cela ressemblait à un lecteur de codes-barres : rien n’a été fait.',
      just_changed: 'Cela vient de changer, donc rien n’a été fait. Lisez ce qui a changé, puis appuyez à nouveau.',
    },
    invoice: (customer, number) => (customer === null ? ltr`Facture ${number}` : ltr`${customer} · Facture ${number}`),
    becomes: 'devient',
    arrow: '→',
    problem,
  },
  facts: {
    total: 'Total',
    paid: 'Payé',
    balanceDue: 'Solde dû',
    recordPayment: '+ Saisir un paiement',
    sync: {
      now: 'Vérifier',
      checking: 'Vérification auprès de Stripe…',
      never: 'Pas encore vérifié auprès de Stripe',
      matches: (when) => ltr`Conforme à Stripe, vérifié ${when}`,
      outdated: (when) => ltr`Modifié depuis la vérification (${when})`,
      more: (difference, when) => ltr`Stripe a ${difference} de plus que ces livres, vérifié ${when}`,
      less: (difference, when) => ltr`Stripe a ${difference} de moins que ces livres, vérifié ${when}`,
      differs: (when) => ltr`Pas encore conforme à Stripe, vérifié ${when}`,
      failed: 'La vérification auprès de Stripe a échoué. Réessayez dans un instant.',
    },
  },
  table: {
    payments: 'Paiements',
    columns: { date: 'Date', method: 'Moyen', details: 'Détails', status: 'État', amount: 'Montant', action: 'Action' },
    empty: {
      title: 'Aucun paiement',
      text: 'Les paiements apparaissent ici à leur arrivée, et vous pouvez saisir espèces, chèques, avoirs et cartes cadeaux.',
    },
    loading: 'Chargement des paiements…',
    by: (name, via) => (via === 'stripe_dashboard' ? ltr`${name}, dans Stripe` : name),
    via: (via) => ({ stripe: 'Stripe', stripe_dashboard: 'Dans Stripe', host: 'Système du magasin', widget: 'Personnel' })[via],
    status: {
      payment: {
        succeeded: 'Payé',
        processing: 'En cours',
        pending: 'En attente',
        requires_action: 'Action requise',
        failed: 'Échoué',
        canceled: 'Annulé',
      },
      refund: {
        succeeded: 'Remboursé',
        processing: 'Vérification auprès de Stripe…',
        pending: 'En attente',
        requires_action: 'Action requise',
        failed: 'Échoué',
        canceled: 'Annulé',
      },
      paidOut: 'Versé',
      partlyRefunded: 'Remboursé en partie',
    },
    blockedBy: {
      fully_refunded: 'Entièrement remboursé',
      paid_out: 'Versé autrement',
      dispute_lost: 'Perdu dans un litige',
      refund_pending: 'Remboursement en cours',
      disputed: 'Pas de remboursement pendant le litige',
      requires_reader: 'À rembourser au lecteur',
      stripe_key_refused: 'Pas de remboursement : Stripe refuse la clé',
    },
    pendingReason: byCode(pending, 'Stripe le traite.'),
    requiresAction: 'Le client doit répondre à l’e-mail de Stripe pour recevoir l’argent.',
    canceledRefund: 'Le remboursement a été annulé. Aucun argent n’est sorti.',
    reference: (type, value) => ltr`Référence bancaire ${referenceName(type)}${value}`,
    replaces: (date) => ltr`À la place du remboursement du ${date}`,
    paidPart: (method, sum) => ltr`${method} ${sum}`,
    paidAnotherWay: (parts) => ltr`Versé autrement : ${parts.join(', ')}`,
    paidInPart: (parts, of) => ltr`${parts.join(' et ')} sur ${of}`,
    refunded: (sum) => ltr`${sum} remboursés`,
    lostToDispute: (sum) => ltr`${sum} perdus dans un litige`,
    offer: 'Le client paie-t-il autrement ?',
    actions: {
      refund: 'Rembourser',
      remove: 'Retirer',
      payAnotherWay: 'Verser autrement',
      payRest: 'Verser le reste',
      record: (sum) => ltr`+ Saisir ${sum}`,
    },
    actionNames: {
      refund: (sum, date) => ltr`Rembourser, paiement de ${sum} du ${date}`,
      remove: (method, sum, date) => ltr`Retirer, ${method} ${sum} du ${date}`,
      payAnotherWay: (sum, date) => ltr`Verser autrement, remboursement de ${sum} du ${date}`,
      record: (sum, refund) => ltr`Saisir un paiement de ${sum} par un autre moyen, après le remboursement de ${refund}`,
      payRest: (rest, sum, date) => ltr`Verser le reste autrement, ${rest} du remboursement de ${sum} du ${date}`,
    },
  },
  disputes: {
    title: (sum) => ltr`${sum} contestés`,
    inquiryTitle: (sum) => ltr`Demande de la banque sur ${sum}`,
    appealTitle: (sum) => ltr`Appel d’un litige perdu : ${sum}`,
    reason,
    inquiryReason: (code) => `${reason(code)} Aucun argent n’a encore bougé.`,
    fee: (sum) => ltr`Frais de Stripe pour ce litige : ${sum}`,
    due: (deadline) => ltr`Répondre avant le ${deadline}`,
    overdue: (deadline) => ltr`En retard : l’échéance était le ${deadline}`,
    submitted: 'Preuves envoyées. La banque décide.',
    noDeadline: 'La banque n’a pas fixé d’échéance.',
    link: 'Envoyer des preuves dans Stripe →',
    won: 'Litige gagné',
    lost: 'Litige perdu',
    open: 'Contesté',
    inquiry: 'Demande',
    label: (sum) => ltr`Litige de ${sum}`,
  },
  news: {
    refunded: ({ name, via }, sum) =>
      name === null
        ? via === 'stripe_dashboard'
          ? ltr`${sum} viennent d’être remboursés dans Stripe.`
          : ltr`${sum} viennent d’être remboursés.`
        : ltr`${name} vient de rembourser ${sum}.`,
    refundChecking: (sum) => ltr`Un remboursement de ${sum} est en cours de vérification auprès de Stripe.`,
    refundPending: (sum) => ltr`Le remboursement de ${sum} est en attente chez Stripe.`,
    refundNeedsAction: (sum) => ltr`Le remboursement de ${sum} nécessite une action du client.`,
    refundFailed: (sum) => ltr`Le remboursement de ${sum} a échoué.`,
    refundCanceled: (sum) => ltr`Le remboursement de ${sum} a été annulé.`,
    refundNotMade: (sum) => ltr`Le remboursement de ${sum} n’a pas été fait.`,
    paid: (method, sum) => ltr`${sum} ont été payés : ${method}.`,
    recorded: ({ name }, method, sum) =>
      name === null ? ltr`Vient d’être saisi : ${method} ${sum}.` : ltr`${name} vient de saisir : ${method} ${sum}.`,
    paidOut: ({ name }, method, sum) =>
      name === null ? ltr`Vient d’être versé : ${method} ${sum}.` : ltr`${name} vient de verser : ${method} ${sum}.`,
    removed: (method, sum) => ltr`Vient d’être retiré : ${method} ${sum}.`,
    changed: (method, sum) => ltr`Vient de changer : ${method} ${sum}.`,
    disputeOpened: (sum) => ltr`Un paiement de ${sum} a été contesté.`,
    disputeClosed: (sum) => ltr`Le litige de ${sum} a été clos.`,
    disputeWon: (sum) => ltr`Le litige de ${sum} a été gagné.`,
    disputeLost: (sum) => ltr`Le litige de ${sum} a été perdu.`,
    balance: (sum) => ltr`Le solde dû est maintenant de ${sum}.`,
  },
  notices: {
    loadErrors: {
      session_failed: {
        title: 'Les paiements ne peuvent pas être affichés',
        text: 'Cette page n’a pas pu se connecter aux paiements. Rechargez-la ; si cela ne suffit pas, reconnectez-vous.',
      },
      unauthenticated: {
        title: 'Les paiements ne peuvent pas être affichés',
        text: 'Votre connexion aux paiements a expiré. Rechargez la page.',
      },
      forbidden: {
        title: 'Les paiements ne peuvent pas être affichés ici',
        text: 'Vous n’avez pas accès aux paiements de cette facture, ou cette page n’est pas autorisée à les afficher.',
      },
      not_found: {
        title: 'Facture inconnue',
        text: 'Les paiements ne connaissent pas encore cette facture. Enregistrez-la, puis réessayez.',
      },
      unavailable: { title: 'Les paiements sont inaccessibles', text: 'Vérifiez votre connexion, puis réessayez. Rien n’a été modifié.' },
    },
    connection: {
      reconnecting: 'Reconnexion… Ce que vous voyez n’est peut-être pas à jour.',
      reading: 'Les mises à jour en direct sont suspendues. Les changements sont recherchés toutes les quelques secondes.',
    },
    voided: 'Cette facture est annulée et n’accepte plus de paiements.',
    attention: {
      title: 'Intervention nécessaire',
      refund_unknown:
        'Stripe n’a pas confirmé un remboursement depuis plus d’un jour. Vérifiez-le dans Stripe, puis faites enregistrer son issue par votre administrateur.',
      currency_mismatch:
        'Stripe signale un paiement ou un litige dans une autre devise que celle de la facture. Il n’est pas compté ici. Décidez de la suite dans Stripe, ou adressez-vous à votre administrateur.',
      over_refunded:
        'Plus d’argent est retourné au client, par remboursements ou litige perdu, que le paiement n’en a apporté. Vérifiez le paiement dans Stripe, puis convenez du reste avec le client.',
      event_dead: 'Un message de Stripe sur cette facture n’a pas pu être appliqué. Demandez à votre administrateur de le rejouer.',
      difference:
        'Ces livres et Stripe ne concordent pas. Comparez les remboursements avec ceux de Stripe, et indiquez à votre administrateur ceux qui diffèrent.',
      stripe_key_refused:
        'Stripe n’accepte pas la clé de ce magasin. Aucun remboursement n’est possible tant que votre administrateur n’en met pas une valide.',
      stripe_right_missing:
        'La clé Stripe de ce magasin n’a pas tous les droits nécessaires. Tant que votre administrateur ne lui donne pas celui qui manque, une partie de ces données peut être dépassée et les remboursements peuvent devoir attendre.',
      restored:
        'Les données de ce magasin ont été restaurées d’une sauvegarde. Les remboursements attendent qu’elles concordent à nouveau avec Stripe.',
    },
    since: (date) => ltr`depuis le ${date}`,
  },
  refund: {
    title: 'Rembourser un paiement',
    originalPayment: 'Paiement d’origine',
    amount: 'Montant à rembourser',
    refundableNow: (sum) => ltr`Remboursable maintenant : ${sum} — ce paiement a déjà des remboursements`,
    stillRefundable: (sum) => ltr`${sum} peuvent encore être remboursés.`,
    use: (sum) => ltr`Prendre ${sum}`,
    limit: (left) => ltr`Vous pouvez encore rembourser ${left} sur cette facture aujourd’hui. ${manager}`,
    refundable: 'Remboursable',
    all: (sum) => ltr`Tout : ${sum}`,
    keep: (percent, sum) => ltr`Retenir ${percent} (${sum})`,
    lines: 'De la facture',
    lookAlike: ({ name }, sum, ago) =>
      name === null ? ltr`${sum} ont été remboursés ici ${ago}.` : ltr`${name} a remboursé ${sum} ici ${ago}.`,
    another: 'C’est un autre remboursement',
    tickAnother: 'Cochez si c’est un autre remboursement. Sinon, il n’y a rien à rembourser.',
    over: {
      fully_refunded: 'Ce paiement est entièrement remboursé. Il ne reste rien à rembourser.',
      paid_out: 'Le reste de ce paiement a été versé autrement. Il ne reste rien à rembourser.',
      dispute_lost: 'Le reste de ce paiement a été perdu dans un litige. Il ne reste rien à rembourser.',
      refund_pending: 'Tout le reste de ce paiement est déjà en cours de remboursement.',
      disputed: 'Ce paiement est contesté et ne peut pas être remboursé tant que le litige est ouvert.',
      requires_reader: 'Ce paiement a été fait avec Interac. Remboursez-le au lecteur, avec la carte du client.',
      stripe_key_refused:
        'Stripe n’accepte pas la clé de ce magasin pour les remboursements. Aucun n’est possible tant que votre administrateur n’y a pas remédié.',
      permission: 'Vous n’êtes pas autorisé à rembourser. Adressez-vous à une personne qui l’est.',
    },
    overLimit: `Vous avez atteint ce que vous pouvez rembourser aujourd’hui sur cette facture. ${manager}`,
    reason: 'Motif',
    note: 'Note (facultative)',
    submit: (sum) => (sum === null ? 'Rembourser' : ltr`Rembourser ${sum}`),
    submitting: 'Remboursement…',
    moneyOnly: 'Ceci ne rend que l’argent. Les articles reviennent par un retour, pas ici.',
    returnsLink: 'Commencer un retour',
    checkingTitle: 'Vérification auprès de Stripe…',
    checking: 'Stripe n’a pas encore confirmé ce remboursement. Vous pouvez fermer : sa ligne montre ce qu’il devient.',
    unanswered: 'Aucune réponse n’est arrivée, le remboursement a donc pu se faire. Vérifiez à nouveau : il n’est jamais payé deux fois.',
    checkAgain: 'Vérifier à nouveau',
    vetoed: 'Cette page a arrêté le remboursement. Rien n’a été remboursé.',
    unsent: 'Le remboursement n’a pas été envoyé, car cette page n’a pas pu se connecter aux paiements. Réessayez.',
    failed: (why) => ltr`Le remboursement a échoué. ${why}`,
  },
  record: {
    title: 'Saisir un paiement',
    payOutTitle: 'Verser autrement',
    method: 'Moyen',
    amount: 'Montant',
    direction: 'Sens',
    in: 'Reçu du client',
    out: 'Versé au client',
    note: 'Note (facultative)',
    replacing: (sum, date) => ltr`Remplace le remboursement de ${sum} du ${date}, qui n’a pas abouti. L’argent va au client.`,
    rest: (sum) => ltr`${sum} restent à verser.`,
    submit: (sum) => (sum === null ? 'Saisir le paiement' : ltr`Saisir ${sum}`),
    submitting: 'Saisie…',
    unanswered: 'Aucune réponse n’est arrivée, le paiement a donc pu être saisi. Réessayez : il n’est jamais saisi deux fois.',
    use: (sum) => ltr`Prendre ${sum}`,
    overpaid: (sum) => ltr`${sum} de plus que le solde dû : la facture sera trop payée.`,
    paidOutTooMuch: (sum) => ltr`${sum} de plus que ce qui est dû au client : ce sera dû sur la facture.`,
    submitAnyway: 'Saisir quand même',
    overVoided: 'La facture a été annulée et n’accepte plus de paiements.',
    overPaidOut: 'Ce remboursement a été entièrement versé. Il ne reste rien à verser.',
  },
  remove: {
    title: 'Retirer ce paiement ?',
    booksOnly: 'Il quitte les livres et le solde change. Aucun argent ne bouge, et le journal d’audit le garde.',
    submit: 'Retirer le paiement',
    submitting: 'Retrait…',
    unanswered: 'Aucune réponse n’est arrivée. Réessayez pour savoir s’il a été retiré.',
    over: 'Ce paiement a déjà été retiré. Il n’y a plus rien à faire.',
  },
}
