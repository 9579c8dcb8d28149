import { join } from 'node:path'
import type { InlineConfig } from 'vite'

/** How the demo's pages are built into `outDir`; they are served below `/page/`, and the widget beside them. */
export function pageConfig(outDir: string): InlineConfig {
  return {
    configFile: false,
    root: import.meta.dirname,
    base: '/page/',
    publicDir: false,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: false, target: 'es2022', assetsInlineLimit: 0, reportCompressedSize: false, modulePreload: { polyfill: false }, rolldownOptions: { input: [join(import.meta.dirname, 'index.html')] } },
  }
}
