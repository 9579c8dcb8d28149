/** English: one object, from the English of each flow. A message is added in the `messages.ts` of its flow. */
import { approval } from '../approval/messages.ts'
import { first } from '../first-messages.ts'
import { news } from '../news/messages.ts'
import { record } from '../record/messages.ts'
import { refund } from '../refund/messages.ts'
import { remove } from '../remove/messages.ts'
import { dialogMessages, type DialogMessages } from '../shared/dialog-messages.ts'
import type { CommonMessages } from '../shared/messages.ts'

const common: CommonMessages & DialogMessages = { ...first.common, ...dialogMessages }

export const en = { ...first, common, news, approval, refund, record, remove }
