/** What Vite makes of `import.meta.glob`: what loads each file of a pattern, by its path. In the elements' tests `test/widget/wtr.config.js` does. */
interface ImportMeta {
  glob<T>(patterns: readonly string[]): Record<string, () => Promise<T>>
}
