import { build } from 'vite'
import { widgetConfig } from '../vite.config.ts'

/** Builds the widget into `outDir`: the ES module with its chunks, and the one file for a `<script>` tag. */
export async function buildWidget(outDir: string): Promise<void> {
  await build(widgetConfig('es', outDir))
  await build(widgetConfig('iife', outDir))
}
