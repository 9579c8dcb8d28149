/** A page needs one file of the package; its `integrity` comes with it. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'

const PACKAGE = 'node_modules/jeweltrak-payments'
const FILE = 'jeweltrak-payments.iife.js'

await mkdir('dist', { recursive: true })
await copyFile(`${PACKAGE}/${FILE}`, `dist/${FILE}`)
await copyFile('page.js', 'dist/page.js')
const integrity = JSON.parse(await readFile(`${PACKAGE}/integrity.json`, 'utf8'))[FILE]
await writeFile('dist/index.html', (await readFile('index.html', 'utf8')).replace('INTEGRITY', integrity))
