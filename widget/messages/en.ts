/** English: one object, from the English of each flow. A message is added in the `messages.ts` of its flow. */
import { disputes } from '../disputes/messages.ts'
import { facts } from '../facts/messages.ts'
import { news } from '../news/messages.ts'
import { notices } from '../notices/messages.ts'
import { record } from '../record/messages.ts'
import { refund } from '../refund/messages.ts'
import { remove } from '../remove/messages.ts'
import { common } from '../shared/messages.ts'
import { table } from '../table/messages.ts'

export const en = { common, facts, table, disputes, news, notices, refund, record, remove }
