import { pino } from 'pino'
import type { Output } from './command.ts'

/** Answers and the log on standard output, the rest on standard error. */
export const terminal: Output = {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  note: (text) => console.error(text),
  log: pino.destination(1),
}
