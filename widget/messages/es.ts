import { referenceName, type PendingReasons } from '../table/messages.ts'
import type { DisputeReasons } from '../disputes/messages.ts'
import { byCode } from '../shared/by-code.ts'
import { ltr } from '../shared/isolate.ts'
import { brands, type Failures } from '../shared/messages.ts'
import { problemsIn } from '../shared/problem-messages.ts'
import { agoIn, leftIn } from '../shared/relative-time.ts'
import type { Messages } from './index.ts'

const methods = {
  stripe_link: 'Enlace de pago de Stripe',
  stripe_terminal: 'Lector de tarjetas de Stripe',
  stripe_refund: 'Reembolso de Stripe',
  cash: 'Efectivo',
  check: 'Cheque',
  store_credit: 'Crédito de la tienda',
  gift_card: 'Tarjeta regalo',
}

const problem = problemsIn({
  general: 'Algo ha fallado por nuestra parte. Inténtalo de nuevo en un momento.',
  sentences: {
    rate_limited: 'Demasiadas solicitudes a la vez. Espera un momento e inténtalo de nuevo.',
    unauthenticated: 'Tu sesión de pagos ha caducado. Recarga la página e inténtalo de nuevo.',
    forbidden: 'No tienes permiso para hacer esto. Pídeselo a quien lo tenga.',
    invalid_request: 'No se pudo aceptar tal como se introdujo. Revisa el importe y la nota.',
    not_found: 'Este pago ya no está aquí.',
    idempotency_key_reused: 'Esto ya se envió con otros datos. Cierra y empieza de nuevo.',
    stripe_row_not_removable: 'Los pagos de Stripe no se pueden eliminar, solo reembolsar.',
    invoice_voided: 'La factura está anulada y no admite más pagos.',
    not_refundable: 'Solo se pueden reembolsar pagos de Stripe.',
    charge_disputed: 'Este pago está en disputa y no se puede reembolsar mientras siga abierta.',
    requires_reader: 'Este pago se hizo con Interac. Reembólsalo en el lector, con la tarjeta del cliente.',
    amount_not_positive: 'Introduce un importe mayor que cero.',
    exceeds_permission: 'Es más de lo que puedes devolver o quitar en esta factura en un día. Pídeselo a alguien con un límite mayor.',
    unavailable: 'No se puede acceder a los pagos ahora. Inténtalo de nuevo en un momento.',
    stripe_unavailable: 'No se puede acceder a Stripe ahora. Inténtalo de nuevo en un momento.',
  },
  refusals: {
    charge_already_refunded: 'Stripe indica que este pago ya se reembolsó por completo.',
    charge_disputed: 'Stripe indica que el banco del cliente ha disputado este pago, así que ahora no se puede reembolsar.',
    refund_disputed_payment: 'Stripe indica que el banco del cliente ha disputado este pago, así que ahora no se puede reembolsar.',
    balance_insufficient: 'El saldo de Stripe no alcanza para este reembolso. Recarga el saldo en Stripe e inténtalo de nuevo.',
    insufficient_funds: 'El saldo de Stripe no alcanza para este reembolso. Recarga el saldo en Stripe e inténtalo de nuevo.',
    amount_too_small: 'Stripe indica que el importe es demasiado pequeño para reembolsarlo.',
    amount_too_large: 'Stripe indica que el importe es demasiado grande para reembolsarlo.',
    resource_missing: 'Stripe no conoce este pago.',
    charge_exceeds_source_limit: 'Stripe indica que por ahora no se puede reembolsar tanto a esta tarjeta.',
  },
  refused: 'Stripe rechazó este reembolso. No se reembolsó nada. Abre el pago en Stripe para ver el motivo.',
  exceeds: (sum) => (sum === null ? 'Es más de lo que aún se puede reembolsar.' : ltr`Es más de lo que aún se puede reembolsar: ${sum}.`),
})

