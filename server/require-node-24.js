// Plain JavaScript on purpose: an older Node can't read the rest, and would only say that it doesn't know `.ts`.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `JewelTrak Payments runs on Node 24, and this is ${process.versions.node}. A plain \`npm ci\` (without --ignore-scripts) brings Node 24 along, and \`npm run\` then uses it.\n`,
  )
  process.exitCode = 1
}
