/** The English of the first view. The rest of it comes with what is loaded later. */
import { disputes } from './disputes/messages.ts'
import { facts } from './facts/messages.ts'
import { notices } from './notices/messages.ts'
import { common } from './shared/messages.ts'
import { table } from './table/messages.ts'

export const first = { common, facts, table, disputes, notices }