const failures: Failures = {
  charge_for_pending_refund_disputed: 'El cliente disputó el pago mientras el reembolso estaba pendiente. Ahora decide la disputa.',
  declined: 'El banco del cliente rechazó el reembolso.',
  expired_or_canceled_card: 'La tarjeta del cliente ha caducado o se canceló.',
  insufficient_funds: 'El saldo de Stripe fue insuficiente demasiado tiempo. Recárgalo y reembolsa de nuevo.',
  lost_or_stolen_card: 'La tarjeta del cliente se declaró perdida o robada.',
  merchant_request: 'El reembolso se detuvo a petición de la tienda.',
}

const pending: PendingReasons = {
  insufficient_funds: 'El saldo de Stripe no alcanza para este reembolso. Recárgalo y saldrá por sí solo.',
  charge_pending: 'Saldrá cuando se haya liquidado el pago original.',
  processing: 'Stripe lo ha enviado. El banco lo está tramitando.',
}

const reasons: DisputeReasons = {
  bank_cannot_process: 'El banco del cliente no pudo procesar el pago.',
  check_returned: 'El banco del cliente devolvió el cheque.',
  credit_not_processed: 'El cliente dice que un reembolso prometido nunca llegó.',
  customer_initiated: 'El cliente pidió a su banco que le devolviera el dinero.',
  debit_not_authorized: 'El cliente dice que no autorizó el cargo.',
  duplicate: 'El cliente dice que se le cobró dos veces.',
  fraudulent: 'El titular de la tarjeta dice que no hizo este pago.',
  incorrect_account_details: 'Los datos de la cuenta bancaria eran incorrectos.',
  insufficient_funds: 'La cuenta del cliente no tenía fondos suficientes.',
  noncompliant: 'La red de tarjetas dice que no se siguieron sus reglas.',
  product_not_received: 'El cliente dice que la compra nunca llegó.',
  product_unacceptable: 'El cliente dice que la compra era defectuosa o distinta de lo descrito.',
  subscription_canceled: 'El cliente dice que había cancelado.',
  unrecognized: 'El cliente no reconoce el pago.',
}
const reason = byCode(reasons, 'El banco del cliente no dio ningún motivo concreto.')

const disputed = 'Este pago está en disputa y no se puede reembolsar mientras siga abierta.'
const manager = 'Un encargado puede reembolsar más.'

