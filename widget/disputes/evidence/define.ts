import { defineOnce } from '../../shared/define-once.ts'
import { UsualEvidence } from './usual-evidence.ts'

defineOnce('jeweltrak-usual-evidence', UsualEvidence)

declare global {
  interface HTMLElementTagNameMap {
    'jeweltrak-usual-evidence': UsualEvidence
  }
}
