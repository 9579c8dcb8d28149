/** What `custom-elements.json` is made from. The root's package.json, which publishes nothing, is left as it is. */
export default {
  globs: ['widget/index.ts', 'widget/define.ts', 'widget/jeweltrak-payments.ts', 'widget/events/*.ts'],
  litelement: true,
  packagejson: false,
  quiet: true,
}
