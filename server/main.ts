#!/usr/bin/env node
/** The command line's way in. What follows needs Node 24, so its version is checked first. */
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `JewelTrak Payments needs Node 24, and this is ${process.versions.node}: use \`npm run serve\`, which finds it after a plain \`npm ci\` (without --ignore-scripts).`,
  )
  process.exitCode = 1
} else {
  const { runCommand } = await import('./cli/index.ts')
  const { terminal } = await import('./cli/terminal.ts')
  process.exitCode = await runCommand(process.argv.slice(2), process.env, terminal)
}
