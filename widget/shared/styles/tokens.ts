import { css } from 'lit'

/**
 * Everything that a host may set, with its default for light and dark: the host’s `color-scheme`
 * chooses between the two. Elements use only the inner names.
 */
export const tokens = css`
  :host {
    --_text: var(--jeweltrak-color-text, light-dark(#1f2430, #e7e9ed));
    --_muted: var(--jeweltrak-color-muted, light-dark(#596273, #a3abb8));
    --_surface: var(--jeweltrak-color-surface, light-dark(#ffffff, #16181d));
    --_raised: var(--jeweltrak-color-raised, light-dark(#ffffff, #1f2229));
    --_sunken: var(--jeweltrak-color-sunken, light-dark(#f5f6f8, #1d2026));
    --_border: var(--jeweltrak-color-border, light-dark(#e2e5ea, #30343d));
    --_control: var(--jeweltrak-color-control, light-dark(#878f9f, #757e8f));
    --_accent: var(--jeweltrak-color-accent, light-dark(#2b55c9, #9dbaff));
    --_on-accent: var(--jeweltrak-color-on-accent, light-dark(#ffffff, #10204a));
    --_focus: var(--jeweltrak-color-focus, light-dark(#2b55c9, #9dbaff));
    --_grey: var(--jeweltrak-color-grey, light-dark(#596273, #a3abb8));
    --_blue: var(--jeweltrak-color-blue, light-dark(#1f57b8, #93b9ff));
    --_amber: var(--jeweltrak-color-amber, light-dark(#835000, #efb863));
    --_red: var(--jeweltrak-color-red, light-dark(#b42318, #ff9b93));
    --_green: var(--jeweltrak-color-green, light-dark(#1a6b3a, #77d29b));
    --_alarm: var(--jeweltrak-color-alarm, light-dark(#b42318, #99231b));
    --_radius: var(--jeweltrak-radius, 8px);
    --_radius-small: calc(var(--_radius) * 0.75);
    --_shadow: var(--jeweltrak-shadow, 0 16px 48px light-dark(rgb(16 24 40 / 0.22), rgb(0 0 0 / 0.6)));
    --_target: 32px;
  }

  @media (pointer: coarse) {
    :host {
      --_target: 44px;
    }
  }
`