/** Spanish. */
export const messages: Messages = {
  common: {
    retry: 'Reintentar',
    dismiss: 'Descartar',
    cancel: 'Cancelar',
    close: 'Cerrar',
    dialogFailed: 'No se pudo cargar el diálogo. Comprueba la conexión e inténtalo de nuevo.',
    slow: 'Está tardando más de lo habitual. Nada se hace dos veces.',
    offline: 'No tienes conexión: no se envió nada ni se hizo nada. Inténtalo de nuevo cuando vuelva la conexión.',
    ago: agoIn('es', 'ahora mismo'),
    left: leftIn('es', (time) => `quedan ${time}`),
    methods,
    brands,
    cardEnding: (last4) => ltr`terminada en ${last4}`,
    refundReasons: { requested_by_customer: 'Solicitado por el cliente', duplicate: 'Duplicado', fraudulent: 'Fraudulento' },
    failureReason: byCode(failures, 'El banco del cliente no pudo recibir el reembolso y no dio motivo.'),
    amount: {
      empty: 'Introduce un importe.',
      notANumber: (example) => ltr`Introduce un importe en cifras, por ejemplo ${example}.`,
      otherCurrency: (name) => ltr`Introduce un importe en ${name}.`,
      ambiguous: (one, other) => ltr`Se puede leer de dos maneras. Introduce ${one} o ${other}.`,
      tooManyDecimals: (decimals) =>
        decimals <= 0 ? 'Introduce un importe sin decimales.' : `Introduce como máximo ${decimals} decimales.`,
      lastDecimalNotZero: 'El último decimal debe ser 0.',
      tooLarge: 'Este importe es demasiado grande.',
      notPositive: 'Introduce un importe mayor que cero.',
      overRefundable: (cap) => ltr`Se pueden reembolsar como máximo ${cap}.`,
      overLimit: (cap) => ltr`Hoy puedes reembolsar aquí como máximo ${cap}. ${manager}`,
      overPayout: (cap) => ltr`Aún se pueden pagar como máximo ${cap}.`,
    },
    refusals: {
      amount_put_back: 'Parecía un lector de códigos de barras, así que se repuso el importe.',
      nothing_done: 'Parecía un lector de códigos de barras, así que no se hizo nada.',
      just_changed: 'Esto acaba de cambiar, así que no se hizo nada. Lee qué cambió y pulsa de nuevo.',
    },
    invoice: (customer, number) => (customer === null ? ltr`Factura ${number}` : ltr`${customer} · Factura ${number}`),
    becomes: 'pasa a',
    arrow: '→',
    problem,
  },
  facts: {
    total: 'Total',
    paid: 'Pagado',
    balanceDue: 'Saldo pendiente',
    recordPayment: '+ Registrar pago',
    sync: {
      now: 'Comprobar ahora',
      checking: 'Comprobando con Stripe…',
      never: 'Aún no comprobado con Stripe',
      matches: (when) => ltr`Coincide con Stripe, comprobado ${when}`,
      outdated: (when) => ltr`Ha cambiado desde la comprobación de ${when}`,
      more: (difference, when) => ltr`Stripe tiene ${difference} más que estos libros, comprobado ${when}`,
      less: (difference, when) => ltr`Stripe tiene ${difference} menos que estos libros, comprobado ${when}`,
      differs: (when) => ltr`Aún no coincide con Stripe, comprobado ${when}`,
      failed: 'No se pudo comprobar con Stripe. Inténtalo de nuevo en un momento.',
    },
  },
  table: {
    payments: 'Pagos',
    columns: { date: 'Fecha', method: 'Método', details: 'Detalles', status: 'Estado', amount: 'Importe', action: 'Acción' },
    empty: {
      title: 'Aún no hay pagos',
      text: 'Los pagos aparecen aquí al llegar, y puedes registrar efectivo, cheques, crédito de la tienda y tarjetas regalo.',
    },
    loading: 'Cargando pagos…',
    by: (name, via) => (via === 'stripe_dashboard' ? ltr`${name}, en Stripe` : name),
    via: (via) => ({ stripe: 'Stripe', stripe_dashboard: 'En Stripe', host: 'Sistema de la tienda', widget: 'Personal' })[via],
    status: {
      payment: {
        succeeded: 'Pagado',
        processing: 'En proceso',
        pending: 'Pendiente',
        requires_action: 'Requiere acción',
        failed: 'Fallido',
        canceled: 'Cancelado',
      },
      refund: {
        succeeded: 'Reembolsado',
        processing: 'Comprobando con Stripe…',
        pending: 'Pendiente',
        requires_action: 'Requiere acción',
        failed: 'Fallido',
        canceled: 'Cancelado',
      },
      paidOut: 'Pagado al cliente',
      partlyRefunded: 'Reembolsado en parte',
    },
    blockedBy: {
      fully_refunded: 'Reembolsado por completo',
      paid_out: 'Pagado de otra forma',
      dispute_lost: 'Perdido en una disputa',
      refund_pending: 'Reembolso en curso',
      disputed: 'Sin reembolso durante la disputa',
      requires_reader: 'Reembolsar en el lector',
      stripe_key_refused: 'Sin reembolso: Stripe no acepta la clave',
    },
    pendingReason: byCode(pending, 'Stripe lo está tramitando.'),
    requiresAction: 'El cliente debe responder al correo de Stripe para recibir el dinero.',
    canceledRefund: 'El reembolso se canceló. No salió dinero.',
    reference: (type, value) => ltr`Referencia bancaria ${referenceName(type)}${value}`,
    replaces: (date) => ltr`En lugar del reembolso del ${date}`,
    paidPart: (method, sum) => ltr`${method} ${sum}`,
    paidAnotherWay: (parts) => ltr`Pagado de otra forma: ${parts.join(', ')}`,
    paidInPart: (parts, of) => ltr`${parts.join(' y ')} de ${of}`,
    refunded: (sum) => ltr`${sum} reembolsados`,
    lostToDispute: (sum) => ltr`${sum} perdidos en una disputa`,
    offer: '¿Paga el cliente de otra forma?',
    actions: {
      refund: 'Reembolsar',
      remove: 'Eliminar',
      payAnotherWay: 'Pagar de otra forma',
      payRest: 'Pagar el resto',
      record: (sum) => ltr`+ Registrar ${sum}`,
    },
    actionNames: {
      refund: (sum, date) => ltr`Reembolsar, pago de ${sum} del ${date}`,
      remove: (method, sum, date) => ltr`Eliminar, ${method} ${sum} del ${date}`,
      payAnotherWay: (sum, date) => ltr`Pagar de otra forma, reembolso de ${sum} del ${date}`,
      record: (sum, refund) => ltr`Registrar un pago de ${sum} con otro método, tras el reembolso de ${refund}`,
      payRest: (rest, sum, date) => ltr`Pagar el resto de otra forma, ${rest} del reembolso de ${sum} del ${date}`,
    },
  },
  disputes: {
    title: (sum) => ltr`${sum} en disputa`,
    inquiryTitle: (sum) => ltr`Consulta del banco sobre ${sum}`,
    appealTitle: (sum) => ltr`Apelación de una disputa perdida: ${sum}`,
    reason,
    inquiryReason: (code) => `${reason(code)} Aún no se ha movido dinero.`,
    fee: (sum) => ltr`Comisión de Stripe por esta disputa: ${sum}`,
    due: (deadline) => ltr`Responder antes del ${deadline}`,
    overdue: (deadline) => ltr`Fuera de plazo: el límite era el ${deadline}`,
    submitted: 'Pruebas enviadas. El banco está decidiendo.',
    noDeadline: 'El banco no ha fijado ningún plazo.',
    link: 'Enviar pruebas en Stripe →',
    won: 'Disputa ganada',
    lost: 'Disputa perdida',
    open: 'En disputa',
    inquiry: 'Consulta',
    label: (sum) => ltr`Disputa de ${sum}`,
  },
  news: {
    refunded: ({ name, via }, sum) =>
      name === null
        ? via === 'stripe_dashboard'
          ? ltr`Se acaban de reembolsar ${sum} en Stripe.`
          : ltr`Se acaban de reembolsar ${sum}.`
        : ltr`${name} acaba de reembolsar ${sum}.`,
    refundChecking: (sum) => ltr`Se está comprobando con Stripe un reembolso de ${sum}.`,
    refundPending: (sum) => ltr`El reembolso de ${sum} está pendiente en Stripe.`,
    refundNeedsAction: (sum) => ltr`El reembolso de ${sum} requiere una acción del cliente.`,
    refundFailed: (sum) => ltr`El reembolso de ${sum} falló.`,
    refundCanceled: (sum) => ltr`El reembolso de ${sum} se canceló.`,
    refundNotMade: (sum) => ltr`El reembolso de ${sum} no se hizo.`,
    paid: (method, sum) => ltr`Se pagaron ${sum}: ${method}.`,
    recorded: ({ name }, method, sum) =>
      name === null ? ltr`Se acaba de registrar: ${method} ${sum}.` : ltr`${name} acaba de registrar: ${method} ${sum}.`,
    paidOut: ({ name }, method, sum) =>
      name === null ? ltr`Se acaba de pagar al cliente: ${method} ${sum}.` : ltr`${name} acaba de pagar al cliente: ${method} ${sum}.`,
    removed: (method, sum) => ltr`Se acaba de eliminar: ${method} ${sum}.`,
    changed: (method, sum) => ltr`Acaba de cambiar: ${method} ${sum}.`,
    disputeOpened: (sum) => ltr`Se ha disputado un pago de ${sum}.`,
    disputeClosed: (sum) => ltr`Se ha cerrado la disputa de ${sum}.`,
    disputeWon: (sum) => ltr`Se ha ganado la disputa de ${sum}.`,
    disputeLost: (sum) => ltr`Se ha perdido la disputa de ${sum}.`,
    balance: (sum) => ltr`El saldo pendiente es ahora ${sum}.`,
  },
  notices: {
    loadErrors: {
      session_failed: {
        title: 'No se pueden mostrar los pagos',
        text: 'Esta página no pudo iniciar sesión en pagos. Recárgala; si no sirve, vuelve a iniciar sesión.',
      },
      unauthenticated: { title: 'No se pueden mostrar los pagos', text: 'Tu sesión de pagos ha caducado. Recarga la página.' },
      forbidden: {
        title: 'Los pagos no se pueden mostrar aquí',
        text: 'No tienes acceso a los pagos de esta factura, o esta página no puede mostrarlos.',
      },
      not_found: { title: 'No existe esa factura', text: 'Pagos aún no conoce esta factura. Guárdala e inténtalo de nuevo.' },
      unavailable: { title: 'No se puede acceder a los pagos', text: 'Comprueba la conexión e inténtalo de nuevo. No se cambió nada.' },
    },
    connection: {
      reconnecting: 'Reconectando… Lo que ves puede no estar al día.',
      reading: 'Las actualizaciones en directo están en pausa. Se buscan cambios cada pocos segundos.',
    },
    voided: 'Esta factura está anulada y no admite más pagos.',
    attention: {
      title: 'Requiere a una persona',
      refund_unknown:
        'Stripe lleva más de un día sin confirmar un reembolso. Compruébalo en Stripe y pide a tu administrador que registre el resultado.',
      currency_mismatch:
        'Stripe informa de un pago o disputa en otra moneda que la de la factura. Aquí no se cuenta. Decide en Stripe qué hacer o consulta a tu administrador.',
      over_refunded:
        'Volvió al cliente, por reembolsos o una disputa perdida, más de lo que trajo el pago. Comprueba el pago en Stripe y acuerda el resto con el cliente.',
      event_dead: 'No se pudo aplicar un mensaje de Stripe sobre esta factura. Pide a tu administrador que lo repita.',
      difference: 'Estos libros y Stripe no coinciden. Compara los reembolsos con los de Stripe y di a tu administrador cuáles difieren.',
      stripe_key_refused: 'Stripe no acepta la clave de esta tienda. No se puede reembolsar hasta que tu administrador ponga una válida.',
      stripe_right_missing:
        'La clave de Stripe de esta tienda no tiene todos los permisos necesarios. Hasta que tu administrador le dé el que falta, parte de esto puede estar desactualizado y los reembolsos quizá tengan que esperar.',
      restored: 'Los registros de esta tienda se restauraron de una copia. Los reembolsos esperan a que vuelvan a coincidir con Stripe.',
    },
    since: (date) => ltr`desde el ${date}`,
  },
  refund: {
    title: 'Reembolsar pago',
    originalPayment: 'Pago original',
    amount: 'Importe a reembolsar',
    refundableNow: (sum) => ltr`Reembolsable ahora: ${sum} — ya hay reembolsos de este cargo`,
    stillRefundable: (sum) => ltr`Aún se pueden reembolsar ${sum}.`,
    use: (sum) => ltr`Usar ${sum}`,
    limit: (left) => ltr`Hoy puedes reembolsar hasta ${left} más en esta factura. ${manager}`,
    refundable: 'Reembolsable',
    all: (sum) => ltr`Todo: ${sum}`,
    keep: (percent, sum) => ltr`Retener ${percent} (${sum})`,
    lines: 'De la factura',
    lookAlike: ({ name }, sum, ago) =>
      name === null ? ltr`Ya se reembolsaron ${sum} aquí ${ago}.` : ltr`${name} reembolsó ${sum} aquí ${ago}.`,
    another: 'Este es otro reembolso',
    tickAnother: 'Marca esto si es otro reembolso. Si no, no hay nada que reembolsar.',
    over: {
      fully_refunded: 'Este pago se reembolsó por completo. No queda nada por reembolsar.',
      paid_out: 'Lo que quedaba de este pago se pagó de otra forma. No queda nada por reembolsar.',
      dispute_lost: 'Lo que quedaba de este pago se perdió en una disputa. No queda nada por reembolsar.',
      refund_pending: 'Todo lo que quedaba de este pago ya se está reembolsando.',
      disputed,
      requires_reader: 'Este pago se hizo con Interac. Reembólsalo en el lector, con la tarjeta del cliente.',
      stripe_key_refused:
        'Stripe no acepta la clave de esta tienda para reembolsos. No se puede reembolsar hasta que tu administrador lo solucione.',
      permission: 'No tienes permiso para reembolsar. Pídeselo a quien lo tenga.',
    },
    overLimit: `Has llegado a lo que puedes reembolsar hoy en esta factura. ${manager}`,
    reason: 'Motivo',
    note: 'Nota (opcional)',
    submit: (sum) => (sum === null ? 'Reembolsar' : ltr`Reembolsar ${sum}`),
    submitting: 'Reembolsando…',
    moneyOnly: 'Esto devuelve solo dinero. Los artículos vuelven con una devolución, no aquí.',
    returnsLink: 'Iniciar una devolución',
    checkingTitle: 'Comprobando con Stripe…',
    checking: 'Stripe aún no ha confirmado este reembolso. Puedes cerrar: la fila del reembolso muestra qué pasa con él.',
    unanswered: 'No llegó respuesta, así que el reembolso pudo hacerse. Comprueba de nuevo: nunca se paga dos veces.',
    checkAgain: 'Comprobar de nuevo',
    vetoed: 'Esta página detuvo el reembolso. No se reembolsó nada.',
    unsent: 'El reembolso no se envió, porque esta página no pudo iniciar sesión en pagos. Inténtalo de nuevo.',
    failed: (why) => ltr`El reembolso falló. ${why}`,
  },
  record: {
    title: 'Registrar pago',
    payOutTitle: 'Pagar de otra forma',
    method: 'Método',
    amount: 'Importe',
    direction: 'Dirección',
    in: 'Recibido del cliente',
    out: 'Pagado al cliente',
    note: 'Nota (opcional)',
    replacing: (sum, date) => ltr`Sustituye al reembolso de ${sum} del ${date}, que no llegó a hacerse. El dinero sale hacia el cliente.`,
    rest: (sum) => ltr`Quedan ${sum} por pagar.`,
    submit: (sum) => (sum === null ? 'Registrar pago' : ltr`Registrar ${sum}`),
    submitting: 'Registrando…',
    unanswered: 'No llegó respuesta, así que el pago pudo registrarse. Inténtalo de nuevo: nunca se registra dos veces.',
    use: (sum) => ltr`Usar ${sum}`,
    overpaid: (sum) => ltr`${sum} más de lo pendiente: la factura quedará pagada en exceso.`,
    paidOutTooMuch: (sum) => ltr`${sum} más de lo que se debe al cliente: quedará pendiente en la factura.`,
    submitAnyway: 'Registrar igualmente',
    overVoided: 'La factura se anuló y no admite más pagos.',
    overPaidOut: 'Este reembolso ya se pagó por completo. No queda nada por pagar.',
  },
  remove: {
    title: '¿Eliminar este pago?',
    booksOnly: 'Sale de los libros y el saldo cambia. No se mueve dinero, y el registro de auditoría lo conserva.',
    submit: 'Eliminar pago',
    submitting: 'Eliminando…',
    unanswered: 'No llegó respuesta. Inténtalo de nuevo para saber si se eliminó.',
    over: 'Este pago ya se eliminó. No queda nada por hacer.',
  },
}
