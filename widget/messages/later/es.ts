/** Spanish, what is said only once it is asked for. */
import type { EvidenceAnswers, EvidenceMessages } from '../../disputes/evidence/messages.ts'
import { byCode } from '../../shared/by-code.ts'
import { ltr } from '../../shared/isolate.ts'
import type { DisputeStatuses, ThreadMessages } from '../../thread/messages.ts'
import type { TraceMessages } from '../../trace/messages.ts'

const disputeStatuses: DisputeStatuses = {
  warning_needs_response: 'La consulta del banco espera respuesta',
  warning_under_review: 'El banco revisa la respuesta a su consulta',
  warning_closed: 'La consulta del banco se cerró',
  needs_response: 'La disputa espera respuesta',
  under_review: 'El banco está decidiendo la disputa',
  won: 'La disputa se ganó',
  lost: 'La disputa se perdió',
  prevented: 'La disputa se evitó',
}

export const thread: ThreadMessages = {
  loading: 'Cargando el historial…',
  failed: 'No se pudo cargar el historial.',
  inStripe: 'Abrir en Stripe',
  receipt: 'Recibo',
  paid: (method, sum) => ltr`Pago de ${sum}: ${method}`,
  captured: (sum) => ltr`Se capturó más: ${sum} en total`,
  refundRequested: (sum) => ltr`Reembolso de ${sum} solicitado`,
  refundNotMade: (sum) => ltr`Reembolso de ${sum} no realizado`,
  approvalRequested: (sum) => ltr`Aprobación de un reembolso de ${sum} solicitada`,
  approved: (sum) => ltr`Reembolso de ${sum} aprobado`,
  declined: (sum) => ltr`Reembolso de ${sum} rechazado`,
  withdrawn: (sum) => ltr`Reembolso de ${sum} retirado`,
  approvalExpired: (sum) => ltr`Reembolso de ${sum} caducado: nadie lo aprobó en 7 días`,
  refund: (sum, status) => ltr`Reembolso de ${sum}: ${status}`,
  refundUnchanged: (sum) => ltr`Novedades del reembolso de ${sum}`,
  paidOut: (method, sum) => ltr`Pagado de otra forma: ${method} ${sum}`,
  removed: (method, sum) => ltr`Eliminado: ${method} ${sum}`,
  disputed: (sum) => ltr`En disputa: ${sum}`,
  inquiry: (sum) => ltr`Consulta del banco sobre ${sum}`,
  reopened: (sum) => ltr`De nuevo en disputa: ${sum}`,
  evidenceSubmitted: 'Se enviaron pruebas',
  disputeStatus: byCode(disputeStatuses, 'La disputa cambió'),
}

export const trace: TraceMessages = {
  title: '¿Dónde está este reembolso?',
  referenceTitle: 'La referencia del banco',
  noReferenceYet: 'El banco aún no ha dado ninguna referencia. Suele llegar en una semana.',
  noReference: 'Este banco no da ninguna referencia.',
  expected: (from, to) => ltr`Suele llegar entre el ${from} y el ${to}.`,
  late: (to) => ltr`Debería haber llegado el ${to} a más tardar. El banco del cliente puede buscarlo por la referencia.`,
  copy: 'Copiar',
  copied: 'Copiado',
  copyFailed: 'No se pudo copiar. Selecciona el texto y cópialo.',
  tellTitle: 'Qué decir al cliente',
  language: 'Idioma',
  print: 'Imprimir',
  printFailed: 'No se pudo imprimir desde esta página. Cópialo en su lugar.',
  languageFailed: 'No se pudo cargar este idioma. Comprueba la conexión e inténtalo de nuevo.',
  tell: {
    sent: (sum, date, to) =>
      to === null
        ? ltr`Enviamos su reembolso de ${sum} el ${date}, por el mismo medio con el que pagó.`
        : ltr`Enviamos su reembolso de ${sum} el ${date} a su ${to}.`,
    waiting: (sum) => ltr`Su reembolso de ${sum} está en preparación y aún no se ha enviado.`,
    window: (from, to) => ltr`Los bancos tardan de 5 a 10 días hábiles: debería llegar entre el ${from} y el ${to}.`,
    late: 'Ya debería haber llegado: pida a su banco que lo busque.',
    shape: 'Puede aparecer como un abono, o el propio pago desaparece de su extracto.',
    reference: (reference) => ltr`Su banco puede encontrarlo con esta referencia: ${reference}.`,
  },
  slip: {
    title: 'Reembolso',
    invoice: 'Factura',
    customer: 'Cliente',
    amount: 'Importe reembolsado',
    date: 'Reembolsado el',
    to: 'Reembolsado a',
    expected: 'Llegada prevista',
    reference: 'Referencia bancaria',
    between: (from, to) => ltr`del ${from} al ${to}`,
  },
}

const answers: EvidenceAnswers = {
  bank_cannot_process: 'Prueba de que el pago se autorizó y de que el cliente aceptó pagar.',
  check_returned: 'Prueba de que el cliente debía el importe y de lo acordado desde entonces.',
  credit_not_processed: 'El reembolso con su referencia bancaria, o tu política de reembolsos y prueba de que el cliente la conocía.',
  customer_initiated: 'Lo que muestre que el cliente recibió lo que pagó: entrega, firma, mensajes.',
  debit_not_authorized: 'El mandato o el pedido que firmó el cliente.',
  duplicate: 'Ambas facturas o recibos, que muestren dos compras distintas, o el reembolso de una de ellas.',
  fraudulent: 'Recibo o entrega firmados, mensajes del cliente, compras anteriores sin disputa, el chip o el PIN en el lector.',
  incorrect_account_details: 'Los datos bancarios que te dio el cliente.',
  insufficient_funds: 'Prueba de que el cliente debía el importe. Normalmente debe volver a pagar.',
  noncompliant: 'Lo que pida la red de tarjetas, según lo indique Stripe.',
  product_not_received: 'Prueba de entrega: recogida firmada, número de seguimiento, mensajes del cliente.',
  product_unacceptable: 'Fotos, certificado o tasación, lo descrito en la venta y cualquier oferta de reparar o cambiar.',
  subscription_canceled: 'Las condiciones, y cuándo y cómo canceló el cliente.',
  unrecognized: 'Recibo y entrega con el nombre del cliente, y cómo aparece tu tienda en el extracto.',
}

export const evidence: EvidenceMessages = {
  answers: byCode(answers, 'Recibo, entrega, mensajes con el cliente y tus condiciones. Stripe indica lo que pide el banco.'),
}
