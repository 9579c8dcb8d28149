import { join } from 'node:path'
import type { InlineConfig } from 'vite'

const ROOT = join(import.meta.dirname, 'page')

/** How the demo's pages are built into `outDir`; they are served below `/page/`, and the widget beside it. */
export function pageConfig(outDir: string): InlineConfig {
  return {
    configFile: false,
    root: ROOT,
    base: '/page/',
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: [join(ROOT, 'index.html'), join(ROOT, 'pay.html')] },
    },
  }
}
