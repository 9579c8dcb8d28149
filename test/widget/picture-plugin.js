import { mkdir } from 'node:fs/promises'

const FAILED = '.cache/failed-pages'

/** Keeps what a page shows whose test has failed. Called after such a test as the command `picture`, with its name. */
export function picturePlugin() {
  return {
    name: 'picture',
    async executeCommand({ command, payload, session }) {
      if (command !== 'picture') return
      const path = `${FAILED}/${payload.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.png`
      await mkdir(FAILED, { recursive: true })
      const page = await session.browser.getPage(session.id)
      await page.screenshot({ path, fullPage: true })
      console.log(`What the page showed: ${path}`)
      return true
    },
  }
}
