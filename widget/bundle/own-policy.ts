import type { Plugin } from 'vite'

/** As lit-html makes its policy for trusted types, minified. */
const MADE = /(\w+)\?\1\.createPolicy\("lit-html",\{createHTML:(\w+)=>\2\}\):void 0/

/**
 * Gives the files that bring lit with them a policy for trusted types of their own name: a page with lit of its own, or
 * with the script twice, has made lit’s already, and making it again stops the script. A page that allows none goes on
 * without one, as far as it can.
 */
export function ownPolicy(): Plugin {
  return {
    name: 'own-policy',
    transform: {
      filter: { id: /[\\/]lit-html[\\/]lit-html\.js$/ },
      handler(code) {
        if (!MADE.test(code))
          throw new Error('lit-html makes its policy for trusted types in another way: see widget/bundle/own-policy.ts.')
        return code.replace(
          MADE,
          `(() => {
            if (!$1 || customElements.get("jeweltrak-payments")) return;
            try { return $1.createPolicy("jeweltrak-payments", { createHTML: (html) => html }) } catch {}
          })()`,
        )
      },
    },
  }
}
