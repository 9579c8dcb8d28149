import { z } from 'zod'
import { missing } from '../errors.ts'
import { createdWithin, pageOf } from '../pagination.ts'
import { created, expand, page, text } from '../params.ts'
import { route } from './route.ts'

export const balanceTransactionRoutes = [
  route('GET', '/v1/balance_transactions/:id', z.strictObject(expand), ({ context, id }) => {
    const transaction = context.account.balanceTransactions.get(id)
    if (transaction === undefined) throw missing('balance transaction', id)
    return transaction
  }),

  route(
    'GET',
    '/v1/balance_transactions',
    z.strictObject({ ...page, created, currency: text.optional(), source: text.optional(), type: text.optional() }),
    ({ context, params }) => {
      const transactions = [...context.account.balanceTransactions.values()].filter(
        (transaction) =>
          (params.source === undefined || transaction.source === params.source) &&
          (params.type === undefined || transaction.type === params.type) &&
          (params.currency === undefined || transaction.currency === params.currency) &&
          createdWithin(transaction.created, params.created),
      )
      return pageOf(transactions, params, '/v1/balance_transactions')
    },
  ),
]
