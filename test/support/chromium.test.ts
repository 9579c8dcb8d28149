import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorLine } from './chromium.ts'

const failed = (stderr: string): Error => Object.assign(new Error('Command failed'), { stderr })

test('Where Chromium can’t be installed, the line that says why is printed', () => {
  const printed =
    'Downloading Chromium\n\u001B[31mError: getaddrinfo EAI_AGAIN cdn.example\u001B[39m\n    at GetAddrInfoReqWrap.onlookup {\n  errno: -3001,\n  code: "EAI_AGAIN"\n}\n'
  assert.equal(errorLine(failed(printed)), 'Error: getaddrinfo EAI_AGAIN cdn.example')
  assert.equal(errorLine(failed('Reading lists…\nE: Unable to locate package chromium\n')), 'E: Unable to locate package chromium')
})

test('Without a line that speaks of an error the last one is printed', () => {
  assert.equal(errorLine(failed('Beginning\nNo space left on device\n')), 'No space left on device')
})
