import { css } from 'lit'
import { disputeBannerStyles } from './disputes/dispute-banner.styles.ts'
import { factsLineStyles } from './facts/facts-line.styles.ts'
import { noticesStyles } from './notices/notices.styles.ts'
import { joinedRowsStyles } from './table/joined-rows.styles.ts'
import { paymentsCardsStyles } from './table/payments-cards.styles.ts'
import { paymentsTableStyles } from './table/payments-table.styles.ts'
import { printStyles } from './table/print.styles.ts'
import { skeletonStyles } from './table/skeleton.styles.ts'
import { statusBadgeStyles } from './table/status-badge.styles.ts'
import { buttons } from './shared/styles/buttons.ts'
import { base } from './shared/styles/base.ts'
import { texts } from './shared/styles/texts.ts'
import { tokens } from './shared/styles/tokens.ts'

const frame = css`
  /*
   * A rule of the page that matches the tag itself beats what is not important here. A size container has no natural
   * width: this gives it one, for pages whose box is as wide as its content.
   */
  :host {
    display: block !important;
    container-type: inline-size !important;
    contain-intrinsic-inline-size: 280px !important;
    inline-size: 100%;
    inline-size: stretch;
    min-inline-size: 0;
    text-indent: 0 !important;
  }

  :host([hidden]),
  :host([style*='display: none']),
  :host([style*='display:none']) {
    display: none !important;
  }

  /*
   * The inner root: of what the page’s elements inherit nothing reaches the inside but what is named here. An atomic
   * inline box, because the underline of a page goes through its blocks.
   */
  .tab {
    all: initial;
    color-scheme: inherit;
    direction: inherit;
    visibility: inherit;
    pointer-events: inherit;
    display: inline-block;
    vertical-align: top;
    box-sizing: border-box;
    inline-size: 100%;
    color: var(--_text);
    font-family: var(--jeweltrak-font-family, inherit);
    font-size: var(--jeweltrak-font-size, 14px);
    line-height: 20px;
    -webkit-font-smoothing: antialiased;
  }

  .content {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }

  .card {
    overflow: clip;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .content:focus-visible,
  .card:focus-visible {
    outline-offset: 2px;
  }
`

/** All styles of the tab. */
export const paymentsTabStyles = [
  tokens,
  base,
  texts,
  buttons,
  statusBadgeStyles,
  factsLineStyles,
  paymentsTableStyles,
  joinedRowsStyles,
  paymentsCardsStyles,
  skeletonStyles,
  noticesStyles,
  disputeBannerStyles,
  frame,
  printStyles,
]
