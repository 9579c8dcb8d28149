/**
 * What a screen reader has of the page’s live regions, out of Chromium’s accessibility tree: a region that is inert, hidden or not there
 * at all is not in it, whatever text it holds. Called from a test as the command `live-regions`.
 */
export function liveRegionsPlugin() {
  return {
    name: 'live-regions',
    async executeCommand({ command, session }) {
      if (command !== 'live-regions') return
      const client = await session.browser.getPage(session.id).createCDPSession()
      try {
        const { nodes } = await client.send('Accessibility.getFullAXTree')
        return regionsOf(nodes)
      } finally {
        await client.detach()
      }
    },
  }
}

function regionsOf(nodes) {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const textOf = (node) =>
    node.role?.value === 'StaticText' ? (node.name?.value ?? '') : (node.childIds ?? []).map((id) => textOf(byId.get(id))).join('')
  return nodes
    .filter(({ ignored, properties = [] }) => !ignored && properties.some(({ name }) => name === 'live') && isAtomic(properties))
    .map((node) => ({
      urgency: node.properties.find(({ name }) => name === 'live').value.value,
      text: textOf(node).replaceAll(/\s+/gu, ' ').trim(),
      isRoot: !nodes.some(
        (other) => !other.ignored && other.childIds?.includes(node.nodeId) && other.properties?.some(({ name }) => name === 'live'),
      ),
    }))
    .filter(({ isRoot }) => isRoot)
    .map(({ urgency, text }) => ({ urgency, text }))
}

const isAtomic = (properties) => properties.some(({ name, value }) => name === 'atomic' && value.value === true)
