import { css } from 'lit'

/**
 * A text runs as its own letters do: on a page that runs the other way its full stop would stand at the wrong end. It
 * stays at the side that the page starts from.
 */
export const texts = css`
  p,
  h2,
  label,
  legend,
  button,
  a,
  strong,
  time,
  .badge,
  .details span,
  .date .second,
  .explanation,
  .deadline > span,
  .sync-state > span {
    unicode-bidi: plaintext;
    /* Chromium knows it by this name only. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
`
