import { build } from 'vite'
import { widgetConfig, type WidgetFormat } from '../vite.config.ts'

/** Builds the widget into `outDir`, by default as pages load it: the ES module with its chunks, and the one file for a `<script>` tag. */
export async function buildWidget(outDir: string, formats: readonly WidgetFormat[] = ['es', 'iife']): Promise<void> {
  for (const format of formats) await build(widgetConfig(format, outDir))
}
