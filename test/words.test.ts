/** One word for one thing: those that the glossary replaced are gone from code, comments, tests and docs. */
import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { test } from 'node:test'

/** What is not said any more, as parts of names and of sentences, and what is said instead. */
const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/settle(?!ment|d\b.*Promise|d\()|(?<!all|All)settled(?!In|\()/i, 'a refund is recorded, rejected or released; a payout replaces'],
  [/\bstandings?\b/i, 'balance, state'],
  [/\bdoors?\b/i, 'gateway, endpoint'],
  [/patience/i, 'maxWait'],
  [/\b(wake|wakes|waking|woken|woke|wakeup|wake-up)\b/i, 'notify, resume'],
  [/\bwish(es|ed)?\b/i, 'request'],
  [/\bunheard\b|\bunmade\b|\bleftovers?\b|\bpassed over\b/i, 'unanswered, not made, missing, skipped'],
  [/\b(held|holds?) (a |the |its )?(lock|row|invoice|charge)s?\b/i, 'locked'],
]

test('No word is left that the glossary replaced', async () => {
  const found: string[] = []
  for await (const file of glob('{server,widget,demo,test,docs}/**/*.{ts,md}', { exclude: ['test/words.test.ts', '**/node_modules/**'] })) {
    const lines = (await readFile(file, 'utf8')).split('\n')
    for (const [index, line] of lines.entries())
      for (const [word, instead] of REPLACED)
        if (word.test(line.replaceAll(/allSettled|PromiseSettledResult/g, '')))
          found.push(`${file}:${index + 1} ${line.trim().slice(0, 100)} (${instead})`)
  }
  assert.deepEqual(found, [])
})
